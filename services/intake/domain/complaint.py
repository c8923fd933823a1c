"""The complaint: what was said. `decide` functions may refuse, `evolve` never does."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from pydantic import AwareDatetime

from services.intake.domain.events import (
    EVENTS,
    ComplaintAcknowledged,
    ComplaintEvent,
    ComplaintReceived,
    ComplaintRepeated,
    ComplaintWithdrawn,
    CustomerUrged,
)
from services.intake.domain.refusals import (
    AnswerIsWantedTooEarly,
    ComplaintIsWithdrawn,
    NothingWasSaid,
    TimeLiesAhead,
    TimeLiesBeforeReceipt,
)
from shared.contracts.intake import Channel, Customer, PolicyStamp
from shared.domain import Aggregate, AggregateType, DomainEvent, FactValue, Immutable


class Complaint(Aggregate):
    """A complaint (投诉) as intake knows it; `times` counts how often it was made."""

    number: str
    channel: Channel
    project: str
    received_at: AwareDatetime
    policy: PolicyStamp
    times: int = 1
    withdrawn: bool = False


class ReceiveComplaint(Immutable):
    """Record a complaint. Times are when the customer spoke, not when somebody typed it in."""

    received_at: AwareDatetime
    channel: Channel
    project: str
    project_name: str
    category: str | None
    title: str
    text: str
    customer: Customer
    policy: PolicyStamp
    facts: dict[str, FactValue]
    answer_wanted_by: AwareDatetime | None
    source: str | None
    external_ref: str | None
    taken_by: str


class CustomerSays(Immutable):
    """What the customer said later on a complaint already recorded."""

    said_at: AwareDatetime
    channel: Channel
    text: str


def receive(
    complaint: Complaint | None, command: ReceiveComplaint, *, number: str, now: datetime
) -> list[DomainEvent]:
    """A complaint comes in and is acknowledged (受理、回执), under a number of its own."""
    if complaint is not None:
        return []  # The same complaint again, from a source that numbers them: nothing new.
    ensure_can_be_received(command, now=now)
    received = ComplaintReceived(**command.__dict__, number=number)
    return [received, ComplaintAcknowledged(channel=command.channel)]


def ensure_can_be_received(command: ReceiveComplaint, *, now: datetime) -> None:
    """Raises TimeLiesAhead, AnswerIsWantedTooEarly or NothingWasSaid."""
    if command.received_at > now:
        raise TimeLiesAhead(field="received_at", instant=command.received_at.isoformat())
    wanted = command.answer_wanted_by
    if wanted is not None and wanted <= command.received_at:
        raise AnswerIsWantedTooEarly(
            field="answer_wanted_by",
            instant=wanted.isoformat(),
            received_at=command.received_at.isoformat(),
        )
    if not command.text.strip():
        raise NothingWasSaid(field="text")


def repeat(complaint: Complaint, said: CustomerSays, *, now: datetime) -> list[DomainEvent]:
    """The customer complains of the same matter again (二次投诉, zsy-5.2.6)."""
    _ensure_can_be_said(complaint, said.said_at, now)
    return [ComplaintRepeated(said_at=said.said_at, channel=said.channel, text=said.text)]


def urge(complaint: Complaint, said: CustomerSays, *, now: datetime) -> list[DomainEvent]:
    """The customer asks where the answer is (催办)."""
    _ensure_can_be_said(complaint, said.said_at, now)
    return [CustomerUrged(said_at=said.said_at, channel=said.channel, text=said.text)]


def withdraw(
    complaint: Complaint, reason: str, said_at: datetime, *, now: datetime
) -> list[DomainEvent]:
    """The customer takes the complaint back (撤诉)."""
    if complaint.withdrawn:
        return []
    _ensure_can_be_said(complaint, said_at, now)
    return [ComplaintWithdrawn(said_at=said_at, reason=reason)]


def _ensure_can_be_said(complaint: Complaint, said_at: datetime, now: datetime) -> None:
    if complaint.withdrawn:
        raise ComplaintIsWithdrawn(number=complaint.number)
    if said_at > now:
        raise TimeLiesAhead(field="said_at", instant=said_at.isoformat())
    if said_at < complaint.received_at:
        raise TimeLiesBeforeReceipt(
            field="said_at",
            instant=said_at.isoformat(),
            received_at=complaint.received_at.isoformat(),
        )


def evolve(complaint: Complaint | None, event: ComplaintEvent) -> Complaint:
    """Fold one recorded fact."""
    if isinstance(event, ComplaintReceived):
        return Complaint(
            id=event.originator_id,
            number=event.number,
            channel=event.channel,
            project=event.project,
            received_at=event.received_at,
            policy=event.policy,
        )
    assert complaint is not None, "a stream begins with ComplaintReceived"
    match event:
        case ComplaintAcknowledged() | CustomerUrged():
            return complaint
        case ComplaintRepeated():
            return complaint.model_copy(update={"times": complaint.times + 1})
        case ComplaintWithdrawn():
            return complaint.model_copy(update={"withdrawn": True})
        case _:
            assert_never(event)


COMPLAINT = AggregateType(name="complaint", state=Complaint, events=EVENTS, evolve=evolve)
