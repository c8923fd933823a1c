"""What intake answers."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime, Field

from services.intake.domain.complaint import Complaint
from shared.contracts.intake import Channel
from shared.domain import Immutable

A_NUMBER = "TS20260309-000017"
A_TIME = "2026-03-09T09:30:00+08:00"


class Acknowledgement(Immutable):
    """What the customer is told at once: the number to ask by (受理回执, co-ack)."""

    complaint_id: UUID
    number: str = Field(examples=[A_NUMBER])
    received_at: AwareDatetime = Field(examples=[A_TIME])
    pack: str = Field(description="The regulation that governs it 适用制度", examples=["zsy"])
    version: str = Field(description="Its version", examples=["2026.1"])

    @classmethod
    def of(cls, complaint: Complaint) -> Acknowledgement:
        return cls(
            complaint_id=complaint.id,
            number=complaint.number,
            received_at=complaint.received_at,
            pack=complaint.policy.pack,
            version=complaint.policy.version,
        )


class ComplaintView(Immutable):
    """A complaint's present state at intake."""

    complaint_id: UUID
    number: str = Field(examples=[A_NUMBER])
    channel: Channel
    project: str = Field(examples=["mhhy"])
    received_at: AwareDatetime = Field(examples=[A_TIME])
    times: int = Field(description="How often it was made 投诉次数", examples=[1])
    withdrawn: bool = Field(description="Whether it was taken back 撤诉", examples=[False])
    version: int = Field(description="How many events its history has", examples=[2])

    @classmethod
    def of(cls, complaint: Complaint) -> ComplaintView:
        return cls(
            complaint_id=complaint.id,
            number=complaint.number,
            channel=complaint.channel,
            project=complaint.project,
            received_at=complaint.received_at,
            times=complaint.times,
            withdrawn=complaint.withdrawn,
            version=complaint.version,
        )
