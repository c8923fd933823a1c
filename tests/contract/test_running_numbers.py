"""Complaint numbers from the sequence, drawn together by those who ask together."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from services.intake.numbers import SequenceNumbers


class Counted:
    """The pool, counting what is asked of it."""

    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool
        self.queries = 0

    async def fetch(self, statement: str, *arguments: Any) -> list[asyncpg.Record]:
        self.queries += 1
        return await self._pool.fetch(statement, *arguments)


@pytest.fixture
async def pool(pool: asyncpg.Pool[Any]) -> asyncpg.Pool[Any]:
    await pool.execute("CREATE SEQUENCE IF NOT EXISTS complaint_number")
    return pool


async def test_numbers_rise_in_the_order_of_asking(pool: asyncpg.Pool[Any]) -> None:
    numbers = SequenceNumbers(pool)

    drawn = [await numbers.next() for _ in range(3)]

    assert drawn == list(range(drawn[0], drawn[0] + 3))


async def test_those_who_ask_together_share_a_draw(pool: asyncpg.Pool[Any]) -> None:
    counted = Counted(pool)
    numbers = SequenceNumbers(counted)  # type: ignore[arg-type]

    drawn = await asyncio.gather(*(numbers.next() for _ in range(50)))

    assert drawn == sorted(set(drawn))
    assert counted.queries == 1


async def test_two_replicas_draw_different_numbers(pool: asyncpg.Pool[Any]) -> None:
    one, other = SequenceNumbers(pool), SequenceNumbers(pool)

    drawn = await asyncio.gather(*(each.next() for _ in range(20) for each in (one, other)))

    assert len(set(drawn)) == 40


async def test_somebody_who_gave_up_takes_nobodys_number(pool: asyncpg.Pool[Any]) -> None:
    numbers = SequenceNumbers(pool)
    impatient, patient = (asyncio.ensure_future(numbers.next()) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()

    assert await patient > 0
    assert await numbers.next() == await patient + 1


async def test_a_database_that_is_away_is_told_to_each_and_tried_again(
    pool: asyncpg.Pool[Any],
) -> None:
    numbers = SequenceNumbers(pool)
    await pool.execute("DROP SEQUENCE complaint_number")

    failed = await asyncio.gather(*(numbers.next() for _ in range(3)), return_exceptions=True)
    await pool.execute("CREATE SEQUENCE complaint_number")

    assert all(isinstance(each, asyncpg.UndefinedTableError) for each in failed)
    assert await numbers.next() == 1
