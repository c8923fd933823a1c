"""The notices as rows: what waits for its carrier, and the list that people read. Pure."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from services.notify.notice import Notice, NoticeStatus
from shared.domain import Immutable
from shared.event_store.rows import Table
from shared.policy import NoticeChannel

PLACES_A_MESSAGE = 1000


class QueuedNotice(Immutable):
    """One notice. `place` orders notices as their causes were told; `traceparent` is the cause's.

    It names the recipient's role, never a customer, and holds no words of the body.
    """

    notice_id: UUID
    place: int
    complaint_id: UUID
    number: str
    event: str
    template: str
    rule: str
    recipient: str
    recipient_name: str
    channel: NoticeChannel
    subject: str
    planned_at: AwareDatetime
    status: NoticeStatus
    attempts: int
    reason: str | None
    traceparent: str | None


NOTICES = Table("notices", QueuedNotice, key=("notice_id",))


def place_of(sequence: int, index: int) -> int:
    """The place of the index-th notice that the message with this broker sequence caused."""
    return sequence * PLACES_A_MESSAGE + index


def queued(notice: Notice, *, place: int, traceparent: str | None) -> QueuedNotice:
    """The row of a notice."""
    letter = notice.letter
    return QueuedNotice(
        notice_id=notice.id,
        place=place,
        complaint_id=letter.complaint_id,
        number=letter.number,
        event=letter.event,
        template=letter.template,
        rule=letter.rule,
        recipient=letter.recipient,
        recipient_name=letter.recipient_name,
        channel=letter.channel,
        subject=letter.subject,
        planned_at=notice.planned_at,
        status=notice.status,
        attempts=notice.attempts,
        reason=notice.setback.reason if notice.setback else None,
        traceparent=traceparent,
    )
