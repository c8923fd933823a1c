"""What is recorded of a complaint 投诉."""

from typing import Any, ClassVar

from pydantic import AwareDatetime

from shared.contracts.intake import Channel, Customer, PolicyStamp
from shared.domain import DomainEvent, FactValue


class ComplaintReceived(DomainEvent):
    """A complaint came in (投诉受理). `taker_told` is whether the others were told who took it, as
    they are since version 2 (pd-name)."""

    TOPIC: ClassVar[str] = "intake.complaint.received"
    class_version: ClassVar[int] = 2

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
    taker_told: bool = True

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["taker_told"] = False


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
