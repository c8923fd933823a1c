"""Read models: what every store does with rows."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest

from shared.event_store.port import Store
from tests.support.tally import HEARD, NOON, VISITS, Detail, Heard, Mood, Visit, new_id

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


async def found_visits(store: Store, **query: object) -> list[tuple[str, date]]:
    async with store.transaction() as unit:
        rows = await unit.rows.find(VISITS, **query)  # type: ignore[arg-type]
    return [(row.room, row.day) for row in rows]


async def given_visits(store: Store) -> None:
    async with store.transaction() as unit:
        await unit.rows.put(
            VISITS,
            Visit(room="502", day=TUESDAY, done=False),
            Visit(room="101", day=TUESDAY, done=True),
            Visit(room="502", day=MONDAY, done=True),
        )


async def test_a_row_comes_back_as_it_was_put(store: Store) -> None:
    row = Heard(
        complaint_id=new_id(),
        words=("漏水", "还没修"),
        times=2,
        last_at=NOON,
        mood=Mood.ANGRY,
        detail=Detail(at=NOON, facts={"repairs": 10**25, "urgent": True, "weather": "rain"}),
    )
    async with store.transaction() as unit:
        await unit.rows.put(HEARD, row)

    async with store.transaction() as unit:
        found = await unit.rows.get(HEARD, row.complaint_id)

    assert found == row
    assert isinstance(found, Heard)
    assert type(found.mood) is Mood


async def test_own_writes_read_the_same_bytes_as_later_reads(store: Store) -> None:
    """Otherwise the size of a batch would show in what is computed from rows."""
    detail = Detail(at=NOON, facts={"repairs": 2, "a": 1, "年": "二", "urgent": True, "bb": 2})
    row = Heard(complaint_id=new_id(), last_at=NOON, mood=Mood.CALM, detail=detail)
    async with store.transaction() as unit:
        await unit.rows.put(HEARD, row)
        own = await unit.rows.get(HEARD, row.complaint_id)

    async with store.transaction() as unit:
        later = await unit.rows.get(HEARD, row.complaint_id)

    assert own is not None
    assert later is not None
    assert own.model_dump_json() == later.model_dump_json()
    assert own.last_at is not None
    assert own.last_at.utcoffset() == timedelta(0)
    assert list(own.detail.facts) == list(later.detail.facts) if own.detail and later.detail else 0


async def test_putting_the_same_key_replaces(store: Store) -> None:
    await given_visits(store)
    async with store.transaction() as unit:
        await unit.rows.put(VISITS, Visit(room="502", day=MONDAY, done=False))

    assert await found_visits(store, done=True) == [("101", TUESDAY)]


async def test_rows_are_ordered_by_key_or_as_asked(store: Store) -> None:
    await given_visits(store)

    by_key = [("101", TUESDAY), ("502", MONDAY), ("502", TUESDAY)]
    by_day = [("502", MONDAY), ("101", TUESDAY), ("502", TUESDAY)]
    latest = [("101", TUESDAY), ("502", TUESDAY), ("502", MONDAY)]
    assert await found_visits(store) == by_key
    assert await found_visits(store, order_by=("day",)) == by_day
    assert await found_visits(store, order_by=("-day",)) == latest
    assert await found_visits(store, order_by=("-day", "-room"), limit=1) == [("502", TUESDAY)]


async def test_bounds_include_their_ends(store: Store) -> None:
    await given_visits(store)

    assert await found_visits(store, at_most=("day", MONDAY)) == [("502", MONDAY)]
    assert await found_visits(store, at_least=("day", TUESDAY), room="502") == [("502", TUESDAY)]
    assert await found_visits(store, at_least=("day", date(2027, 1, 1))) == []


async def test_what_is_missing_is_found_by_none_and_sorts_last(store: Store) -> None:
    early, late, never = (UUID(int=n) for n in (1, 2, 3))
    async with store.transaction() as unit:
        await unit.rows.put(
            HEARD,
            Heard(complaint_id=never, last_at=None),
            Heard(complaint_id=late, last_at=NOON + timedelta(days=1)),
            Heard(complaint_id=early, last_at=NOON),
        )

    async with store.transaction() as unit:
        unheard = await unit.rows.find(HEARD, last_at=None)
        ordered = await unit.rows.find(HEARD, order_by=("last_at",))
        due = await unit.rows.find(HEARD, at_most=("last_at", NOON))
    assert [row.complaint_id for row in unheard] == [never]
    assert [row.complaint_id for row in ordered] == [early, late, never]
    assert [row.complaint_id for row in due] == [early]


async def test_times_are_compared_as_instants(store: Store) -> None:
    complaint = new_id()
    in_london = datetime(2026, 11, 22, 4, 0, tzinfo=timezone(timedelta(0)))
    async with store.transaction() as unit:
        await unit.rows.put(HEARD, Heard(complaint_id=complaint, last_at=NOON))
        found = await unit.rows.find(HEARD, last_at=in_london)

    assert [row.last_at for row in found] == [NOON]
    assert found[0].last_at is not None
    assert found[0].last_at.tzinfo in (UTC, UTC) or not found[0].last_at.utcoffset()


async def test_a_transaction_searches_its_own_rows(store: Store) -> None:
    async with store.transaction() as unit:
        await unit.rows.put(VISITS, Visit(room="101", day=MONDAY, done=False))
        assert len(await unit.rows.find(VISITS, room="101")) == 1
        await unit.rows.delete(VISITS, room="101")
        assert await unit.rows.get(VISITS, "101", MONDAY) is None
        assert await unit.rows.find(VISITS) == ()
        await unit.rows.put(VISITS, Visit(room="102", day=MONDAY, done=False))

    assert await found_visits(store) == [("102", MONDAY)]


async def test_rows_of_a_failed_transaction_are_gone(store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with store.transaction() as unit:
            await unit.rows.put(VISITS, Visit(room="101", day=MONDAY, done=False))
            raise RuntimeError

    assert await found_visits(store) == []


async def test_delete_takes_what_equals(store: Store) -> None:
    await given_visits(store)
    async with store.transaction() as unit:
        await unit.rows.delete(VISITS, room="502", done=True)
    assert await found_visits(store) == [("101", TUESDAY), ("502", TUESDAY)]

    async with store.transaction() as unit:
        await unit.rows.delete(VISITS)
    assert await found_visits(store) == []


async def test_a_row_that_somebody_is_writing_is_waited_for(store: Store) -> None:
    """So a row can serve as a turn: whoever takes it second sees all that the first did."""
    turn = Visit(room="the turn", day=MONDAY, done=False)

    async def take_the_turn() -> tuple[Visit, ...]:
        async with store.transaction() as unit:
            await unit.rows.put(VISITS, turn)
            await unit.rows.find(VISITS, room="the turn")
            return await unit.rows.find(VISITS, room="502")

    async with store.transaction() as unit:
        await unit.rows.put(VISITS, turn)
        await unit.rows.find(VISITS, room="the turn")
        second = asyncio.create_task(take_the_turn())
        await asyncio.wait([second], timeout=0.2)
        assert not second.done()
        await unit.rows.put(VISITS, Visit(room="502", day=TUESDAY, done=True))

    assert len(await second) == 1
