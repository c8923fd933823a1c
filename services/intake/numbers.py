"""Running numbers from a PostgreSQL sequence."""

from __future__ import annotations

from typing import Any

import asyncpg


class SequenceNumbers:
    """Unique and rising; a number taken for a request that failed is not used again."""

    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool

    async def next(self) -> int:
        number: int = await self._pool.fetchval("SELECT nextval('complaint_number')")
        return number
