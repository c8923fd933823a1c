"""Complaints such as intake records: every benchmark of the plumbing carries the same cargo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.intake.domain import complaint as domain
from services.intake.domain.complaint import COMPLAINT, ReceiveComplaint
from services.intake.translate import translate
from shared.contracts import Message, message_id
from shared.contracts.intake import Channel, Customer, PolicyStamp
from shared.domain import DomainEvent, stamp
from shared.event_store.port import Cause, Write

NOON = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
COMMAND = ReceiveComplaint(
    received_at=NOON - timedelta(hours=3),
    channel=Channel.PHONE,
    project="mhhy",
    project_name="明湖花园",
    category="engineering-quality",
    title="客厅天花板漏水",
    text="客厅天花板漏水，已经两次报修没有人来。楼上说物业早就知道，请尽快安排人上门。",
    customer=Customer(name="王女士", phone="13800000000", room="3栋1单元502"),
    policy=PolicyStamp(pack="zsy", version="2026.1"),
    facts={"media_possible": True, "collective_persons": 3},
    answer_wanted_by=NOON + timedelta(days=2),
    source="call-centre",
    external_ref=None,
    taken_by="李明",
)


def received(stream: UUID, number: int = 1, *, after_version: int = 0) -> DomainEvent:
    """What begins a complaint's stream, in its place; or as if it came later in one."""
    decided = domain.receive(None, COMMAND, number=f"TS20260309-{number:06d}", now=NOON)
    return stamp(decided[:1], stream=stream, after_version=after_version, now=NOON)[0]


def told(event: DomainEvent) -> Message:
    """What intake tells the others of it."""
    complaint = COMPLAINT.fold(None, [event])
    assert complaint is not None
    (contract,) = translate(complaint, event)
    return Message(message_id(event.originator_id, 1), contract, TRACEPARENT)


def write_of(event: DomainEvent) -> Write:
    return Write((event,), (told(event),), Cause("李明", TRACEPARENT))


def messages(count: int) -> Iterator[Message]:
    """What intake tells of so many complaints."""
    for number in range(count):
        yield told(received(uuid4(), number))
