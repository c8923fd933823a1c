"""What intake 受理 tells: a complaint came in, and what its customer said afterwards."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.envelope import ComplaintContract, Part
from shared.domain import FactValue


class Channel(StrEnum):
    """How a complaint came in (投诉渠道, co-channels)."""

    PHONE = "phone"
    WECHAT = "wechat"
    EMAIL = "email"
    VISIT = "visit"
    LETTER = "letter"
    WEB = "web"


class PolicyStamp(Part):
    """The policy pack and version that govern a complaint for its whole life."""

    pack: str
    version: str


class Customer(Part):
    """Who complains (投诉人): personal data, never logged. Any field may be unknown."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    room: str | None = None

    @property
    def can_be_reached(self) -> bool:
        return bool(self.phone or self.email)


class IntakeContract(ComplaintContract):
    SERVICE: ClassVar[str] = "intake"
    AGGREGATE: ClassVar[str] = "complaint"


class ComplaintReceivedV1(IntakeContract):
    """A complaint came in and was recorded (投诉受理); `received_at` is when the customer spoke."""

    EVENT: ClassVar[str] = "complaint-received"

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
    answer_wanted_by: AwareDatetime | None = None
    source: str | None = None
    external_ref: str | None = None
    taken_by: str | None = None


class ComplaintAcknowledgedV1(IntakeContract):
    """The customer was told that the complaint is recorded, and its number (受理回执, co-ack)."""

    EVENT: ClassVar[str] = "complaint-acknowledged"

    channel: Channel


class ComplaintRepeatedV1(IntakeContract):
    """The customer complained of the same matter again (二次投诉)."""

    EVENT: ClassVar[str] = "complaint-repeated"

    channel: Channel
    text: str
    times: int


class CustomerUrgedV1(IntakeContract):
    """The customer pressed for an answer without a new complaint (催办)."""

    EVENT: ClassVar[str] = "customer-urged"

    channel: Channel
    text: str


class ComplaintWithdrawnV1(IntakeContract):
    """The customer took the complaint back (撤诉)."""

    EVENT: ClassVar[str] = "complaint-withdrawn"

    reason: str
