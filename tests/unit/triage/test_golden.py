"""Assessments that were stored years ago still read as they were meant."""

from __future__ import annotations

import pytest

from services.triage.domain.events import (
    EVENTS,
    AssessmentOpened,
    AssessmentReopened,
    Escalated,
    FactsStated,
    FoundOutOfScope,
    Graded,
    ResponsibilityAssigned,
    ResponsibilityDecided,
    ResponsibilityDisputed,
)
from shared.domain import DomainEvent, FactValue
from tests.support.golden import check_golden, read_golden
from tests.unit.triage.builders import (
    CLOSED,
    HOT,
    MONDAY,
    WANG,
    derived,
    escalated,
    graded_by_person,
    judged,
)

FACTS: dict[str, FactValue] = {
    "lawsuit_filed": False,
    "lawsuit_possible": False,
    "media_exposed": False,
    "media_possible": False,
    "collective_persons": 0,
    "outside_help_needed": False,
    "may_delay_delivery": False,
    "serious_quality_effect": False,
    "similar_in_month": 1,
    "unsolved_week": False,
    "unsolved_month": False,
    "repeated_after_handling": False,
    "second_complaint": False,
    "overdue": False,
}
"""What the regulation knew when these were stored; it may learn more, and they stay as they are."""


def as_then(event: AssessmentOpened | Graded | Escalated) -> DomainEvent:
    known = {name: value for name, value in event.facts.items() if name in FACTS}
    return event.model_copy(update={"facts": known})


OPENED, CLASSIFIED, _, ASSIGNED = judged()
assert isinstance(OPENED, AssessmentOpened)
STORED: tuple[DomainEvent, ...] = (
    as_then(OPENED),
    CLASSIFIED,
    derived("deadline-missed", unsolved_week=True),
    FactsStated(facts={"lawsuit_filed": True}, by="陈静", reason="法院传票"),
    as_then(graded_by_person(4, previous=2, similar_in_month=3)),
    as_then(escalated(2, HOT, similar_in_month=3)),
    FoundOutOfScope(rule="hm-scope", label="场内签约", facts={"signed_outside": True}),
    ASSIGNED,
    ResponsibilityDisputed(
        department="engineering",
        department_name="工程部",
        decided_by="general-manager",
        by="李工",
        reason="渗漏点在业主自行改造的部位",
    ),
    ResponsibilityDecided(
        department="property",
        department_name="物业公司",
        post="general-manager",
        by="周总",
        reason="属公共管道",
    ),
    CLOSED,
    AssessmentReopened(),
)


@pytest.mark.parametrize("event", STORED, ids=lambda event: event.TOPIC)
def test_an_event_is_stored_as_it_always_was(event: DomainEvent) -> None:
    check_golden(event.model_copy(update={"recorded_at": MONDAY}), "triage")


def test_no_event_is_left_out() -> None:
    assert {type(event) for event in STORED} == set(EVENTS)


def test_who_was_assessed_before_homes_were_told_apart_is_a_household_alone() -> None:
    opened = read_golden(AssessmentOpened, "triage", version=1)

    assert isinstance(opened, AssessmentOpened)
    assert (opened.household, opened.building, opened.channel) == (WANG, None, "")


def test_a_department_assigned_before_routing_was_assigned_by_its_category() -> None:
    assigned = read_golden(ResponsibilityAssigned, "triage", version=1)

    assert isinstance(assigned, ResponsibilityAssigned)
    assert assigned.rule is None
