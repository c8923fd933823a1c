"""Complaints of a made-up customer, and what was asked of intake about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from services.intake.domain.complaint import CustomerSays, ReceiveComplaint
from services.intake.domain.events import ComplaintReceived
from shared.contracts.intake import Channel, Customer, PolicyStamp

NOON = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)
MORNING = NOON - timedelta(hours=3)
LATER = NOON + timedelta(hours=2)
NUMBER = "TS20260309-000001"

COMMAND = ReceiveComplaint(
    received_at=MORNING,
    channel=Channel.PHONE,
    project="mhhy",
    project_name="明湖花园",
    category="engineering-quality",
    title="客厅漏水",
    text="客厅天花板漏水，已经两次报修没有人来。",
    customer=Customer(name="王女士", phone="13800000000", room="3栋1单元502"),
    policy=PolicyStamp(pack="zsy", version="2026.1"),
    facts={"media_possible": True, "collective_persons": 3},
    answer_wanted_by=NOON + timedelta(days=2),
    source="call-centre",
    external_ref="CC-17",
    taken_by="李明",
)
RECEIVED = ComplaintReceived.model_validate(COMMAND.model_dump() | {"number": NUMBER})


def says(at: datetime = NOON, text: str = "还是没有人来修。") -> CustomerSays:
    return CustomerSays(said_at=at, channel=Channel.WECHAT, text=text)


def body(**fields: Any) -> dict[str, Any]:
    """A complaint as an integrator posts it."""
    return {"channel": "phone", "project": "mhhy", "text": "客厅天花板漏水。"} | fields
