"""What a running service holds: its store, clock, bus, and the jobs that go on beside requests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import asyncpg
from nats.aio.client import Client

from shared.background import Job, end, on_hangup, outlive
from shared.bus import jetstream
from shared.bus.jetstream_inlet import JetStreamInlet
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.bus.manifest import Manifest, ManifestIsUnfit, read_manifest
from shared.bus.port import BusIsAway
from shared.clock import Clock, SteppedClock, SystemClock
from shared.domain import AggregateType
from shared.event_store.postgres import PostgresStore
from shared.ids import Ids, RandomIds
from shared.partitions import Partitions
from shared.postgres.database import service_url
from shared.postgres.opening import close, open_patiently
from shared.postgres.pruning import prune_for_ever
from shared.postgres.seals import PostgresSeals
from shared.relay import Relay, RelayBell
from shared.settings import ClockKind, Settings
from shared.subscriber import Handlers, Subscriber, Subscription, pump
from shared.telemetry.export import SpanTable, install

if TYPE_CHECKING:
    from shared.policy.live import LivePolicies

log = logging.getLogger(__name__)


# `recorded` and `handled` only rise: two equal looks say that nothing happened between them.
BACKLOG = """
SELECT (SELECT count(*) FROM outbox) AS outbox,
       (SELECT count(*) FROM parked) AS parked,
       (SELECT coalesce(max(notification_id), 0) FROM events) AS recorded,
       (SELECT coalesce(sum(position), 0)::bigint FROM positions) AS handled
"""


@dataclass(frozen=True, slots=True)
class Composition:
    """What a service's composition root returns: its use cases, what it hears, its own jobs.

    `handlers` is None for a service that hears nothing. `next_due` tells the business time at which
    the service will act by itself, for whoever steps the clock. `after_hearing` is called whenever
    something that was heard has taken effect.
    """

    application: Any
    handlers: Handlers | None = None
    jobs: Sequence[Job] = ()
    next_due: Callable[[], Awaitable[datetime | None]] | None = None
    idle: Callable[[], Awaitable[bool]] | None = None
    after_hearing: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Runtime:
    """The ports of one service, live."""

    service: str
    settings: Settings
    database_url: str
    pool: asyncpg.Pool[Any]
    store: PostgresStore
    client: Client
    manifest: Manifest
    clock: Clock
    ids: Ids
    bell: RelayBell
    spans: SpanTable
    inlets: dict[int, JetStreamInlet] = field(default_factory=dict)
    composition: Composition | None = None
    policies_in_force: LivePolicies | None = None
    policies_kept: bytes | None = None

    def policies(self) -> LivePolicies:
        """The policies, read now and kept up from now on; who never asks does not go by any.

        Raises PolicyIsInvalid.
        """
        # Imported here: a service that goes by no policies need not load what reads them.
        from shared.policy.live import LivePolicies

        if self.policies_in_force is None:
            clock, zone = self.clock, ZoneInfo(self.settings.zone)
            self.policies_in_force = LivePolicies(
                self.settings.policies,
                PostgresSeals(self.pool),
                today=lambda: clock.now().astimezone(zone).date(),
                kept=self.policies_kept,
            )
        return self.policies_in_force

    async def backlog(self) -> dict[str, Any]:
        """What is still under way here: zero everywhere means that this service is at rest."""
        state = await self.pool.fetchrow(BACKLOG)
        assert state is not None
        composition = self.composition
        hears = composition is not None and composition.handlers is not None
        next_due = await composition.next_due() if composition and composition.next_due else None
        idle = await composition.idle() if composition and composition.idle else True
        policies = self.policies_in_force
        return {
            **dict(state),
            "partitions": [len(self.inlets), len(self.manifest.partitions) if hears else 0],
            "unheard": await self._unheard(),
            "idle": idle and (policies is None or policies.is_at_rest),
            "next_due": next_due.isoformat() if next_due else None,
        }

    async def _unheard(self) -> int:
        """Messages this replica's partitions have not handled yet."""
        behind = 0
        for inlet in tuple(self.inlets.values()):  # Partitions come and go while we ask.
            try:
                behind += await inlet.backlog()
            except BusIsAway:
                behind += 1
        return behind + sum(not inlet.at_rest for inlet in self.inlets.values())


@asynccontextmanager
async def running(
    service: str,
    settings: Settings,
    kinds: Sequence[AggregateType[Any]],
    compose: Callable[[Runtime], Composition],
) -> AsyncIterator[Runtime]:
    """A live service: everything is open while the context is, and closed in reverse."""
    async with AsyncExitStack() as stack:
        url = service_url(settings.database_url, service)
        pool = await open_patiently(url, settings.pool_size)
        stack.push_async_callback(close, pool)
        client = await jetstream.connect(settings.nats_url, name=f"huiyin-{service}")
        stack.push_async_callback(jetstream.close, client)
        manifest = read_manifest()
        await jetstream.check_stream(client, manifest)
        runtime = Runtime(
            service=service,
            settings=settings,
            database_url=url,
            pool=pool,
            store=PostgresStore(pool, kinds),
            client=client,
            manifest=manifest,
            clock=_clock(settings),
            ids=RandomIds(),
            bell=RelayBell(),
            spans=install(
                service, sampled=settings.trace_sampled, otlp_endpoint=settings.otlp_endpoint
            ),
            policies_kept=await PostgresSeals(pool).kept(),
        )
        runtime.composition = compose(runtime)
        if runtime.policies_in_force is not None:
            await runtime.policies_in_force.open()
            stack.enter_context(on_hangup(runtime.policies_in_force.look_again))
        if isinstance(runtime.clock, SteppedClock):
            await _obey_steps(stack, settings.nats_url, service, runtime.clock)
        stack.push_async_callback(runtime.spans.flush, pool)
        tasks = [asyncio.create_task(outlive(job)) for job in _jobs(runtime)]
        stack.push_async_callback(end, tasks)
        yield runtime


async def _obey_steps(
    stack: AsyncExitStack, nats_url: str, service: str, clock: SteppedClock
) -> None:
    # Imported here: replays and tests alone need it, and it is a tenth of every service's start.
    from faststream.nats import NatsBroker

    from shared.clock_control import obey_steps

    broker = NatsBroker(nats_url, logger=None)
    obey_steps(broker, service, clock)
    await broker.start()
    stack.push_async_callback(broker.stop)


def _jobs(runtime: Runtime) -> list[Job]:
    composition = runtime.composition
    assert composition is not None
    publisher = JetStreamPublisher(runtime.client)
    relay = Relay(runtime.database_url, publisher, runtime.bell)
    jobs: list[Job] = [
        relay.run,
        lambda: runtime.spans.run(runtime.pool),
        lambda: prune_for_ever(runtime.pool),
        *composition.jobs,
    ]
    if runtime.policies_in_force is not None:
        jobs.append(runtime.policies_in_force.watch)
    if composition.handlers is not None:
        subscription = Subscription(runtime.service, composition.handlers)
        partitions = Partitions(
            runtime.database_url,
            len(runtime.manifest.partitions),
            lambda partition: _hear(runtime, subscription, partition),
        )
        jobs.append(partitions.run)
    return jobs


async def _hear(runtime: Runtime, subscription: Subscription, partition: int) -> None:
    """Handle one partition until it is lost."""
    claim = await runtime.store.claim(subscription.consumer, partition)
    composition = runtime.composition
    assert composition is not None

    def after_commit() -> None:
        runtime.bell.ring()
        composition.after_hearing()

    subscriber = Subscriber(subscription, runtime.store, claim, after_commit=after_commit)
    inlet = JetStreamInlet(runtime.client, runtime.manifest, runtime.service, partition)
    runtime.inlets[partition] = inlet
    try:
        await pump(subscriber, inlet, lambda: runtime.store.position(claim))
    except ManifestIsUnfit as unfit:
        log.error("%s", unfit)
        raise
    finally:
        if runtime.inlets.get(partition) is inlet:  # Its successor may be at work by now.
            del runtime.inlets[partition]


def _clock(settings: Settings) -> Clock:
    if settings.clock is ClockKind.SYSTEM:
        return SystemClock()
    return SteppedClock(settings.clock_start or datetime(2000, 1, 1, tzinfo=UTC))
