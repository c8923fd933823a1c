"""What of a complaint's history crosses the boundary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.intake.domain import events
from services.intake.domain.complaint import Complaint
from shared.contracts import Contract, intake


def translate(complaint: Complaint, event: Any) -> Sequence[Contract]:
    """The contracts that tell a recorded event, `complaint` being the state after it."""
    place: dict[str, Any] = {"complaint_id": complaint.id, "number": complaint.number}
    match event:
        case events.ComplaintReceived():
            at = {"occurred_at": event.recorded_at}
            said = event.own_fields | {"taken_by": event.taken_by if event.taker_told else None}
            return [intake.ComplaintReceivedV1(**place | at | said)]
        case events.ComplaintAcknowledged():
            return [
                intake.ComplaintAcknowledgedV1(
                    **place, occurred_at=event.recorded_at, channel=event.channel
                )
            ]
        case events.ComplaintRepeated():
            return [
                intake.ComplaintRepeatedV1(
                    **place,
                    occurred_at=event.said_at,
                    channel=event.channel,
                    text=event.text,
                    times=complaint.times,
                )
            ]
        case events.CustomerUrged():
            return [
                intake.CustomerUrgedV1(
                    **place, occurred_at=event.said_at, channel=event.channel, text=event.text
                )
            ]
        case events.ComplaintWithdrawn():
            return [
                intake.ComplaintWithdrawnV1(**place, occurred_at=event.said_at, reason=event.reason)
            ]
    return []
