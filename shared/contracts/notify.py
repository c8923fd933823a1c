"""What notify 通知 tells: what became of one message to one person."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.envelope import ComplaintContract


class NoticeContract(ComplaintContract):
    SERVICE: ClassVar[str] = "notify"
    AGGREGATE: ClassVar[str] = "notice"

    notice_id: UUID
    template: str
    rule: str
    to: str
    channel: str
    attempts: int


class NoticeSentV1(NoticeContract):
    """The message was handed over to the carrier, who accepted it (已发送)."""

    EVENT: ClassVar[str] = "notice-sent"

    subject: str


class NoticeFailedV1(NoticeContract):
    """The message could not be handed over and will not be tried again (发送失败)."""

    EVENT: ClassVar[str] = "notice-failed"

    reason: str
