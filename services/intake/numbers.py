"""Running numbers from a PostgreSQL sequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import asyncpg

from shared.gathering import Gathering

DRAW = "SELECT nextval('complaint_number') FROM generate_series(1, $1::int)"


class SequenceNumbers:
    """Unique and rising; a number taken for a request that failed is not used again. Those who ask
    while others' numbers are being drawn share the next draw."""

    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool
        self._drawing = Gathering(self._draw)

    async def next(self) -> int:
        return await self._drawing.do(None)

    async def _draw(self, wanted: Sequence[None]) -> list[int]:
        return [number for (number,) in await self._pool.fetch(DRAW, len(wanted))]
