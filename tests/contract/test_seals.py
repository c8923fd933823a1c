"""Seals in a service's database: the first sight of a version is what it says for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg

from shared.postgres.seals import PostgresSeals

ZSY, SMALL = ("zsy", "2026.1"), ("small", "1")


async def test_the_first_sight_seals(pool: asyncpg.Pool[Any]) -> None:
    seals = PostgresSeals(pool)
    assert await seals.read() == {}

    assert await seals.seal({ZSY: "aaaa"}) == {ZSY: "aaaa"}
    assert await seals.seal({ZSY: "bbbb", SMALL: "cccc"}) == {ZSY: "aaaa", SMALL: "cccc"}

    assert await PostgresSeals(pool).read() == {ZSY: "aaaa", SMALL: "cccc"}


async def test_of_two_who_seal_at_once_both_see_the_same(pool: asyncpg.Pool[Any]) -> None:
    seals = PostgresSeals(pool)

    seen = await asyncio.gather(*(seals.seal({ZSY: f"{n:04}"}) for n in range(8)))

    assert len({found[ZSY] for found in seen}) == 1


async def test_the_policies_in_force_are_kept_in_place_of_those_before(
    pool: asyncpg.Pool[Any],
) -> None:
    seals = PostgresSeals(pool)
    assert await seals.kept() is None

    await seals.keep(b"before")
    await asyncio.gather(*(seals.keep(b"now") for _ in range(4)))

    assert await PostgresSeals(pool).kept() == b"now"
