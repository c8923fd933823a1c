"""The adapters under test, each with what a test needs to know of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from nats.aio.client import Client

from shared.bus.jetstream_inlet import JetStreamInlet
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.bus.manifest import read_manifest
from shared.bus.port import Inlet, Publisher
from shared.event_store.memory import MemoryStore
from shared.event_store.port import Outbox, Store
from shared.event_store.postgres import PostgresOutbox, PostgresStore
from shared.postgres.database import connect, open_pool
from tests.support.servers import Servers
from tests.support.tally import LONG_TALLY, TALLY

KINDS = (TALLY, LONG_TALLY)


class Patience:
    """Infrastructure time that a test can let pass: for the store in memory by moving its clock,
    for PostgreSQL by ageing what it wrote."""

    async def passes(self, seconds: float) -> None:
        raise NotImplementedError


class MovedClock(Patience):
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    async def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class AgedRows(Patience):
    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool

    async def passes(self, seconds: float) -> None:
        await self._pool.execute(
            "UPDATE parked SET retry_at = retry_at - make_interval(secs => $1)", seconds
        )


class Place:
    """A store with its outbox and its infrastructure time."""

    def __init__(self, store: Store, outbox: Outbox, patience: Patience) -> None:
        self.store = store
        self.outbox = outbox
        self.patience = patience


@asynccontextmanager
async def in_memory() -> AsyncIterator[Place]:
    clock = MovedClock()
    store = MemoryStore(KINDS, wall=lambda: clock.now)
    yield Place(store, store.outbox, clock)


@asynccontextmanager
async def in_postgres(servers: Servers) -> AsyncIterator[Place]:
    async with servers.database() as url:
        pool, connection = await open_pool(url, max_size=8), await connect(url)
        yield Place(PostgresStore(pool, KINDS), PostgresOutbox(connection), AgedRows(pool))
        connection.terminate()
        pool.terminate()


class Bus:
    """A stream with a publisher, and inlets of the service `triage`."""

    def __init__(self, publisher: Publisher, inlet: Callable[[int], Inlet]) -> None:
        self.publisher = publisher
        self.inlet = inlet

    async def started(self, partition: int, position: int = 0) -> Inlet:
        inlet = self.inlet(partition)
        await inlet.start_after(position)
        return inlet


def over_jetstream(client: Client) -> Bus:
    manifest = read_manifest()
    return Bus(
        JetStreamPublisher(client),
        lambda partition: JetStreamInlet(client, manifest, "triage", partition),
    )
