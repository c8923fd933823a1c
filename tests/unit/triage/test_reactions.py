"""What triage does when the others tell something, and what it tells in turn."""

from __future__ import annotations

import pytest

from shared.contracts import Message
from shared.contracts.intake import Customer
from shared.contracts.sla import ObligationKind
from shared.contracts.triage import (
    ClassifiedV1,
    EscalatedV1,
    FactsChangedV1,
    GradedV1,
    ResponsibilityAssignedV1,
)
from tests.support.told import Complaint
from tests.unit.triage.conftest import Bench

UNSOLVED = {"kind": ObligationKind.THRESHOLD, "tell": (), "rule": "zsy-3.3b"}


def complaint(number: int, *, day: float = 0) -> Complaint:
    return Complaint(f"TS20261123-{number:06d}").after(days=day)


def by(who: int, about: Complaint, **changes: object) -> Message:
    """The complaint comes in, from one of several people."""
    return about.received(customer=Customer(phone=f"1380000{who:04d}"), **changes)


async def test_a_new_complaint_is_judged_and_everybody_hears_why(bench: Bench) -> None:
    one = complaint(1)

    await bench.hears(by(1, one))

    (classified,) = await bench.tells(ClassifiedV1, one)
    (graded,) = await bench.tells(GradedV1, one)
    (assigned,) = await bench.tells(ResponsibilityAssignedV1, one)
    assert (classified.category, classified.words) == ("engineering-quality", ("漏水",))
    assert (graded.grade, graded.previous, graded.evidence[0].rule) == (4, None, "zsy-3.3d")
    assert (assigned.department, assigned.by) == ("engineering", "policy")
    assert {c.complaint_id for c in (classified, graded, assigned)} == {one.id}


async def test_a_complaint_heard_twice_is_judged_once(bench: Bench) -> None:
    one = complaint(1)
    message = by(1, one)

    await bench.hears(message, message)

    assert len(await bench.tells(GradedV1, one)) == 1
    assert (await bench.judged(one)).facts["similar_in_month"] == 1


async def test_the_third_person_in_a_month_makes_all_three_hot(bench: Bench) -> None:
    first, second, third = complaint(1), complaint(2, day=5), complaint(3, day=9)

    await bench.hears(by(1, first), by(2, second), by(3, third))

    (graded,) = await bench.tells(GradedV1, third)
    assert (graded.grade, graded.evidence[0].facts) == (2, {"similar_in_month": 3})
    for earlier in (first, second):
        (escalated,) = await bench.tells(EscalatedV1, earlier)
        assert (escalated.grade, escalated.previous, escalated.by) == (2, 4, "policy")
        assert escalated.evidence[0].rule == "zsy-3.3b"
        (changed,) = await bench.tells(FactsChangedV1, earlier)
        assert changed.changed == {"similar_in_month": 3}


async def test_the_second_person_disturbs_nobody(bench: Bench) -> None:
    first, second = complaint(1), complaint(2)

    await bench.hears(by(1, first), by(2, second))

    assert await bench.tells(FactsChangedV1, first) == []
    assert (await bench.judged(second)).facts["similar_in_month"] == 2


@pytest.mark.parametrize(
    "unlike",
    [{"project": "yql"}, {"category": "property-management"}],
    ids=["another project", "another category"],
)
async def test_only_the_like_is_counted(bench: Bench, unlike: dict[str, str]) -> None:
    first, second, third = complaint(1), complaint(2), complaint(3)

    await bench.hears(by(1, first), by(2, second), by(3, third, **unlike))

    assert [(await bench.judged(one)).grade for one in (first, second, third)] == [4, 4, 4]


async def test_the_same_person_again_is_not_one_more(bench: Bench) -> None:
    first, second, third = complaint(1), complaint(2), complaint(3)

    await bench.hears(by(1, first), by(2, second), by(1, third))

    assert (await bench.judged(third)).grade == 4


async def test_what_lies_more_than_a_month_back_is_past(bench: Bench) -> None:
    first, second, third = complaint(1), complaint(2, day=20), complaint(3, day=40)

    await bench.hears(by(1, first), by(2, second), by(3, third))

    assert [(await bench.judged(one)).grade for one in (first, second, third)] == [4, 4, 4]


async def test_a_quieter_time_takes_nothing_back(bench: Bench) -> None:
    hot = [complaint(number, day=number) for number in (1, 2, 3)]
    later = complaint(4, day=33)
    for who, one in enumerate((*hot, later)):
        await bench.hears(by(who, one))

    assert (await bench.judged(later)).facts["similar_in_month"] == 2
    assert (await bench.judged(hot[2])).facts["similar_in_month"] == 3


async def test_an_old_complaint_heard_late_counts_as_if_it_had_come_in_time(bench: Bench) -> None:
    first, second, late = complaint(1), complaint(2, day=9), complaint(3, day=5)

    await bench.hears(by(1, first), by(2, second), by(3, late))

    assert [(await bench.judged(one)).grade for one in (first, second, late)] == [2, 2, 2]


async def test_a_closed_complaint_rises_only_when_it_is_taken_up_again(bench: Bench) -> None:
    first, second, third = complaint(1), complaint(2), complaint(3)
    await bench.hears(by(1, first), first.closed(), by(2, second), by(3, third))
    assert (await bench.judged(first)).grade == 4

    await bench.hears(first.reopened())

    judged = await bench.judged(first)
    assert (judged.grade, judged.closed, judged.facts["similar_in_month"]) == (2, False, 3)


async def test_the_same_matter_again_after_handling_is_important(bench: Bench) -> None:
    one = complaint(1)

    await bench.hears(by(1, one), one.closed(), one.repeated(), one.reopened())

    (escalated,) = await bench.tells(EscalatedV1, one)
    assert (escalated.grade, escalated.evidence[0].facts) == (3, {"repeated_after_handling": True})
    assert (await bench.judged(one)).facts["second_complaint"] is True


async def test_a_week_and_a_month_without_a_solution_raise_the_grade(bench: Bench) -> None:
    one = complaint(1)
    week = one.missed(obligation="unsolved-week", **UNSOLVED)
    month = one.missed(obligation="unsolved-month", **UNSOLVED)

    await bench.hears(by(1, one), week, month)

    assert [told.grade for told in await bench.tells(EscalatedV1, one)] == [2, 1]


async def test_an_overdue_answer_is_a_fact_but_no_new_grade(bench: Bench) -> None:
    one = complaint(1)

    await bench.hears(by(1, one), one.missed())

    (changed,) = await bench.tells(FactsChangedV1, one)
    assert (changed.changed, changed.by, changed.reason) == ({"overdue": True}, "policy", None)
    assert await bench.tells(EscalatedV1, one) == []


async def test_events_about_complaints_never_heard_of_are_let_pass(bench: Bench) -> None:
    one = complaint(1)

    await bench.hears(one.missed(), one.repeated(), one.closed(), one.reopened(), one.withdrawn())

    assert await bench.store.outbox.peek(1) == ()


async def test_a_withdrawn_complaint_hears_no_more(bench: Bench) -> None:
    one = complaint(1)

    await bench.hears(by(1, one), one.withdrawn(), one.missed(), one.closed())

    judged = await bench.judged(one)
    assert (judged.withdrawn, judged.facts["overdue"]) == (True, False)


async def test_a_regulation_without_counts_counts_nothing(bench: Bench) -> None:
    stamp = {"pack": "answer-within", "version": "1"}
    several = [complaint(number) for number in (1, 2, 3)]

    for one in several:
        await bench.hears(by(1, one, policy=stamp, project="messages"))

    assert [(await bench.judged(one)).facts for one in several] == [{}, {}, {}]
