"""Streams, names and answers: what every store keeps of a decision."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from shared.event_store.port import (
    Answer,
    AnswerExists,
    Cause,
    NameIsTaken,
    Store,
    StreamConflict,
    Write,
)
from tests.contract.places import Place
from tests.support.tally import LONG_TALLY, NOON, TALLY, Counted, LongTally, Tally, counting, new_id


async def test_an_unknown_stream_is_none(store: Store) -> None:
    assert await store.load(TALLY, new_id()) is None
    assert await store.history(new_id()) == ()


async def test_events_come_back_in_order_with_their_cause(store: Store) -> None:
    stream = new_id()

    await store.write(counting(stream, 1, 2))
    await store.write(counting(stream, 3, after=2))

    assert await store.load(TALLY, stream) == Tally(id=stream, version=3, total=6)
    history = await store.history(stream)
    assert [recorded.event for recorded in history] == [
        Counted(amount=n, originator_id=stream, originator_version=n, recorded_at=NOON)
        for n in (1, 2, 3)
    ]
    assert {recorded.cause for recorded in history} == {Cause("tester")}


async def test_a_cause_keeps_its_trace_and_message(store: Store) -> None:
    stream, cause = new_id(), Cause("policy", "00-" + "a" * 32 + "-" + "b" * 16 + "-01", "m:1")
    write = counting(stream, 1)

    await store.write(Write(write.events, (), cause))

    assert (await store.history(stream))[0].cause == cause


async def test_the_second_to_record_a_version_is_told_so(store: Store) -> None:
    stream = new_id()
    await store.write(counting(stream, 1))

    with pytest.raises(StreamConflict) as conflict:
        await store.write(counting(stream, 5, messages=1))

    assert conflict.value.stream == stream
    assert await store.load(TALLY, stream) == Tally(id=stream, version=1, total=1)


async def test_of_many_at_once_one_records(place: Place) -> None:
    stream = new_id()

    results = await asyncio.gather(
        *(place.store.write(counting(stream, n, messages=1)) for n in range(1, 9)),
        return_exceptions=True,
    )

    assert sum(result is None for result in results) == 1
    assert sum(isinstance(result, StreamConflict) for result in results) == 7
    assert len(await place.outbox.peek(100)) == 1


async def test_a_version_somebody_is_about_to_record_is_waited_for(store: Store) -> None:
    stream = new_id()
    async with store.transaction() as unit:
        await unit.write(counting(stream, 1))
        second = asyncio.ensure_future(store.write(counting(stream, 2)))
        done, _ = await asyncio.wait({second}, timeout=0.05)
        assert not done

    with pytest.raises(StreamConflict):
        await second


async def test_what_was_rolled_back_stands_in_nobodys_way(place: Place) -> None:
    stream = new_id()
    with pytest.raises(RuntimeError):
        async with place.store.transaction() as unit:
            await unit.write(counting(stream, 1, messages=2, names=("TS-1",)))
            raise RuntimeError

    assert await place.store.load(TALLY, stream) is None
    assert await place.store.find("TS-1") is None
    assert await place.outbox.peek(10) == ()
    await place.store.write(counting(stream, 7, names=("TS-1",)))
    assert await place.store.find("TS-1") == stream


async def test_a_transaction_sees_its_own_writes_and_others_do_not(store: Store) -> None:
    stream = new_id()
    async with store.transaction() as unit:
        await unit.write(counting(stream, 4))
        assert await unit.load(TALLY, stream) == Tally(id=stream, version=1, total=4)
        assert await store.load(TALLY, stream) is None

    assert await store.load(TALLY, stream) == Tally(id=stream, version=1, total=4)


async def test_a_circle_of_waiting_transactions_ends_as_a_conflict(store: Store) -> None:
    one, other = new_id(), new_id()
    both_began = asyncio.Barrier(2)

    async def record_both(first: object, second: object) -> None:
        async with store.transaction() as unit:
            await unit.write(counting(first, 1))  # type: ignore[arg-type]
            await both_began.wait()
            await unit.write(counting(second, 1))  # type: ignore[arg-type]

    results = await asyncio.gather(
        record_both(one, other), record_both(other, one), return_exceptions=True
    )

    assert [type(result) for result in results if result is not None] == [StreamConflict]


async def test_a_name_belongs_to_one_stream(store: Store) -> None:
    first, second = new_id(), new_id()
    await store.write(counting(first, 1, names=("TS-1", "WX-9")))

    with pytest.raises(NameIsTaken):
        await store.write(counting(second, 1, names=("TS-1",)))

    assert await store.find("TS-1") == await store.find("WX-9") == first
    assert await store.find("TS-2") is None
    assert await store.load(TALLY, second) is None


async def test_an_answer_is_kept_with_its_decision(store: Store) -> None:
    stream = new_id()
    answer = Answer("key", b"\x00\x01", 201, '{"编号":1}'.encode(), (("Location", "/c/1"),))

    await store.write(counting(stream, 1, answer=answer))

    assert await store.answer("key") == answer
    assert await store.answer("other") is None


async def test_an_answer_without_events_is_kept_too(store: Store) -> None:
    answer = Answer("key", b"", 200, b"{}")

    await store.write(Write((), (), Cause("tester"), answer=answer))

    assert await store.answer("key") == answer


async def test_a_key_is_answered_once(store: Store) -> None:
    first, second = new_id(), new_id()
    answer = Answer("key", b"", 200, b"{}")
    await store.write(counting(first, 1, answer=answer))

    with pytest.raises(AnswerExists):
        await store.write(counting(second, 1, answer=answer))

    assert await store.load(TALLY, second) is None


async def test_a_load_begins_at_the_snapshot(store: Store) -> None:
    """Seen by a snapshot that tells another sum than the events behind it."""
    stream = new_id()
    shot = LongTally(id=stream, version=10, total=1000)
    await store.write(counting(stream, *range(1, 11), snapshot=shot))
    await store.write(counting(stream, 1, after=10))

    assert await store.load(LONG_TALLY, stream) == LongTally(id=stream, version=11, total=1001)


async def test_a_snapshot_of_an_older_shape_is_passed_over(store: Store) -> None:
    stream = new_id()
    shot = LongTally(id=stream, version=10, total=1000)
    await store.write(counting(stream, *range(1, 11), snapshot=shot))

    reshaped = replace(LONG_TALLY, snapshot_version=2)

    assert await store.load(reshaped, stream) == LongTally(id=stream, version=10, total=55)


async def test_a_snapshot_that_cannot_be_read_is_passed_over(store: Store) -> None:
    """It is only a short cut; somebody changed the state and forgot to say so."""

    class Reshaped(LongTally):
        subtotal: int

    def evolve(tally: Reshaped | None, event: Any) -> Reshaped:
        before = tally or Reshaped(id=event.originator_id, subtotal=0)
        return before.model_copy(update={"total": before.total + event.amount})

    stream = new_id()
    shot = LongTally(id=stream, version=10, total=1000)
    await store.write(counting(stream, *range(1, 11), snapshot=shot))

    reshaped = replace(LONG_TALLY, state=Reshaped, evolve=evolve)  # type: ignore[arg-type]

    loaded = await store.load(reshaped, stream)
    assert loaded == Reshaped(id=stream, version=10, total=55, subtotal=0)
