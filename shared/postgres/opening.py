"""A service's pool, opened while its database may still be starting and closed in good time."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg

from shared.postgres.database import UNREACHABLE, open_pool

ATTEMPTS = 60
PAUSE_S = 0.5


async def open_patiently(url: str, size: int) -> asyncpg.Pool[Any]:
    """Wait half a minute for a database that is just starting."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await open_pool(url, max_size=size)
        except UNREACHABLE:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(PAUSE_S)
    raise AssertionError("unreachable")


async def close(pool: asyncpg.Pool[Any]) -> None:
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except TimeoutError:
        pool.terminate()
