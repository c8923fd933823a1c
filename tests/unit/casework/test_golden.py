"""Cases that were stored years ago still read as they were meant."""

from __future__ import annotations

import pytest

from services.casework.domain.events import EVENTS, CaseGraded, PlanRejected
from shared.domain import DomainEvent
from tests.support.golden import check_golden
from tests.unit.casework.builders import (
    APPROVED,
    ASSIGNED,
    BEYOND,
    CARRIED_OUT,
    CAUSE,
    CLOSED,
    MANAGER,
    MONDAY,
    OPENED,
    PLAN_TO_APPROVE,
    PROMISED,
    REOPENED,
    SURVEYED,
    TOLD,
    WITHDRAWN,
    contacted,
    revisited,
)

STORED: tuple[DomainEvent, ...] = (
    OPENED,
    CaseGraded(grade=3),
    ASSIGNED,
    BEYOND,
    contacted(),
    CAUSE,
    SURVEYED,
    PROMISED,
    TOLD,
    PLAN_TO_APPROVE,
    APPROVED,
    PlanRejected(post=MANAGER, reason="请补充闭水试验", by="何文静"),
    CARRIED_OUT,
    revisited(),
    CLOSED,
    REOPENED,
    WITHDRAWN,
)


@pytest.mark.parametrize("event", STORED, ids=lambda event: event.TOPIC)
def test_an_event_is_stored_as_it_always_was(event: DomainEvent) -> None:
    check_golden(event.model_copy(update={"recorded_at": MONDAY}), "casework")


def test_no_event_is_left_out() -> None:
    assert {type(event) for event in STORED} == set(EVENTS)
