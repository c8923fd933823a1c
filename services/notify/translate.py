"""What of a notice's history crosses the boundary: its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.notify.notice import Notice, NoticeFailed, NoticeSent
from shared.contracts import Contract, notify


def translate(notice: Notice, event: Any) -> Sequence[Contract]:
    """The contracts that tell a recorded event, `notice` being the state after it.

    Of a notice about a project nothing is told: it belongs to no complaint, and the list of notices
    shows it.
    """
    if notice.letter.is_about_project:
        return []
    match event:
        case NoticeSent():
            return [notify.NoticeSentV1(**_about(notice, event), subject=notice.letter.subject)]
        case NoticeFailed():
            assert notice.setback is not None
            return [notify.NoticeFailedV1(**_about(notice, event), reason=notice.setback.reason)]
    return []


def _about(notice: Notice, event: NoticeSent | NoticeFailed) -> dict[str, Any]:
    letter = notice.letter
    return {
        "complaint_id": letter.complaint_id,
        "number": letter.number,
        "occurred_at": event.recorded_at,
        "notice_id": notice.id,
        "template": letter.template,
        "rule": letter.rule,
        "to": letter.recipient_name,
        "channel": letter.channel.value,
        "attempts": notice.attempts,
    }
