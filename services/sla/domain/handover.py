"""The handover 交付 of one home: how often its owner did not take it over (zsyd-3.2)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from pydantic import AwareDatetime

from services.sla.domain.duties import refusals as r
from shared.contracts.intake import Customer, PolicyStamp
from shared.domain import Aggregate, AggregateType, DomainEvent, Immutable


class RecordHandover(Immutable):
    """What came of a handover; a reason or a customer only where the home was not taken over."""

    household: str
    taken_over: bool
    reason: str | None = None
    customer: Customer | None = None


class HandoverRecorded(DomainEvent):
    """An owner took a home over, or did not (交付登记). The customer is personal data.

    `times` counts, this one included, how often there was no reason.
    """

    TOPIC: ClassVar[str] = "sla.handover.recorded"

    project: str
    name: str
    policy: PolicyStamp
    household: str
    occurred_at: AwareDatetime
    taken_over: bool
    reason: str
    times: int
    customer: Customer | None
    by: str


class Handover(Aggregate):
    """A home's handover as it stands; who the owner is is not kept here."""

    project: str
    household: str
    times: int
    recorded_at: AwareDatetime
    taken_over_at: AwareDatetime | None = None


def record(
    handover: Handover | None,
    command: RecordHandover,
    *,
    project: str,
    name: str,
    policy: PolicyStamp,
    by: str,
    now: datetime,
) -> list[DomainEvent]:
    """Write down what came of it; taken over once, told again, changes nothing."""
    if command.taken_over and command.reason:
        raise r.TakenOverForNoReason(field="reason")
    if handover is not None and handover.taken_over_at is not None:
        if command.taken_over:
            return []
        raise r.HomeWasTakenOver(household=command.household)
    without_reason = not command.taken_over and not command.reason
    return [
        HandoverRecorded(
            project=project,
            name=name,
            policy=policy,
            household=command.household,
            occurred_at=now,
            taken_over=command.taken_over,
            reason=command.reason or "",
            times=(handover.times if handover else 0) + without_reason,
            customer=None if command.taken_over else command.customer,
            by=by,
        )
    ]


def evolve(handover: Handover | None, event: HandoverRecorded) -> Handover:
    """Fold one recorded fact."""
    return Handover(
        id=event.originator_id,
        project=event.project,
        household=event.household,
        times=event.times,
        recorded_at=event.occurred_at,
        taken_over_at=event.occurred_at if event.taken_over else None,
    )


HANDOVER = AggregateType(name="handover", state=Handover, events=(HandoverRecorded,), evolve=evolve)
