"""Messages that failed: out of the way, in order within their key, tried again when due."""

from __future__ import annotations

from uuid import UUID

import pytest

from shared.event_store.port import Parked, Store
from tests.contract.places import Place
from tests.support.tally import new_id


def parked(key: UUID, sequence: int, *, attempts: int = 0, dead: bool = False) -> Parked:
    return Parked(
        consumer="triage",
        message_id=f"m:{sequence}",
        key=key,
        sequence=sequence,
        body=b"{}",
        attempts=attempts,
        dead=dead,
        error="",
    )


async def given_parked(store: Store, *letters: Parked, retry_in_s: float = 0) -> None:
    async with store.transaction() as unit:
        for letter in letters:
            await unit.park(letter, partition=0, retry_in_s=retry_in_s)


async def due(store: Store, limit: int = 100) -> list[int]:
    return [letter.sequence for letter in await store.parked_due("triage", 0, limit)]


async def test_the_oldest_of_each_key_is_due_in_broker_order(store: Store) -> None:
    one, other = new_id(), new_id()
    await given_parked(
        store, parked(one, 9), parked(other, 4), parked(one, 2, attempts=1), parked(other, 7)
    )

    assert await due(store) == [2, 4]
    assert await due(store, limit=1) == [2]
    assert await store.parked_due("triage", 1, 100) == ()
    assert await store.parked_due("sla", 0, 100) == ()
    async with store.transaction() as unit:
        assert await unit.parked_keys("triage") == {one, other}
        assert await unit.parked_keys("sla") == set()


async def test_what_is_parked_comes_back_whole(store: Store) -> None:
    letter = parked(new_id(), 2, attempts=1)
    await given_parked(store, letter)

    assert await store.parked_due("triage", 0, 10) == (letter,)


async def test_nothing_is_due_before_its_time(place: Place) -> None:
    key = new_id()
    await given_parked(place.store, parked(key, 1), retry_in_s=30)
    await given_parked(place.store, parked(key, 2))
    assert await due(place.store) == []

    await place.patience.passes(29)
    assert await due(place.store) == []
    await place.patience.passes(2)
    assert await due(place.store) == [1]


async def test_behind_a_dead_one_its_key_waits(store: Store) -> None:
    dead, other = new_id(), new_id()
    await given_parked(store, parked(dead, 1, dead=True), parked(dead, 2), parked(other, 3))

    assert await due(store) == [3]


async def test_unparking_the_first_makes_the_next_due(store: Store) -> None:
    key = new_id()
    await given_parked(store, parked(key, 1), parked(key, 2))

    async with store.transaction() as unit:
        assert await unit.unpark("triage", "m:1")
    assert await due(store) == [2]
    async with store.transaction() as unit:
        assert not await unit.unpark("triage", "m:1")
        assert await unit.unpark("triage", "m:2")
        assert await unit.parked_keys("triage") == set()


async def given_put_off(store: Store, letter: Parked, *, retry_in_s: float = 0) -> None:
    async with store.transaction() as unit:
        await unit.put_off(letter, retry_in_s=retry_in_s)


async def test_putting_off_counts_on_and_keeps_the_place(place: Place) -> None:
    key = new_id()
    await given_parked(place.store, parked(key, 1))
    await given_put_off(place.store, parked(key, 1, attempts=3), retry_in_s=30)

    assert await due(place.store) == []
    await place.patience.passes(31)
    assert [letter.attempts for letter in await place.store.parked_due("triage", 0, 10)] == [3]


async def test_what_is_parked_no_more_is_not_put_off(store: Store) -> None:
    letter = parked(new_id(), 1)
    await given_parked(store, letter)
    async with store.transaction() as unit:
        await unit.unpark("triage", "m:1")

    await given_put_off(store, letter)

    assert await due(store) == []


async def test_a_failed_transaction_parks_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with store.transaction() as unit:
            await unit.park(parked(new_id(), 1), partition=0, retry_in_s=0)
            raise RuntimeError

    assert await due(store) == []
