"""Counting over the partial indexes of the page table."""

from __future__ import annotations

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


class PostgresTallies:
    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool

    async def count(self, *, today_from: datetime, today_until: datetime) -> Tally:
        record = await self._pool.fetchrow(COUNT, today_from, today_until)
        return Tally.model_validate(dict(record or {}))
