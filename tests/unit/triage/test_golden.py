"""Assessments that were stored years ago still read as they were meant."""

from __future__ import annotations

import pytest

from services.triage.domain.events import EVENTS, AssessmentReopened, FactsStated
from shared.domain import DomainEvent
from tests.support.golden import check_golden
from tests.unit.triage.builders import (
    CLOSED,
    HOT,
    MONDAY,
    derived,
    escalated,
    graded_by_person,
    judged,
)

OPENED, CLASSIFIED, _, ASSIGNED = judged()
STORED: tuple[DomainEvent, ...] = (
    OPENED,
    CLASSIFIED,
    derived("deadline-missed", unsolved_week=True),
    FactsStated(facts={"lawsuit_filed": True}, by="陈静", reason="法院传票"),
    graded_by_person(4, previous=2, similar_in_month=3),
    escalated(2, HOT, similar_in_month=3),
    ASSIGNED,
    CLOSED,
    AssessmentReopened(),
)


@pytest.mark.parametrize("event", STORED, ids=lambda event: event.TOPIC)
def test_an_event_is_stored_as_it_always_was(event: DomainEvent) -> None:
    check_golden(event.model_copy(update={"recorded_at": MONDAY}), "triage")


def test_no_event_is_left_out() -> None:
    assert {type(event) for event in STORED} == set(EVENTS)
