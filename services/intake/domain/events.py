"""What is recorded of a complaint 投诉."""

from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.intake import Channel, Customer, PolicyStamp
from shared.domain import DomainEvent, FactValue


class ComplaintReceived(DomainEvent):
    """A complaint came in (投诉受理)."""

    TOPIC: ClassVar[str] = "intake.complaint.received"

    number: str
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


class ComplaintAcknowledged(DomainEvent):
    """The customer was told that the complaint is recorded, and its number (受理回执)."""

    TOPIC: ClassVar[str] = "intake.complaint.acknowledged"

    channel: Channel


class ComplaintRepeated(DomainEvent):
    """The customer complained of the same matter again (二次投诉)."""

    TOPIC: ClassVar[str] = "intake.complaint.repeated"

    said_at: AwareDatetime
    channel: Channel
    text: str


class CustomerUrged(DomainEvent):
    """The customer pressed for an answer (催办)."""

    TOPIC: ClassVar[str] = "intake.complaint.urged"

    said_at: AwareDatetime
    channel: Channel
    text: str


class ComplaintWithdrawn(DomainEvent):
    """The customer took the complaint back (撤诉)."""

    TOPIC: ClassVar[str] = "intake.complaint.withdrawn"

    said_at: AwareDatetime
    reason: str


ComplaintEvent = (
    ComplaintReceived
    | ComplaintAcknowledged
    | ComplaintRepeated
    | CustomerUrged
    | ComplaintWithdrawn
)
EVENTS: tuple[type[DomainEvent], ...] = (
    ComplaintReceived,
    ComplaintAcknowledged,
    ComplaintRepeated,
    CustomerUrged,
    ComplaintWithdrawn,
)
