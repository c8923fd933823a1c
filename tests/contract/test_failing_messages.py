"""Messages that fail: out of the way of others, tried again, and never half done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from shared.bus.port import Delivery
from shared.event_store.port import Store, StreamConflict, Transaction
from shared.subscriber import RETRY_DELAYS_S, Subscriber
from tests.contract.ear import Ear
from tests.support.hearing import (
    Trouble,
    deliveries,
    delivery,
    in_turn,
    unreadable,
    words_heard,
)
from tests.support.tally import new_id


async def test_a_failing_message_waits_with_its_complaint_while_others_go_on(ear: Ear) -> None:
    sick, well = new_id(), new_id()
    ear.listener.fails_on["b"] = Trouble()

    await ear.hears(*in_turn(deliveries(sick, "a", "b", "c"), deliveries(well, "x", "y", first=10)))
    await ear.hears(delivery(sick, "d", 20), delivery(well, "z", 21))

    assert await words_heard(ear.store, sick) == ["a"]
    assert await words_heard(ear.store, well) == ["x", "y", "z"]
    assert await ear.position() == 21


async def test_once_it_succeeds_what_waited_follows_in_order(ear: Ear) -> None:
    sick = new_id()
    ear.listener.fails_on["b"] = Trouble()
    await ear.hears(*deliveries(sick, "a", "b", "c", "d"))
    ear.listener.fails_on.clear()

    assert await ear.retries_after(RETRY_DELAYS_S[0]) == 3
    await ear.hears(delivery(sick, "e", 9))

    assert await words_heard(ear.store, sick) == ["a", "b", "c", "d", "e"]
    assert await ear.retries_after(1000) == 0


async def test_a_parked_message_delivered_again_is_not_handled_twice(ear: Ear) -> None:
    sick = new_id()
    ear.listener.fails_on["a"] = Trouble()
    letters = deliveries(sick, "a", "b")
    await ear.hears(*letters)
    await ear.hears(*letters)
    ear.listener.fails_on.clear()

    assert await ear.retries_after(RETRY_DELAYS_S[0]) == 2
    assert await words_heard(ear.store, sick) == ["a", "b"]


async def test_each_retry_waits_longer_until_a_person_must_look(ear: Ear) -> None:
    sick = new_id()
    ear.listener.fails_on["a"] = Trouble()
    await ear.hears(*deliveries(sick, "a", "b"))
    ear.listener.attempts.clear()

    for done, delay in enumerate(RETRY_DELAYS_S):
        await ear.retries_after(delay * 0.9)
        assert len(ear.listener.attempts) == done, "it was tried too early"
        await ear.retries_after(delay * 0.1 + 0.5)
        assert len(ear.listener.attempts) == done + 1, "it was not tried when due"

    ear.listener.fails_on.clear()
    assert await ear.retries_after(100_000) == 0
    assert await words_heard(ear.store, sick) == []


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"{}",
        b"[]",
        b'{"id":"x","type":"huiyin.intake.customer-urged.v1","data":{"text":1}}',
    ],
)
async def test_an_unreadable_message_stands_in_nobodys_way(ear: Ear, body: bytes) -> None:
    sick, well = new_id(), new_id()

    await ear.hears(
        delivery(well, "a", 1),
        unreadable(f"customer-urged.{sick}", 2, body),
        delivery(well, "b", 3),
        delivery(sick, "c", 4),
    )

    assert await words_heard(ear.store, well) == ["a", "b"]
    assert await words_heard(ear.store, sick) == []
    assert await ear.position() == 4


async def test_a_subject_that_is_not_ours_stands_in_nobodys_way(ear: Ear) -> None:
    well = new_id()

    await ear.hears(unreadable("customer-urged.nobody", 1), delivery(well, "a", 2))

    assert await words_heard(ear.store, well) == ["a"]
    assert await ear.position() == 2


async def test_an_event_of_a_newer_release_is_kept_until_we_are_upgraded(ear: Ear) -> None:
    complaint = new_id()
    known = delivery(complaint, "a", 1)
    newer = Delivery(known.subject, known.body.replace(b"-urged.v1", b"-urged.v9"), 1, None)
    await ear.hears(newer, delivery(complaint, "b", 2))

    for _ in range(len(RETRY_DELAYS_S) + 5):
        await ear.retries_after(RETRY_DELAYS_S[-1] + 1)

    assert len(await ear.store.parked_due("triage", 0, 10)) == 0
    await ear.place.patience.passes(RETRY_DELAYS_S[-1] + 1)
    [head] = await ear.store.parked_due("triage", 0, 10)
    assert (head.sequence, head.dead) == (1, False)


async def test_a_retry_whose_commit_is_not_answered_takes_effect_once(ear: Ear) -> None:
    complaint = new_id()
    ear.listener.fails_on["a"] = Trouble()
    await ear.hears(*deliveries(complaint, "a"))
    ear.listener.fails_on.clear()
    claim = ear.subscriber.claim
    deaf = Subscriber(ear.listener.subscription, AnswersGetLost(ear.store), claim)
    await ear.place.patience.passes(RETRY_DELAYS_S[0] + 1)

    with pytest.raises(ConnectionResetError):
        await deaf.retry_parked()
    await ear.retries_after(RETRY_DELAYS_S[-1] + 1)

    assert await words_heard(ear.store, complaint) == ["a"]


class AnswersGetLost:
    """A store that commits, and whose connection breaks before it can say so."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._store.transaction() as unit:
            yield unit
        raise ConnectionResetError


async def test_a_conflict_is_tried_again_at_once(ear: Ear) -> None:
    complaint = new_id()
    conflicts = iter([StreamConflict(), StreamConflict(), StreamConflict()])

    class ClearsUp(dict[str, Exception]):
        def __contains__(self, word: object) -> bool:
            conflict = next(conflicts, None)
            if conflict is not None:
                self["a"] = conflict
            return conflict is not None

    ear.listener.fails_on = ClearsUp()
    await ear.hears(*deliveries(complaint, "a"))

    assert await words_heard(ear.store, complaint) == ["a"]


async def test_a_conflict_that_does_not_clear_up_is_parked(ear: Ear) -> None:
    complaint = new_id()
    ear.listener.fails_on["a"] = StreamConflict()

    await ear.hears(*deliveries(complaint, "a"))
    ear.listener.fails_on.clear()

    assert await words_heard(ear.store, complaint) == []
    assert await ear.retries_after(2) == 1


@pytest.mark.parametrize("failure", [TimeoutError(), OSError(), asyncpg.InterfaceError("x")])
async def test_a_message_that_fails_as_if_the_database_were_away_does_not_block_the_rest(
    ear: Ear, failure: Exception
) -> None:
    sick, well = new_id(), new_id()
    ear.listener.fails_on["a"] = failure

    await ear.hears(delivery(sick, "a", 1), delivery(well, "b", 2))

    assert await words_heard(ear.store, well) == ["b"]
    assert await ear.position() == 2


async def test_a_discarded_message_takes_no_effect_any_more(ear: Ear) -> None:
    complaint = new_id()
    ear.listener.fails_on["a"] = Trouble()
    await ear.hears(*deliveries(complaint, "a", "b"))
    ear.listener.fails_on.clear()

    async with ear.store.transaction() as unit:
        assert await unit.unpark("triage", f"{complaint}:1")

    assert await ear.retries_after(1000) == 1
    assert await words_heard(ear.store, complaint) == ["b"]


async def test_the_word_of_a_customer_is_not_in_the_reason(ear: Ear) -> None:
    complaint = new_id()
    ear.listener.fails_on["13800000000"] = Trouble("13800000000")
    await ear.hears(*deliveries(complaint, "13800000000"))
    await ear.place.patience.passes(RETRY_DELAYS_S[0])

    [head] = await ear.store.parked_due("triage", 0, 10)

    assert "Trouble" in head.error
    assert "138" not in head.error


async def test_a_full_disk_is_no_message_s_fault(ear: Ear) -> None:
    """However long it is full: nothing is parked, and no parked message uses up its attempts."""
    sick, well = new_id(), new_id()
    ear.listener.fails_on["a"] = Trouble()
    await ear.hears(delivery(sick, "a", 1))
    ear.listener.fails_on |= {"a": asyncpg.DiskFullError(), "x": asyncpg.DiskFullError()}

    for delay in RETRY_DELAYS_S:
        with pytest.raises(asyncpg.DiskFullError):
            await ear.retries_after(delay)
        with pytest.raises(asyncpg.DiskFullError):
            await ear.hears(*deliveries(well, "x", "y", first=2))
    assert await ear.position() == 1

    ear.listener.fails_on.clear()
    await ear.hears(*deliveries(well, "x", "y", first=2))
    assert await ear.retries_after(RETRY_DELAYS_S[0]) == 1
    assert await words_heard(ear.store, sick) == ["a"]
    assert await words_heard(ear.store, well) == ["x", "y"]
