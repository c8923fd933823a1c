"""Like complaints handled at the same moment all see each other (zsy-3.3b), on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.triage.counting import Countable, Counting, count
from services.triage.domain.assessment import ASSESSMENT
from shared.event_store.postgres import PostgresStore
from shared.migrations import migrate, migrations_of
from shared.postgres.database import open_pool, with_database
from tests.support.servers import Servers
from tests.support.waiting import until
from tests.unit.policy.regulations import at, zsy

MONDAY = at("2026-11-23 09:30")
WAITING = """
SELECT EXISTS (SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock')
"""


@pytest.fixture
async def triage_pool(servers: Servers) -> AsyncIterator[asyncpg.Pool[Any]]:
    url = with_database(servers.stack.database_url, "huiyin_counting_triage")
    await migrate(url, migrations_of("triage"))
    pool = await open_pool(url)
    await pool.execute("TRUNCATE similar_complaints")
    yield pool
    await pool.close()


def leak(number: int) -> Countable:
    """A leak, each in somebody else's home."""
    return Countable(
        complaint_id=UUID(int=number),
        complainant=UUID(int=number),
        household=UUID(int=number),
        project="mhhy",
        category="engineering-quality",
        received_at=MONDAY + timedelta(minutes=number),
    )


async def counted(store: PostgresStore, number: int) -> int:
    async with store.transaction() as unit:
        return (await count(unit, leak(number), Counting(zsy()))).own["similar_in_month"]


async def test_who_counts_second_waits_and_sees_the_first(triage_pool: asyncpg.Pool[Any]) -> None:
    store = PostgresStore(triage_pool, [ASSESSMENT])
    async with store.transaction() as unit:
        first = await count(unit, leak(1), Counting(zsy()))
        second = asyncio.create_task(counted(store, 2))
        await until(lambda: triage_pool.fetchval(WAITING))

    assert (first.own["similar_in_month"], await second) == (1, 2)


async def test_many_at_once_are_all_counted(triage_pool: asyncpg.Pool[Any]) -> None:
    store = PostgresStore(triage_pool, [ASSESSMENT])

    counts = await asyncio.gather(*(counted(store, number) for number in range(1, 13)))

    # Whoever counts late sees everybody who counted before, wherever their complaints lie in time.
    assert max(counts) == 12
    async with store.transaction() as unit:
        assert (await count(unit, leak(13), Counting(zsy()))).own == {"similar_in_month": 13}
