"""Complaints that were stored years ago still read as they were meant."""

from __future__ import annotations

import pytest

from services.intake.domain.events import (
    EVENTS,
    ComplaintAcknowledged,
    ComplaintRepeated,
    ComplaintWithdrawn,
    CustomerUrged,
)
from shared.contracts.intake import Channel
from shared.domain import DomainEvent
from tests.support.golden import check_golden
from tests.unit.intake.builders import NOON, RECEIVED

STORED: tuple[DomainEvent, ...] = (
    RECEIVED,
    ComplaintAcknowledged(channel=Channel.PHONE),
    ComplaintRepeated(said_at=NOON, channel=Channel.WECHAT, text="还是没有人来修。"),
    CustomerUrged(said_at=NOON, channel=Channel.EMAIL, text="什么时候答复？"),
    ComplaintWithdrawn(said_at=NOON, reason="已自行解决，不再追究"),
)


@pytest.mark.parametrize("event", STORED, ids=lambda event: event.TOPIC)
def test_an_event_is_stored_as_it_always_was(event: DomainEvent) -> None:
    check_golden(event.model_copy(update={"recorded_at": NOON}), "intake")


def test_no_event_is_left_out() -> None:
    assert {type(event) for event in STORED} == set(EVENTS)
