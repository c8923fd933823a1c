"""Counting like complaints of different people (zsy-3.3b), in whatever order they are heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.triage.complainant import complainant_of, household_of
from services.triage.domain.similar import SimilarComplaint, count_of, stretches_with
from services.triage.domain.thresholds import thresholds_of
from shared.contracts.intake import Customer
from shared.policy import Pack, load_pack
from tests.unit.policy.regulations import SMALL, at, zsy

MONDAY = at("2026-11-23 09:30")
DAYS = timedelta(days=30)


def entry(number: int, who: int, after: timedelta) -> SimilarComplaint:
    received_at = MONDAY + after
    return SimilarComplaint(
        complaint_id=UUID(int=number),
        fact="similar_in_month",
        alike="zsy/similar_in_month/engineering-quality/mhhy",
        complainant=UUID(int=who),
        received_at=received_at,
        until=received_at + DAYS,
    )


def days(number: float) -> timedelta:
    return timedelta(days=number)


def counted(entries: Sequence[SimilarComplaint]) -> list[int]:
    """The counts after the entries were heard one by one, in their order."""
    known: dict[UUID, tuple[SimilarComplaint, int]] = {}
    for new in entries:
        others = [one for one, _ in known.values()]
        stretches = stretches_with(new, others)
        known[new.complaint_id] = (new, count_of(new, stretches))
        for one, count in list(known.values()):
            known[one.complaint_id] = (one, max(count, count_of(one, stretches)))
    return [count for _, (_, count) in sorted(known.items())]


def test_a_complaint_counts_itself() -> None:
    assert counted([entry(1, 1, days(0))]) == [1]


def test_three_people_within_a_month_make_three_for_each_of_them() -> None:
    assert counted([entry(n, n, days(n)) for n in (1, 2, 3)]) == [3, 3, 3]


def test_one_person_complaining_three_times_is_one() -> None:
    assert counted([entry(n, 7, days(n)) for n in (1, 2, 3)]) == [1, 1, 1]


def test_the_last_moment_of_the_span_still_counts() -> None:
    first, last = entry(1, 1, days(0)), entry(2, 2, DAYS)
    late = entry(3, 3, DAYS + timedelta(microseconds=1))

    assert counted([first, last]) == [2, 2]
    assert counted([first, late]) == [1, 1]


def test_a_span_slides_so_the_first_and_last_of_a_long_row_do_not_meet() -> None:
    assert counted([entry(n, n, days(20 * n)) for n in range(4)]) == [2, 2, 2, 2]


def test_complaints_of_the_same_moment_count_together() -> None:
    assert counted([entry(n, n, days(0)) for n in (1, 2, 3)]) == [3, 3, 3]


@st.composite
def histories(draw: st.DrawFn) -> list[SimilarComplaint]:
    number = draw(st.integers(1, 9))
    return [
        entry(n, draw(st.integers(1, 4)), days(draw(st.integers(0, 80)))) for n in range(number)
    ]


@settings(max_examples=150, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_hearing_does_not_matter(
    history: list[SimilarComplaint], random: Random
) -> None:
    heard = list(history)
    random.shuffle(heard)

    assert counted(heard) == counted(history) == [most(one, history) for one in history]


def most(one: SimilarComplaint, history: Sequence[SimilarComplaint]) -> int:
    """The definition itself: every span of the length that holds the complaint."""
    ends: list[datetime] = [o.received_at for o in history]
    return max(
        len({o.complainant for o in history if o.received_at <= end <= o.until})
        for end in ends
        if one.received_at <= end <= one.until
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Customer(phone="13800000000"), Customer(phone="+86 138-0000-0000", name="王女士")),
        (Customer(phone="13800000000"), Customer(phone="0086 13800000000")),
        (Customer(email="Wang@Example.com"), Customer(email=" wang@example.com ")),
        (Customer(name="王女士", room="3-502"), Customer(name="王女士 ", room="3-502")),
        (Customer(phone="13800000000", name="王"), Customer(phone="13800000000", name="李")),
    ],
)
def test_the_same_person_is_recognised(one: Customer, other: Customer) -> None:
    assert complainant_of(one, UUID(int=1)) == complainant_of(other, UUID(int=2))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Customer(), Customer()),
        (Customer(name="王女士"), Customer(name="王女士")),
        (Customer(room="3-502"), Customer(room="3-502")),
        (Customer(phone="13800000000"), Customer(phone="13800000001")),
        (Customer(name="王女士", room="3-502"), Customer(name="李先生", room="3-502")),
        (Customer(phone="转"), Customer(phone="转")),
    ],
)
def test_people_are_not_taken_for_one_another(one: Customer, other: Customer) -> None:
    assert complainant_of(one, UUID(int=1)) != complainant_of(other, UUID(int=2))


def home(room: str) -> UUID:
    return household_of(Customer(room=room), "mhhy", UUID(int=1))


@pytest.mark.parametrize(
    "room", ["3栋1单元502室", "3 号楼 1 单元 502", "3-1-502", "３－１－５０２", "3座-1单元-502房"]
)
def test_a_home_is_one_however_its_room_is_written(room: str) -> None:
    assert home(room) == home("3栋1单元502")


@pytest.mark.parametrize("room", ["3-502", "3-1-503", "31-502", "3-11-502", "3楼1-502"])
def test_homes_are_not_taken_for_one_another(room: str) -> None:
    assert home(room) != home("3栋1单元502")


def grading_on(condition: str) -> Pack:
    """A regulation whose gravest grade depends on this condition."""
    return load_pack(
        SMALL.replace("facts.persons >= 5", condition), file="small.yaml", calendars={}
    )


@pytest.mark.parametrize(
    ("condition", "apart", "alike"),
    [
        ("facts.persons >= 5", [(4, 5), (0, 9)], [(3, 4), (5, 6), (5, 900)]),
        ("facts.persons > 5", [(5, 6)], [(4, 5), (6, 7)]),
        ("facts.persons < 5", [(4, 5)], [(5, 6)]),
        ("facts.persons <= 5", [(5, 6)], [(4, 5)]),
        ("facts.persons == 5", [(4, 5), (5, 6)], [(3, 4), (6, 7)]),
        ("facts.persons != 5", [(4, 5), (5, 6)], [(3, 4), (6, 7)]),
        ("facts.late && (facts.persons>=5 || facts.persons > 8)", [(4, 5), (8, 9)], [(5, 8)]),
        ("facts.late", [], [(1, 2), (0, 99)]),
        ("5 <= facts.persons", [(4, 5), (5, 6), (98, 99)], [(5, 5)]),
        ("facts.persons * 2 >= 5", [(98, 99)], [(5, 5)]),
        ("facts.persons >= 5 * 2", [(98, 99)], [(5, 5)]),
        ("1 + facts.persons >= 5", [(98, 99)], [(5, 5)]),
        ("facts.persons >= facts.persons - 4", [(98, 99)], [(5, 5)]),
    ],
)
def test_only_a_count_that_some_condition_can_tell_apart_is_worth_telling(
    condition: str, apart: list[tuple[int, int]], alike: list[tuple[int, int]]
) -> None:
    thresholds = thresholds_of(grading_on(condition), "persons")

    assert [pair for pair in apart + alike if thresholds.tell_apart(*pair)] == apart


def test_zsy_cares_for_the_third_of_the_like() -> None:
    assert thresholds_of(zsy(), "similar_in_month").counts == (3,)
