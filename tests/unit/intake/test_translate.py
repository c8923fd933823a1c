"""What the other services are told of a complaint's history."""

from __future__ import annotations

from typing import Any

from services.intake.domain.complaint import COMPLAINT
from services.intake.domain.events import (
    ComplaintAcknowledged,
    ComplaintReceived,
    ComplaintRepeated,
    ComplaintWithdrawn,
    CustomerUrged,
)
from services.intake.translate import translate
from shared.contracts import Contract
from shared.contracts.intake import (
    Channel,
    ComplaintAcknowledgedV1,
    ComplaintReceivedV1,
    ComplaintRepeatedV1,
    ComplaintWithdrawnV1,
    CustomerUrgedV1,
)
from shared.domain import DomainEvent, stamp
from tests.support.given import STREAM
from tests.support.golden import read_golden
from tests.unit.intake.builders import LATER, NOON, NUMBER, RECEIVED

PLACE: dict[str, Any] = {"complaint_id": STREAM, "number": NUMBER}


def told(*events: DomainEvent) -> list[Contract]:
    """What is told of the last of some events."""
    recorded = stamp(events, stream=STREAM, after_version=0, now=LATER)
    state = COMPLAINT.fold(None, recorded)
    assert state is not None
    return list(translate(state, recorded[-1]))


def test_a_receipt_tells_everything_and_who_took_it() -> None:
    [contract] = told(RECEIVED)
    assert isinstance(contract, ComplaintReceivedV1)
    said = RECEIVED.model_dump(exclude={"taker_told", *DomainEvent.model_fields})
    assert contract.model_dump() == PLACE | {"occurred_at": LATER} | said
    assert contract.taken_by == "李明"


def test_a_receipt_that_was_told_without_its_taker_is_told_so_again() -> None:
    before = read_golden(ComplaintReceived, "intake", version=1)

    [contract] = told(before)

    assert isinstance(contract, ComplaintReceivedV1)
    assert contract.taken_by is None


def test_an_acknowledgement_is_told_with_its_channel() -> None:
    assert told(RECEIVED, ComplaintAcknowledged(channel=Channel.PHONE)) == [
        ComplaintAcknowledgedV1(**PLACE, occurred_at=LATER, channel=Channel.PHONE)
    ]


def test_what_the_customer_said_occurred_when_it_was_said() -> None:
    repeated = ComplaintRepeated(said_at=NOON, channel=Channel.PHONE, text="再次投诉")
    urged = CustomerUrged(said_at=NOON, channel=Channel.WECHAT, text="什么时候修")
    withdrawn = ComplaintWithdrawn(said_at=NOON, reason="已自行解决")
    place = PLACE | {"occurred_at": NOON}
    assert told(RECEIVED, repeated, repeated) == [
        ComplaintRepeatedV1(**place, channel=Channel.PHONE, text="再次投诉", times=3)
    ]
    assert told(RECEIVED, urged) == [
        CustomerUrgedV1(**place, channel=Channel.WECHAT, text="什么时候修")
    ]
    assert told(RECEIVED, withdrawn) == [ComplaintWithdrawnV1(**place, reason="已自行解决")]
