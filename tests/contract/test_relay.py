"""The relay: what was recorded reaches the broker in order, through crashes and new leaders."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from nats.aio.client import Client

from shared import relay
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.bus.port import BusIsAway
from shared.event_store.port import Outbox, OutboxEntry, StreamConflict, Write
from shared.event_store.postgres import PostgresStore
from shared.postgres.database import TROUBLE, UNREACHABLE
from shared.postgres.leadership import Leadership
from shared.relay import Relay, RelayBell, relay_once
from tests.contract.places import KINDS, Bus, Place, over_jetstream
from tests.contract.test_bus import everything, id_in, ids
from tests.support.servers import Servers, end_sessions
from tests.support.tally import counting
from tests.support.waiting import until


class CrashesBeforeRemoving:
    """An outbox whose relay dies once, after the broker has stored the batch."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._alive = True

    async def peek(self, limit: int) -> tuple[tuple[int, OutboxEntry], ...]:
        return await self._outbox.peek(limit)

    async def remove(self, positions: Sequence[int]) -> None:
        if self._alive:
            self._alive = False
            raise ConnectionResetError
        await self._outbox.remove(positions)


async def record(place: Place, stream: UUID, count: int) -> list[str]:
    """That many decisions on one stream, one message each; the ids of the messages."""
    for version in range(count):
        await place.store.write(counting(stream, 1, after=version, messages=1))
    return [f"{stream}:{version}" for version in range(1, count + 1)]


async def test_messages_leave_in_order_and_the_outbox_empties(place: Place, bus: Bus) -> None:
    recorded = await record(place, id_in(0), 5)

    assert await relay_once(place.outbox, bus.publisher, limit=3) == 3
    assert await relay_once(place.outbox, bus.publisher, limit=3) == 2
    assert await relay_once(place.outbox, bus.publisher, limit=3) == 0

    assert ids(await everything(await bus.started(0), 5)) == recorded


async def test_a_crash_between_publishing_and_removing_repeats_nothing(
    place: Place, bus: Bus
) -> None:
    stream = id_in(0)
    recorded = await record(place, stream, 4)
    with pytest.raises(ConnectionResetError):
        await relay_once(CrashesBeforeRemoving(place.outbox), bus.publisher, limit=3)
    await place.store.write(counting(stream, 1, after=4, messages=1))

    while await place.outbox.peek(1):
        await relay_once(place.outbox, bus.publisher)

    assert ids(await everything(await bus.started(0), 5)) == [*recorded, f"{stream}:5"]


async def test_what_the_broker_did_not_take_stays(place: Place) -> None:
    class Away:
        async def publish(self, entries: Sequence[OutboxEntry]) -> None:
            raise BusIsAway

    recorded = await record(place, id_in(0), 2)

    with pytest.raises(BusIsAway):
        await relay_once(place.outbox, Away())

    assert [entry.message_id for _, entry in await place.outbox.peek(9)] == recorded


@asynccontextmanager
async def replica(url: str, client: Client) -> AsyncIterator[Relay]:
    """A relay at work, with a bell of its own, as one replica of a service has it."""
    working = Relay(url, JetStreamPublisher(client), RelayBell())
    task = asyncio.create_task(working.run())
    yield working
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def was_recorded(store: PostgresStore, write: Write) -> bool:
    """The sessions of the pool were ended too: the first to use one of them finds out."""
    try:
        await store.write(write)
    except TROUBLE:
        return False
    except StreamConflict:
        pass  # It was recorded, and the answer was lost.
    return True


async def test_one_replica_relays_and_the_other_takes_over(
    database_url: str, pool: asyncpg.Pool[Any], broker: Client
) -> None:
    stream = id_in(0)
    store = PostgresStore(pool, KINDS)
    async with replica(database_url, broker) as one:
        await until(lambda: one.leads)
        async with replica(database_url, broker) as other:
            await store.write(counting(stream, 1, messages=1))
            one.bell.ring()
            await until(lambda: outbox_is_empty(pool))
            assert not other.leads
            await end_sessions(database_url)
            await until(lambda: one.leads or other.leads)
            await until(lambda: was_recorded(store, counting(stream, 1, after=1, messages=1)))
            await until(lambda: outbox_is_empty(pool))

    found = await everything(await over_jetstream(broker).started(0), 2)
    assert ids(found) == [f"{stream}:1", f"{stream}:2"]


async def test_a_commit_in_one_replica_wakes_the_relay_in_another(
    database_url: str,
    pool: asyncpg.Pool[Any],
    broker: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay, "POLL_S", 3600.0)
    async with replica(database_url, broker) as leader:
        await until(lambda: leader.leads)
        async with replica(database_url, broker) as other:
            store = PostgresStore(pool, KINDS)
            await store.write(counting(id_in(0), 1, messages=1))
            other.bell.ring()
            await until(lambda: outbox_is_empty(pool))
            assert leader.leads


async def test_the_relay_outlives_broker_and_database(
    servers: Servers, database_url: str, pool: asyncpg.Pool[Any], broker: Client
) -> None:
    stream = id_in(0)
    store = PostgresStore(pool, KINDS)
    async with replica(database_url, broker) as relaying:
        await until(lambda: relaying.leads)
        await servers.stack.kill("nats")
        await end_sessions(database_url)
        for version in range(20):
            await write_patiently(store, counting(stream, 1, after=version, messages=1))
        await until(lambda: outbox_is_empty(pool))

    found = await everything(await over_jetstream(broker).started(0), 20)
    assert ids(found) == [f"{stream}:{version}" for version in range(1, 21)]


async def write_patiently(store: PostgresStore, write: Write) -> None:
    """As a client does that is told to try again."""
    while True:
        try:
            await store.write(write)
            return
        except UNREACHABLE:
            await asyncio.sleep(0.01)
        except StreamConflict:
            return  # It had been recorded, only the answer was lost.


async def outbox_is_empty(pool: asyncpg.Pool[Any]) -> bool:
    try:
        return not await pool.fetchval("SELECT count(*) FROM outbox")
    except UNREACHABLE:
        return False  # Its connection was among those that were broken.


async def test_a_machine_that_vanished_does_not_keep_the_lead_for_hours(database_url: str) -> None:
    """Its session ends when it answers no keep-alives; the systems' defaults are two hours."""
    leadership = await Leadership.win(database_url, "relay")
    try:
        names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count")
        idle, interval, count = [
            int(await leadership.connection.fetchval(f"SELECT current_setting('{name}')"))
            for name in names
        ]
    finally:
        await leadership.resign()

    assert 0 < idle + interval * count <= 30
