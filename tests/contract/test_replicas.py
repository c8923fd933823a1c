"""Two replicas of one service on real servers: shared partitions, order, and a kill on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from nats.aio.client import Client

from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.bus.manifest import read_manifest
from shared.bus.port import BusIsAway
from shared.event_store.encoding import entry_of
from shared.event_store.port import OutboxEntry
from shared.partitions import Partitions
from shared.postgres.database import TROUBLE
from shared.postgres.leadership import lock_number
from tests.support.replica import start_replica
from tests.support.servers import Servers, end_sessions
from tests.support.tally import new_id, urged
from tests.support.waiting import until

PAUSE_S = 0.02
PARTITIONS = len(read_manifest().partitions)
HOLDERS = """
SELECT pid, count(*) AS partitions FROM pg_locks
 WHERE locktype = 'advisory' AND granted AND objid::bigint = ANY ($1::bigint[])
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
 GROUP BY pid ORDER BY pid
"""
LOCKS = [lock_number(f"partition-{partition}") for partition in range(PARTITIONS)]


async def shares(pool: asyncpg.Pool[Any]) -> list[int]:
    """How many partitions each replica holds."""
    return [row["partitions"] for row in await pool.fetch(HOLDERS, LOCKS)]


class Talk:
    """Complaints on which one word follows the other."""

    def __init__(self, client: Client, complaints: int) -> None:
        self._publisher = JetStreamPublisher(client)
        self._complaints = [new_id() for _ in range(complaints)]
        self._said = 0
        self._enough = asyncio.Event()

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Within, somebody talks on every complaint at once, without a pause."""
        talking = asyncio.create_task(self._talk())
        yield
        self._enough.set()
        await talking

    async def _talk(self) -> None:
        while not self._enough.is_set():
            self._said += 1
            entries = [
                entry_of(urged(complaint, str(self._said), version=self._said))
                for complaint in self._complaints
            ]
            while not await self._say(entries):
                await asyncio.sleep(PAUSE_S)
            await asyncio.sleep(PAUSE_S)

    async def _say(self, entries: list[OutboxEntry]) -> bool:
        try:
            await self._publisher.publish(entries)
        except BusIsAway:
            return False
        return True

    async def was_heard(self, pool: asyncpg.Pool[Any]) -> None:
        """Return when everything was heard; fails where anything was twice or out of order."""

        async def complete() -> bool:
            try:
                counted: int | None = await pool.fetchval("SELECT sum(times) FROM heard")
            except TROUBLE:
                return False  # It is just coming back.
            return (counted or 0) >= self._said * len(self._complaints)

        await until(complete, within_s=60)
        rows = await pool.fetch("SELECT complaint_id, words FROM heard")
        words: dict[UUID, list[str]] = {row["complaint_id"]: row["words"] for row in rows}
        in_order = [str(version) for version in range(1, self._said + 1)]
        assert words == dict.fromkeys(self._complaints, in_order)


async def test_replicas_share_hear_in_order_and_take_over(
    servers: Servers, database_url: str, pool: asyncpg.Pool[Any], broker: Client
) -> None:
    talk = Talk(broker, complaints=40)
    first = await start_replica(database_url, servers.nats_url)
    second = await start_replica(database_url, servers.nats_url)
    try:
        async with talk.going_on():
            await until(lambda: _equals(shares(pool), [PARTITIONS // 2, PARTITIONS // 2]))
            first.kill()
            await first.wait()
            await until(lambda: _equals(shares(pool), [PARTITIONS]))
        await talk.was_heard(pool)
    finally:
        second.kill()
        await second.wait()


async def test_a_replica_outlives_broker_and_database(
    servers: Servers, database_url: str, pool: asyncpg.Pool[Any], broker: Client
) -> None:
    talk = Talk(broker, complaints=10)
    replica = await start_replica(database_url, servers.nats_url)
    try:
        await until(lambda: _equals(shares(pool), [PARTITIONS]))
        async with talk.going_on():
            await servers.stack.kill("nats")
            await servers.stack.kill("postgres")
            await servers.stack.until_ready("nats")
            await servers.stack.until_ready("postgres")
        await talk.was_heard(pool)
    finally:
        replica.kill()
        await replica.wait()


async def _equals(found: Awaitable[list[int]], wanted: list[int]) -> bool:
    return await found == wanted


class Holding:
    """Which partitions are worked on, and whether ever two worked on one."""

    def __init__(self) -> None:
        self.now: list[int] = []

    async def work(self, partition: int) -> None:
        assert partition not in self.now
        self.now.append(partition)
        try:
            await asyncio.Event().wait()
        finally:
            self.now.remove(partition)


@asynccontextmanager
async def sharing(url: str, work: Callable[[int], Awaitable[None]]) -> AsyncIterator[Partitions]:
    partitions = Partitions(url, PARTITIONS, work)
    task = asyncio.create_task(partitions.run())
    yield partitions
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_partitions_are_handed_over_one_reader_at_a_time(database_url: str) -> None:
    holding = Holding()
    async with sharing(database_url, holding.work) as one:
        await until(lambda: len(one.held) == PARTITIONS)
        async with sharing(database_url, holding.work) as other:
            await until(lambda: len(one.held) == len(other.held) == PARTITIONS // 2)
            await until(lambda: sorted(holding.now) == list(range(PARTITIONS)))
        await until(lambda: sorted(holding.now) == list(range(PARTITIONS)))
        assert len(one.held) == PARTITIONS
    assert holding.now == []


async def test_partitions_come_back_after_the_database_was_away(database_url: str) -> None:
    holding = Holding()
    async with sharing(database_url, holding.work) as one:
        await until(lambda: len(holding.now) == PARTITIONS)
        await end_sessions(database_url)
        await until(lambda: not holding.now)
        await until(lambda: len(holding.now) == len(one.held) == PARTITIONS)


async def test_a_partition_whose_work_failed_is_worked_on_again(database_url: str) -> None:
    begun: list[int] = []

    async def fails_at_first(partition: int) -> None:
        begun.append(partition)
        if begun.count(partition) == 1:
            raise RuntimeError
        await asyncio.Event().wait()

    async with sharing(database_url, fails_at_first):
        await until(lambda: all(begun.count(number) == 2 for number in range(PARTITIONS)))
