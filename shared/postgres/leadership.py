"""One replica at a time, by a session advisory lock on a connection of its own."""

from __future__ import annotations

import asyncio
from typing import Any
from zlib import crc32

import asyncpg

from shared.postgres.database import connect

POLL_S = 1.0


def lock_number(name: str) -> int:
    """A lock's number within its database, from its name."""
    return crc32(name.encode())


class Leadership:
    """The right to do one job in this database, held as long as `connection` lives.

    Work done under it should go through `connection`, so that losing the lock and losing the means
    to do harm are one event.
    """

    def __init__(self, name: str, connection: asyncpg.Connection[Any]) -> None:
        self.name = name
        self.connection = connection

    @classmethod
    async def win(cls, url: str, name: str) -> Leadership:
        """Wait until the job is ours."""
        connection = await connect(url)
        try:
            while not await connection.fetchval(
                "SELECT pg_try_advisory_lock($1)", lock_number(name)
            ):
                await asyncio.sleep(POLL_S)
        except BaseException:
            connection.terminate()
            raise
        return cls(name, connection)

    async def resign(self) -> None:
        try:
            await self.connection.close(timeout=1)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            self.connection.terminate()
