"""A holiday notice that comes while obligations run, on PostgreSQL as in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from shared.event_store.postgres import PostgresStore
from shared.migrations import migrations_of
from tests.unit.policy.regulations import at
from tests.unit.sla.service import KINDS, SlaInMemory
from tests.unit.sla.story import assigned, complaint, graded
from tests.unit.sla.test_calendar_changes import all_is_heeded, known_on, learns, report, under

TABLES = ("timers", "calendar_changes", "calendars_heeded")
RECEIVED = "2020-01-21 10:00"


@pytest.fixture
async def store(pool: asyncpg.Pool[Any]) -> AsyncIterator[PostgresStore]:
    """A store with the tables that sla has."""
    ours = [m.text for m in migrations_of("sla") if any(f"TABLE {t} " in m.text for t in TABLES)]
    for sql in ours:
        await pool.execute(sql)
    yield PostgresStore(pool, KINDS)
    await pool.execute(f"DROP TABLE {', '.join(TABLES)}")


async def test_what_is_open_is_counted_anew_and_reported(store: PostgresStore) -> None:
    before = known_on("2020-01-26")
    sla = SlaInMemory(RECEIVED, policies=under(before), store=store)
    await sla.hears(complaint(before, RECEIVED), assigned(), graded(1))
    await all_is_heeded(sla)
    await learns(sla, "2020-01-27")

    whole = (await report(sla)).changes
    assert {(c.subject.value, c.key, c.previous_due_at, c.due_at) for c in whole} == {
        ("obligation", "answer", at("2020-02-03 18:00"), at("2020-02-05 18:00")),
        ("milestone", "done", at("2020-02-03 18:00"), at("2020-02-05 18:00")),
    }
    assert {c.notices for c in whole} == {("cn-2020-02",)}
    first = await report(sla, limit=1)
    rest = await report(sla, limit=1, cursor=first.next)
    assert (*first.changes, *rest.changes) == whole
    assert await sla.firing.heed_holiday_notices() == 0
    assert await sla.timers_are_what_the_watch_says()
