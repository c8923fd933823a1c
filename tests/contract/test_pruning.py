"""What is kept for a while only is forgotten when the while is over, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from shared.event_store.port import Answer
from shared.event_store.postgres import PostgresStore
from shared.postgres import pruning
from tests.contract.places import KINDS
from tests.support.tally import LongTally, counting, new_id


async def given_old_and_new(pool: asyncpg.Pool[Any], days: int) -> None:
    """A handled message, an answer and a span of `days` ago, and of now."""
    store = PostgresStore(pool, KINDS)
    for number in range(10):
        async with store.transaction() as unit:
            await unit.take("triage", [f"m:{number}"])
        answer = Answer(f"k:{number}", b"", 200, b"{}")
        await store.write(counting(new_id(), 1, answer=answer))
    age = timedelta(days=days)
    await pool.execute(
        "UPDATE inbox SET handled_at = handled_at - $1::interval WHERE message_id < 'm:7'", age
    )
    await pool.execute(
        "UPDATE answers SET answered_at = answered_at - $1::interval WHERE key < 'k:7'", age
    )


async def counts(pool: asyncpg.Pool[Any]) -> tuple[int, int]:
    return (
        await pool.fetchval("SELECT count(*) FROM inbox"),
        await pool.fetchval("SELECT count(*) FROM answers"),
    )


async def test_what_is_young_stays(pool: asyncpg.Pool[Any]) -> None:
    await given_old_and_new(pool, days=29)

    assert await pruning.prune(pool, datetime.now(UTC)) == 0
    assert await counts(pool) == (10, 10)


async def test_answers_go_before_the_inbox(pool: asyncpg.Pool[Any]) -> None:
    await given_old_and_new(pool, days=31)

    assert await pruning.prune(pool, datetime.now(UTC)) == 7
    assert await counts(pool) == (10, 3)


async def test_a_large_backlog_is_forgotten_in_parts(
    pool: asyncpg.Pool[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    await given_old_and_new(pool, days=91)

    assert await pruning.prune(pool, datetime.now(UTC)) == 14
    assert await counts(pool) == (3, 3)


async def test_streams_are_never_pruned(pool: asyncpg.Pool[Any]) -> None:
    await given_old_and_new(pool, days=10_000)
    await pool.execute("UPDATE events SET stored_at = stored_at - interval '10000 days'")

    await pruning.prune(pool, datetime.now(UTC))

    assert await pool.fetchval("SELECT count(*) FROM events") == 10


async def test_a_stream_keeps_its_newest_snapshot_only(pool: asyncpg.Pool[Any]) -> None:
    store, stream = PostgresStore(pool, KINDS), new_id()
    for after in range(0, 30, 10):
        shot = LongTally(id=stream, version=after + 10, total=after + 10)
        await store.write(counting(stream, *([1] * 10), after=after, snapshot=shot))

    kept = await pool.fetch("SELECT originator_version FROM snapshots")
    assert [row["originator_version"] for row in kept] == [30]
