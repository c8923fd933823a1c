"""Sharing a service's partitions among its replicas, each partition with one of them.

Replicas count each other by a shared advisory lock and take an even share of the exclusive ones.
Advisory locks only choose; what makes two readers of one partition impossible is the claim's epoch.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from math import ceil
from typing import Any

import asyncpg

from shared.failures import traceback_of
from shared.postgres.database import TROUBLE, connect
from shared.postgres.leadership import lock_number

log = logging.getLogger(__name__)

LOOK_S = 1.0
END_WITHIN_S = 5.0
COUNT_REPLICAS = """
SELECT count(*) FROM pg_locks
 WHERE locktype = 'advisory' AND objid::bigint = $1 AND mode = 'ShareLock' AND granted
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Partitions:
    """Runs `work(partition)` for this replica's share, for as long as the service runs."""

    def __init__(self, url: str, count: int, work: Callable[[int], Awaitable[None]]) -> None:
        self._url = url
        self._count = count
        self._work = work
        self._held: dict[int, asyncio.Task[None]] = {}

    @property
    def held(self) -> frozenset[int]:
        return frozenset(self._held)

    async def run(self) -> None:
        while True:
            try:
                await self._share()
            except TROUBLE as failure:
                log.warning("partitions pause: %s", type(failure).__name__)
            finally:
                await self._let_go(len(self._held))
            await asyncio.sleep(LOOK_S)

    async def _share(self) -> None:
        connection = await connect(self._url)
        replica = lock_number("replica")
        try:
            await connection.execute("SELECT pg_advisory_lock_shared($1)", replica)
            while True:
                replicas = await connection.fetchval(COUNT_REPLICAS, replica)
                await self._adjust(connection, ceil(self._count / max(1, replicas)))
                await asyncio.sleep(LOOK_S)
        finally:
            connection.terminate()

    async def _adjust(self, connection: asyncpg.Connection[Any], share: int) -> None:
        for partition in [held for held, task in self._held.items() if task.done()]:
            await self._release(connection, partition)
        while len(self._held) > share:
            await self._release(connection, max(self._held))
        for partition in range(self._count):
            if len(self._held) == share:
                return
            if partition not in self._held and await connection.fetchval(
                "SELECT pg_try_advisory_lock($1)", lock_number(f"partition-{partition}")
            ):
                self._held[partition] = asyncio.create_task(_named(self._work, partition))

    async def _release(self, connection: asyncpg.Connection[Any], partition: int) -> None:
        task = self._held.pop(partition)
        await _end([task])
        await connection.execute(
            "SELECT pg_advisory_unlock($1)", lock_number(f"partition-{partition}")
        )

    async def _let_go(self, number: int) -> None:
        await _end([self._held.popitem()[1] for _ in range(number)])


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Stop working. One that hangs in its dead connection is left behind: it holds no valid claim
    once the partition is claimed anew, so it can no longer do anything."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=END_WITHIN_S)


async def _named(work: Callable[[int], Awaitable[None]], partition: int) -> None:
    try:
        await work(partition)
    except Exception as failure:  # noqa: BLE001  The sharer starts it again; say why it ended.
        log.error("partition %d stops: %s", partition, traceback_of(failure))
