"""Analytics on real servers: its database, its subscribers, and people who complain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import asyncpg
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from shared.bus.jetstream_inlet import JetStreamInlet
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.bus.manifest import read_manifest
from shared.contracts import Message
from shared.event_store.encoding import entry_of
from shared.event_store.postgres import PostgresStore
from shared.migrations import migrate, migrations_of
from shared.policy import PolicyLibrary
from shared.postgres.database import open_pool, service_url, with_database
from shared.rebuild import Comparison, Rebuilt, kept_by, rebuild, verify_all
from shared.rebuild.making import COMPANY_ZONE
from shared.rebuild.report import Progress, silent
from shared.settings import POLICIES
from shared.subscriber import Subscriber, Subscription, pump
from tests.support.servers import Servers
from tests.support.told import Complaint
from tests.support.waiting import until

SERVICE = "analytics"
LIBRARY = PolicyLibrary.read(POLICIES)
_places = count(1)


def life(number: int) -> list[Message]:
    """What is told of one complaint from its receipt to its end."""
    told = Complaint(f"TS20261123-{number:06}")
    return [
        told.received(),
        told.classified(),
        told.graded(2, "热点", facts={"collective_persons": 6, "need": "repair"}),
        told.owes(),
        told.after(hours=3).contacted(),
        told.met(),
        told.owes(),
        told.ordered(),
        told.after(days=2).carried_out(),
        told.order_closed(),
        told.closed(),
    ]


@dataclass(frozen=True, slots=True)
class ReadModels:
    """A running analytics with an address of its own on the test's servers."""

    server_url: str
    nats_url: str
    pool: asyncpg.Pool[Any]
    client: Client

    async def told(self, *messages: Message) -> None:
        await JetStreamPublisher(self.client).publish([entry_of(message) for message in messages])

    @asynccontextmanager
    async def hearing(self) -> AsyncIterator[None]:
        """Within, subscribers handle every partition, as those of a running service do."""
        store, manifest = PostgresStore(self.pool, []), read_manifest()
        kept = kept_by(SERVICE, LIBRARY, COMPANY_ZONE)
        assert kept.read_model is not None
        subscription = Subscription(SERVICE, kept.read_model.handlers)

        async def hear(partition: int) -> None:
            claim = await store.claim(SERVICE, partition)
            inlet = JetStreamInlet(self.client, manifest, SERVICE, partition)
            subscriber = Subscriber(subscription, store, claim)
            await pump(subscriber, inlet, lambda: store.position(claim))

        hearers = [asyncio.create_task(hear(partition)) for partition in manifest.partitions]
        try:
            yield
        finally:
            for hearer in hearers:
                hearer.cancel()
            await asyncio.gather(*hearers, return_exceptions=True)

    async def caught_up(self) -> None:
        """Wait until everything that was told is handled."""
        lasts = {p: await self._last_of(p) for p in read_manifest().partitions}

        async def done() -> bool:
            rows = await self.pool.fetch("SELECT partition, position FROM positions")
            return {row["partition"]: row["position"] for row in rows} == lasts

        await until(done, within_s=60)

    async def _last_of(self, partition: int) -> int:
        """The sequence of the last message in a partition, 0 where there is none."""
        name = read_manifest().stream.name
        try:
            last = await self.client.jetstream().get_last_msg(name, f"huiyin.{partition}.>")
        except NotFoundError:
            return 0
        return last.seq or 0

    async def hear(self, messages: Iterable[Message]) -> None:
        """Tell them, and let them take effect."""
        await self.told(*messages)
        async with self.hearing():
            await self.caught_up()

    async def verify(self) -> dict[str, Comparison]:
        report = await verify_all(self.server_url, self.nats_url, LIBRARY, services=[SERVICE])
        return {comparison.what: comparison for comparison in report.comparisons}

    async def agrees(self) -> bool:
        return all(comparison.agrees for comparison in (await self.verify()).values())

    async def rebuild(self, *tables: str, progress: Progress = silent) -> Rebuilt:
        return await rebuild(
            SERVICE, self.server_url, self.nats_url, LIBRARY, tables=tables, progress=progress
        )

    async def rows(self, table: str) -> list[str]:
        found = await self.pool.fetch(f"SELECT t::text AS row FROM {table} AS t ORDER BY t::text")
        return [row["row"] for row in found]


@asynccontextmanager
async def read_models(servers: Servers, client: Client) -> AsyncIterator[ReadModels]:
    server_url = with_database(servers.stack.database_url, f"huiyin_read_{next(_places)}")
    url = service_url(server_url, SERVICE)
    await migrate(url, migrations_of(SERVICE))
    pool = await open_pool(url, max_size=8)
    yield ReadModels(server_url, servers.nats_url, pool, client)
    pool.terminate()
