"""Where facts come from: people, counts, events, and obligations that were missed."""

from __future__ import annotations

from uuid import UUID

import pytest

from shared.contracts.sla import DeadlineMissedV1, ObligationKind
from shared.deadlines import Span
from shared.policy import event_data, load_pack
from shared.policy.facts import CountKey
from tests.unit.policy.breaking import broken
from tests.unit.policy.regulations import SMALL, at, zsy


def missed(obligation: str, kind: str) -> dict[str, object]:
    return {"obligation": obligation, "kind": kind}


@pytest.mark.parametrize(
    ("obligation", "fact"),
    [("unsolved-week", "unsolved_week"), ("unsolved-month", "unsolved_month")],
)
def test_a_threshold_that_passed_makes_its_fact_true_and_nothing_else(
    obligation: str, fact: str
) -> None:
    told = zsy().facts_told_by("deadline-missed", missed(obligation, "threshold"))

    assert told == {fact: True}


def test_a_missed_deadline_makes_the_handling_overdue() -> None:
    told = zsy().facts_told_by("deadline-missed", missed("preliminary-opinion", "deadline"))

    assert told == {"overdue": True}


def test_a_published_event_can_be_asked_as_it_is() -> None:
    week_over = at("2026-11-25 00:00")
    event = DeadlineMissedV1(
        complaint_id=UUID(int=1),
        number="HY-1",
        occurred_at=week_over,
        obligation="unsolved-week",
        name="一周未有效解决",
        rule="zsy-3.3b",
        kind=ObligationKind.THRESHOLD,
        answerable="department",
        due_at=week_over,
        missed_at=week_over,
        tell=(),
        late_s=0.0,
    )

    assert zsy().facts_told_by(event.EVENT, event_data(event)) == {"unsolved_week": True}


def test_a_repeated_complaint_is_a_second_complaint() -> None:
    assert zsy().facts_told_by("complaint-repeated", {}) == {"second_complaint": True}


def test_a_reopened_case_was_complained_of_again_after_its_handling() -> None:
    assert zsy().facts_told_by("reopened", {}) == {"repeated_after_handling": True}


def test_an_event_that_states_nothing_leaves_the_facts_alone() -> None:
    assert zsy().facts_told_by("plan-approved", {}) == {}


def test_an_event_can_state_a_number() -> None:
    text = broken(
        "facts:\n",
        "facts:\n  times:\n    type: int\n    label: 次数\n"
        "    set_by: [{event: complaint-repeated, when: event.times > 1, value: event.times}]\n",
    )
    pack = load_pack(text, file="small.yaml", calendars={})

    assert pack.facts_told_by("complaint-repeated", {"times": 3}) == {"times": 3}
    assert pack.facts_told_by("complaint-repeated", {"times": 1}) == {}


def test_similar_complaints_are_counted_by_category_and_project_over_a_month() -> None:
    counted = zsy().facts["similar_in_month"].counted

    assert counted is not None
    assert counted.by == (CountKey.CATEGORY, CountKey.PROJECT)
    assert counted.within == Span.parse("1 month")


@pytest.mark.parametrize(
    ("fact", "value", "accepted"),
    [
        ("persons", 2**53 - 1, True),
        ("persons", 2**53, False),
        ("persons", -(2**53), False),
        ("cost", 10**30, False),
        ("persons", True, False),
        ("persons", 3.0, False),
        ("late", 1, False),
    ],
)
def test_a_number_is_whole_and_such_that_every_reader_holds_it_exactly(
    fact: str, value: object, accepted: bool
) -> None:
    pack = load_pack(SMALL, file="small.yaml", calendars={})

    assert pack.facts[fact].accepts(value) is accepted


def test_a_person_states_only_what_the_system_cannot_know() -> None:
    stated = {name for name, fact in zsy().facts.items() if fact.stated_by_a_person}

    assert "lawsuit_filed" in stated
    assert stated.isdisjoint({"similar_in_month", "unsolved_week", "overdue", "second_complaint"})
