"""Counting on from the latest of many comes to the same as counting all of them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.triage import counting
from services.triage.counting import SIMILAR, Countable, Counting, Counts, count
from services.triage.domain.similar import SimilarComplaint
from shared.deadlines import Span
from shared.event_store.memory import MemoryStore
from shared.policy import Pack
from tests.unit.policy.regulations import at, zsy

MONDAY = at("2026-11-23 09:30")
LEAKS, LIFTS = "engineering-quality", "property-management"
ALWAYS, NEVER = 0, 10**9


def leak(number: int, *, who: int, day: int, category: str = LEAKS) -> Countable:
    return Countable(
        complaint_id=UUID(int=number),
        complainant=UUID(int=who),
        household=UUID(int=who),
        project="mhhy",
        category=category,
        received_at=MONDAY + timedelta(days=day),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Countable]:
    """Complaints heard in any order of time; some are put into another category later."""
    complaints = [
        leak(number, who=draw(st.integers(1, 5)), day=draw(st.integers(0, 80)))
        for number in range(1, draw(st.integers(2, 14)))
    ]
    if draw(st.booleans()):
        complaints.sort(key=lambda one: one.received_at)
    for moved in draw(st.lists(st.sampled_from(complaints), max_size=3)):
        place = draw(st.integers(complaints.index(moved) + 1, len(complaints)))
        category = draw(st.sampled_from([LEAKS, LIFTS]))
        complaints.insert(place, replace(moved, category=category))
    return complaints


def next_version() -> Pack:
    """The regulation after somebody has made it count over three days only."""
    pack = zsy()
    fact = pack.facts["similar_in_month"]
    assert fact.counted is not None
    counted = fact.counted.model_copy(update={"within": Span.parse("3 cd")})
    changed = {"similar_in_month": fact.model_copy(update={"counted": counted})}
    return pack.model_copy(update={"facts": {**pack.facts, **changed}})


async def heard(
    history: Sequence[Countable], packs: Sequence[Pack], *, many: int
) -> tuple[list[Counts], tuple[SimilarComplaint, ...]]:
    """What each counting came to, and the table in the end."""
    store = MemoryStore([])
    counts: list[Counts] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "MANY", many)
        for complaint, pack in zip(history, packs, strict=True):
            async with store.transaction() as unit:
                counts.append(await count(unit, complaint, Counting(pack)))
        async with store.transaction() as unit:
            return counts, await unit.rows.find(SIMILAR)


@settings(max_examples=200, deadline=None)
@given(histories(), st.data())
async def test_whatever_the_history_every_count_is_the_same(
    history: list[Countable], data: st.DataObject
) -> None:
    short = data.draw(st.lists(st.booleans(), min_size=len(history), max_size=len(history)))
    packs = [next_version() if is_short else zsy() for is_short in short]

    assert await heard(history, packs, many=ALWAYS) == await heard(history, packs, many=NEVER)


async def test_many_in_order_of_time_are_counted_without_being_read() -> None:
    store = MemoryStore([])
    for number in range(1, counting.MANY + 10):
        async with store.transaction() as unit:
            found = await count(unit, leak(number, who=number, day=number // 4), Counting(zsy()))

    async with store.transaction() as unit:
        latest = await unit.rows.get(
            counting.LATEST, "zsy/similar_in_month/engineering-quality/mhhy"
        )
    assert found.own == {"similar_in_month": counting.MANY + 9}
    assert latest is not None and latest.complainants == counting.MANY + 9
