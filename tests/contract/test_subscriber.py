"""Hearing: every message takes effect once, in order within its complaint."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest

from shared.bus.port import Delivery
from shared.event_store.port import PartitionClaim, PartitionLost, Store, Transaction
from shared.subscriber import RETRY_DELAYS_S, Subscriber
from tests.contract.ear import Ear, new_ear
from tests.contract.places import Place
from tests.support.hearing import (
    Listener,
    Trouble,
    deliveries,
    delivery,
    in_turn,
    words_heard,
)
from tests.support.tally import new_id


async def test_a_batch_takes_effect_in_order(ear: Ear) -> None:
    one, other = new_id(), new_id()

    await ear.hears(*in_turn(deliveries(one, "a", "b"), deliveries(other, "c", "d", first=3)))

    assert await words_heard(ear.store, one) == ["a", "b"]
    assert await words_heard(ear.store, other) == ["c", "d"]
    assert await ear.position() == 4


async def test_delivered_again_nothing_happens(ear: Ear) -> None:
    complaint = new_id()
    letters = deliveries(complaint, "a", "b")
    await ear.hears(*letters)

    await ear.hears(*letters)
    await ear.hears(letters[1])

    assert await words_heard(ear.store, complaint) == ["a", "b"]


async def test_the_same_message_stored_twice_takes_effect_once(ear: Ear) -> None:
    """Published again after the broker's window of memory, it has a new place in the stream."""
    complaint = new_id()
    first = delivery(complaint, "a", 1)
    again = Delivery(first.subject, first.body, 9, None)

    await ear.hears(first, Delivery(first.subject, first.body, 2, None))
    await ear.hears(again)

    assert await words_heard(ear.store, complaint) == ["a"]
    assert await ear.position() == 9


async def test_a_contract_nobody_handles_is_passed_over(ear: Ear) -> None:
    complaint = new_id()
    envelope = orjson.loads(delivery(complaint, "a", 1).body)
    envelope["type"] = "huiyin.intake.complaint-withdrawn.v1"
    envelope["data"]["reason"] = "changed my mind"
    letter = delivery(complaint, "a", 1)

    await ear.hears(Delivery(letter.subject, orjson.dumps(envelope), 1, None))

    assert await ear.position() == 1
    assert await words_heard(ear.store, complaint) == []


async def test_in_a_large_batch_one_failure_costs_few_attempts(ear: Ear) -> None:
    complaints = [new_id() for _ in range(500)]
    letters = [delivery(c, f"w{n}", n) for n, c in enumerate(complaints, start=1)]
    ear.listener.fails_on["w250"] = Trouble()

    await ear.hears(*letters)

    heard = [await words_heard(ear.store, complaint) for complaint in complaints]
    assert sum(map(len, heard)) == 499
    assert heard[249] == []
    assert len(ear.listener.attempts) < 2500
    assert await ear.position() == 500


async def test_who_lost_the_partition_changes_nothing(ear: Ear) -> None:
    complaint = new_id()
    ear.listener.fails_on["b"] = Trouble()
    await ear.hears(*deliveries(complaint, "a", "b"))
    successor = await new_ear(ear.place, Listener())

    with pytest.raises(PartitionLost):
        await ear.hears(delivery(complaint, "c", 3))
    ear.listener.fails_on.clear()
    await ear.place.patience.passes(RETRY_DELAYS_S[0])
    with pytest.raises(PartitionLost):
        await ear.subscriber.retry_parked()

    assert await words_heard(ear.store, complaint) == ["a"]
    assert await successor.subscriber.retry_parked() == 1
    await successor.hears(delivery(complaint, "c", 3))
    assert await words_heard(ear.store, complaint) == ["a", "b", "c"]


class Delayed:
    """A store in which something happens before a transaction begins, the nth from now."""

    def __init__(
        self, store: Store, something: Callable[[], Awaitable[None]], *, before: int
    ) -> None:
        self._store = store
        self._something = something
        self._before = before
        self._begun = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        self._begun += 1
        if self._begun == self._before:
            await self._something()
        async with self._store.transaction() as unit:
            yield unit


async def test_a_late_failure_of_the_old_holder_does_not_park_again_what_is_done(
    ear: Ear,
) -> None:
    """The old holder fails on a retry; before it can say so, another has taken over and done it."""
    complaint = new_id()
    ear.listener.fails_on["a"] = Trouble()
    await ear.hears(*deliveries(complaint, "a"))
    await ear.place.patience.passes(RETRY_DELAYS_S[0])

    async def another_takes_over() -> None:
        successor = await new_ear(ear.place, Listener())
        assert await successor.subscriber.retry_parked() == 1

    delayed = Delayed(ear.store, another_takes_over, before=2)
    old = Subscriber(ear.listener.subscription, delayed, ear.subscriber.claim)
    with pytest.raises(PartitionLost):
        await old.retry_parked()

    assert await (await new_ear(ear.place, Listener())).retries_after(1000) == 0
    assert await words_heard(ear.store, complaint) == ["a"]


async def test_after_a_commit_the_relay_is_woken(place: Place) -> None:
    rung: list[bool] = []
    claim = await place.store.claim("triage", 0)
    subscriber = Subscriber(
        Listener().subscription, place.store, claim, after_commit=lambda: rung.append(True)
    )

    await subscriber.handle([])
    assert not rung
    await subscriber.handle(deliveries(new_id(), "a"))
    assert rung


async def test_a_message_discarded_just_before_its_retry_takes_no_effect(ear: Ear) -> None:
    complaint = new_id()
    ear.listener.fails_on["a"] = Trouble()
    await ear.hears(*deliveries(complaint, "a"))
    ear.listener.fails_on.clear()
    await ear.place.patience.passes(RETRY_DELAYS_S[0])

    async def somebody_discards_it() -> None:
        async with ear.store.transaction() as unit:
            assert await unit.unpark("triage", f"{complaint}:1")

    delayed = Delayed(ear.store, somebody_discards_it, before=1)
    hearing = Subscriber(ear.listener.subscription, delayed, ear.subscriber.claim)

    assert await hearing.retry_parked() == 0
    assert await words_heard(ear.store, complaint) == []


class Away:
    """A store whose database cannot be reached; it counts how often that was tried."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.tried = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        self.tried += 1
        raise ConnectionRefusedError
        yield

    async def position(self, claim: PartitionClaim) -> int:
        raise ConnectionRefusedError


async def test_a_database_that_is_away_is_not_taken_for_a_failing_message(ear: Ear) -> None:
    """The batch is not searched for a culprit, which would wait out a time-out for each half."""
    away = Away(ear.store)
    hearing = Subscriber(ear.listener.subscription, away, ear.subscriber.claim)

    with pytest.raises(ConnectionRefusedError):
        await hearing.handle(deliveries(new_id(), *"abcdefgh"))

    assert away.tried == 1
    assert await ear.position() == 0
