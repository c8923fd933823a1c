"""What was once stored of a notice stays readable."""

from __future__ import annotations

import pytest

from services.notify.notice import (
    EVENTS,
    AttemptFailed,
    NoticeFailed,
    NoticePlanned,
    NoticeSent,
    Obstacle,
)
from shared.domain import DomainEvent
from tests.support.golden import check_golden
from tests.unit.notify.letters import NOON, letter

STORED: tuple[DomainEvent, ...] = (
    NoticePlanned(letter=letter(), planned_at=NOON, recorded_at=NOON),
    AttemptFailed(obstacle=Obstacle.PUT_OFF, code=451, recorded_at=NOON),
    NoticeSent(recorded_at=NOON),
    NoticeFailed(obstacle=Obstacle.NO_ADDRESS, code=None, recorded_at=NOON),
)


@pytest.mark.parametrize("event", STORED, ids=lambda event: event.TOPIC)
def test_a_stored_event_reads_as_it_was_written(event: DomainEvent) -> None:
    check_golden(event, "notify")


def test_every_event_has_its_file() -> None:
    assert {type(event) for event in STORED} == set(EVENTS)
