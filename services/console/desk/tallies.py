"""Counting over the partial indexes of the page table."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import asyncpg

from services.console.desk.application import Tally

COUNT = """
SELECT (SELECT count(*) FROM complaint_pages
         WHERE received_at >= $1 AND received_at < $2) AS received_today,
       (SELECT count(*) FROM complaint_pages WHERE is_open) AS open,
       (SELECT count(*) FROM complaint_pages WHERE overdue) AS overdue,
       (SELECT count(*) FROM complaint_pages WHERE supervised) AS supervised
"""

REST, LONGEST_S = 20, 2.0
"""A count stands for so many times as long as it took, and never for longer than that: nothing one
would notice over a thousand complaints, a second and a half over two hundred thousand open ones."""


class PostgresTallies:
    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool
        self._counted: Tally | None = None
        self._day: tuple[datetime, datetime] | None = None
        self._stands_until = 0.0

    async def count(self, *, today_from: datetime, today_until: datetime) -> Tally:
        day, begin = (today_from, today_until), time.monotonic()
        if self._counted is not None and self._day == day and begin < self._stands_until:
            return self._counted
        record = await self._pool.fetchrow(COUNT, *day)
        counted = Tally.model_validate(dict(record or {}))
        now = time.monotonic()
        self._counted, self._day = counted, day
        self._stands_until = now + min(REST * (now - begin), LONGEST_S)
        return counted
