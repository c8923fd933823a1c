"""Blows dealt through the servers themselves: sessions ended, a stream without room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import asyncpg
import nats
import nats.errors
from nats.aio.client import Client

from shared.bus.manifest import read_manifest
from shared.migrations import services_with_database
from shared.postgres.database import UNREACHABLE, database_name, with_database

END_SESSIONS = """
SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))
  FROM pg_stat_activity
 WHERE datname = $1 AND pid <> pg_backend_pid()
"""
NO_LIMIT = -1
ATTEMPTS = 60
PATIENCE_S = 2.0
PAUSE_S = 0.5


async def end_sessions(database_url: str, dice: Random) -> int:
    """Have PostgreSQL end every session of one service, in the middle of whatever it does; how many
    there were."""
    service = dice.choice(services_with_database())
    name = f"{database_name(database_url)}_{service}"
    try:
        connection = await asyncpg.connect(with_database(database_url, "postgres"), timeout=10)
        try:
            ended: int = await connection.fetchval(END_SESSIONS, name)
        finally:
            await connection.close()
    except UNREACHABLE:
        return 0
    return ended


@asynccontextmanager
async def full_stream(nats_url: str) -> AsyncIterator[int]:
    """While within, the stream takes nothing more: the broker refuses what is published. Yields
    the bytes it is limited to."""
    async with _connected(nats_url) as client:
        limit = await _limit(client, to_what_it_holds=True)
    try:
        yield limit
    finally:
        async with _connected(nats_url) as client:
            await _limit(client, to_what_it_holds=False)


@asynccontextmanager
async def _connected(nats_url: str) -> AsyncIterator[Client]:
    async def hush(_: Exception) -> None:
        """It is expected to be away at times."""

    client = await nats.connect(
        nats_url,
        max_reconnect_attempts=ATTEMPTS,
        reconnect_time_wait=1,
        error_cb=hush,
    )
    try:
        yield client
    finally:
        await client.close()


async def _limit(client: Client, *, to_what_it_holds: bool) -> int:
    stream = client.jetstream(timeout=PATIENCE_S)
    for attempt in range(ATTEMPTS):
        try:
            present = await stream.stream_info(read_manifest().stream.name)
            limit = max(1, present.state.bytes) if to_what_it_holds else NO_LIMIT
            await stream.update_stream(present.config.evolve(max_bytes=limit))
        except (nats.errors.Error, OSError, TimeoutError):
            if attempt + 1 == ATTEMPTS:
                raise
            await asyncio.sleep(PAUSE_S)
            continue
        return limit
    raise AssertionError("unreachable")
