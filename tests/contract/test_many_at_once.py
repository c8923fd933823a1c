"""Many streams and many rows in one round trip: what one after another would do, only sooner."""

from __future__ import annotations

from datetime import date

import pytest

from shared.contracts import message_id
from shared.event_store.port import Cause, NameIsTaken, Store, StreamConflict, Write
from tests.contract.places import Place
from tests.support.tally import LONG_TALLY, TALLY, VISITS, LongTally, Tally, Visit, counting, new_id

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


async def record(store: Store, *writes: Write) -> None:
    async with store.transaction() as unit:
        await unit.write_many([store.encode(write) for write in writes])


async def test_many_streams_are_loaded_at_once(store: Store) -> None:
    one, other, unknown = new_id(), new_id(), new_id()
    await store.write(counting(one, 1, 2))
    await store.write(counting(other, 5))

    expected = {
        one: Tally(id=one, version=2, total=3),
        other: Tally(id=other, version=1, total=5),
    }
    assert await store.load_many(TALLY, [one, other, unknown]) == expected
    assert await store.load_many(TALLY, []) == {}
    async with store.transaction() as unit:
        await unit.write(counting(unknown, 7))
        assert (await unit.load_many(TALLY, [unknown]))[unknown].total == 7


async def test_many_loads_begin_at_their_snapshots(store: Store) -> None:
    """Seen by a snapshot that tells another sum than the events behind it."""
    short, long = new_id(), new_id()
    shot = LongTally(id=long, version=10, total=1000)
    await store.write(counting(long, *range(1, 11), snapshot=shot))
    await store.write(counting(long, 1, after=10))
    await store.write(counting(short, 4))

    assert await store.load_many(LONG_TALLY, [short, long]) == {
        short: LongTally(id=short, version=1, total=4),
        long: LongTally(id=long, version=11, total=1001),
    }


async def test_many_decisions_are_recorded_whole_and_in_order(place: Place) -> None:
    store, one, other = place.store, new_id(), new_id()
    trace = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    traced = counting(other, 5, messages=1)

    await record(
        store,
        counting(one, 1, 2, messages=2, names=("TS-1",)),
        Write(traced.events, traced.messages, Cause("policy", trace)),
        counting(one, 3, after=2, messages=1),
    )

    assert await store.load(TALLY, one) == Tally(id=one, version=3, total=6)
    assert [recorded.cause for recorded in await store.history(other)] == [Cause("policy", trace)]
    assert await store.find("TS-1") == one
    told = [entry.message_id for _, entry in await place.outbox.peek(10)]
    expected = [(one, 1, 0), (one, 1, 1), (other, 1, 0), (one, 3, 0)]
    assert told == [message_id(*said) for said in expected]


async def test_many_decisions_keep_their_snapshots(store: Store) -> None:
    one, other = new_id(), new_id()
    shots = [LongTally(id=stream, version=10, total=1000) for stream in (one, other)]
    await record(store, *(counting(s.id, *range(1, 11), snapshot=s) for s in shots))
    await record(store, *(counting(stream, 1, after=10) for stream in (one, other)))

    loaded = await store.load_many(LONG_TALLY, [one, other])
    assert [loaded[stream].total for stream in (one, other)] == [1001, 1001]


async def test_a_conflict_of_one_leaves_nothing_of_any(place: Place) -> None:
    store, fresh, taken = place.store, new_id(), new_id()
    await store.write(counting(taken, 1))

    with pytest.raises(StreamConflict):
        await record(store, counting(fresh, 1, messages=1), counting(taken, 5, messages=1))

    assert await store.load(TALLY, fresh) is None
    assert await place.outbox.peek(10) == ()


async def test_a_name_is_taken_among_many_too(store: Store) -> None:
    await store.write(counting(new_id(), 1, names=("TS-1",)))

    with pytest.raises(NameIsTaken):
        await record(store, counting(new_id(), 1), counting(new_id(), 1, names=("TS-1",)))


async def given_visits(store: Store) -> None:
    async with store.transaction() as unit:
        for room in ("101", "102", "103"):
            for day in (MONDAY, TUESDAY):
                await unit.rows.put(VISITS, Visit(room=room, day=day, done=day == MONDAY))


async def test_rows_are_found_among_several_values(store: Store) -> None:
    await given_visits(store)
    async with store.transaction() as unit:
        some = await unit.rows.find(VISITS, among=("room", ["103", "101", "9"]), day=MONDAY)
        none = await unit.rows.find(VISITS, among=("room", []))

    assert [row.room for row in some] == ["101", "103"]
    assert none == ()


async def test_a_search_goes_on_behind_a_row(store: Store) -> None:
    await given_visits(store)
    found: list[Visit] = []
    async with store.transaction() as unit:
        while page := await unit.rows.find(
            VISITS, order_by=("day",), after=found[-1] if found else None, limit=2
        ):
            found += page

    rooms = ("101", "102", "103")
    assert [(v.day, v.room) for v in found] == [(d, r) for d in (MONDAY, TUESDAY) for r in rooms]


async def test_removed_rows_are_gone_and_others_stay(store: Store) -> None:
    await given_visits(store)
    async with store.transaction() as unit:
        new = Visit(room="104", day=MONDAY, done=False)
        await unit.rows.put(VISITS, new)
        gone = [*(await unit.rows.find(VISITS, day=TUESDAY)), new]
        await unit.rows.remove(VISITS, *gone)
        assert await unit.rows.get(VISITS, "104", MONDAY) is None
        await unit.rows.remove(VISITS)

    async with store.transaction() as unit:
        left = await unit.rows.find(VISITS)
    assert [(row.room, row.day) for row in left] == [(r, MONDAY) for r in ("101", "102", "103")]
