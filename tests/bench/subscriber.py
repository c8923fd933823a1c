"""Catching up with what was told meanwhile, beside taking each message in its own transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from nats.aio.client import Client

from services.analytics.projections import Projections
from shared.bus import jetstream
from shared.bus.jetstream_inlet import JetStreamInlet
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.bus.manifest import read_manifest
from shared.bus.port import Delivery
from shared.contracts import Message
from shared.event_store.encoding import entry_of
from shared.event_store.postgres import PostgresStore
from shared.migrations import migrate, migrations_of
from shared.postgres.database import open_pool, service_url
from shared.subscriber import BATCH, FETCH_WAIT_S, Subscriber, Subscription
from tests.bench.result import Goal, Result, measured
from tests.bench.rounds import Rates, Stopwatch, as_services_run, interleaved
from tests.bench.runner import Bench
from tests.bench.telemetry import traced
from tests.support.servers import Servers, empty, running_servers
from tests.support.told import Complaint

SERVICE = "analytics"
SHARE = 5
"""One transaction a message gets that much less to do, to be done in time."""
Handle = Callable[[Subscriber, Sequence[Delivery]], Awaitable[None]]


async def run(bench: Bench) -> list[Result]:
    complaints = bench.sized(400, 50)
    async with running_servers() as servers:
        await servers.new_stream()
        url = service_url(servers.stack.database_url, SERVICE)
        await migrate(url, migrations_of(SERVICE))
        told = await _tell(servers, complaints)
        rates = await as_services_run(lambda: _compared(url, servers.nats_url, told, bench.rounds))
    return [
        measured(
            "subscriber: against one transaction a message",
            rates.ratio("batches", "singly"),
            "x",
            Goal(">=", 6),
            against=f"analytics' facts, up to {BATCH} a batch; {rates.told('batches', 'singly')}",
        )
    ]


def _life(number: int) -> list[Message]:
    """What the services tell of one complaint on its way."""
    complaint = Complaint(f"TS20261123-{number:06d}")
    return [
        complaint.received(),
        complaint.classified(),
        complaint.graded(2, "重大"),
        complaint.assigned(),
        complaint.owes(),
        complaint.after(hours=1).contacted(),
        complaint.met(),
        complaint.after(hours=4).planned(),
        complaint.after(days=1).carried_out(),
        complaint.after(days=1).closed(),
    ]


async def _tell(servers: Servers, complaints: int) -> int:
    """Fill the stream, many complaints going on at once; how many messages that makes."""
    lives = [_life(number) for number in range(complaints)]
    told = [message for step in zip(*lives, strict=True) for message in step]
    client = await jetstream.connect(servers.nats_url, name="bench")
    publisher = JetStreamPublisher(client)
    for start in range(0, len(told), BATCH):
        await publisher.publish([entry_of(message) for message in told[start : start + BATCH]])
    await jetstream.close(client)
    return len(told)


async def _compared(url: str, nats_url: str, told: int, rounds: int) -> Rates:
    client = await jetstream.connect(nats_url, name="bench")
    pool = await open_pool(url, max_size=4)
    catch_up = CatchUp(url, client, pool)
    try:
        async with traced(pool):
            return await interleaved(
                rounds,
                batches=lambda: catch_up.rate(told, Subscriber.handle),
                singly=lambda: catch_up.rate(told // SHARE, _singly),
            )
    finally:
        pool.terminate()
        await jetstream.close(client)


async def _singly(subscriber: Subscriber, deliveries: Sequence[Delivery]) -> None:
    for delivery in deliveries:
        await subscriber.handle([delivery])


@dataclass(frozen=True, slots=True)
class CatchUp:
    """A projection that begins with empty tables at the beginning of the stream."""

    url: str
    client: Client
    pool: asyncpg.Pool[Any]

    async def rate(self, wanted: int, handle: Handle) -> float:
        """Messages a second, until `wanted` of the stream have taken effect."""
        await empty(self.url)
        watch = Stopwatch()
        handled = 0
        for partition in range(len(read_manifest().partitions)):
            handled += await self._hear(partition, wanted - handled, handle)
        return watch.rate(handled)

    async def _hear(self, partition: int, wanted: int, handle: Handle) -> int:
        manifest = read_manifest()
        store = PostgresStore(self.pool, [])
        subscription = Subscription(SERVICE, Projections(ZoneInfo("Asia/Shanghai")).handlers())
        subscriber = Subscriber(subscription, store, await store.claim(SERVICE, partition))
        inlet = JetStreamInlet(self.client, manifest, SERVICE, partition)
        await inlet.start_after(0)
        handled = 0
        while handled < wanted and await inlet.backlog():
            deliveries = await inlet.fetch(min(BATCH, wanted - handled), FETCH_WAIT_S)
            await handle(subscriber, deliveries)
            handled += len(deliveries)
        return handled
