"""The notice 通知: what one person is told, and what became of it. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, assert_never
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts import ABOUT_PROJECTS
from shared.domain import Aggregate, AggregateType, DomainEvent, Immutable
from shared.policy import NoticeChannel

ATTEMPTS_MAX = 12
_OF_PROJECTS = frozenset(contract.EVENT for contract in ABOUT_PROJECTS)


class NoticeStatus(StrEnum):
    """Where a notice stands. Sent and failed are final."""

    PLANNED = "planned"
    SENT = "sent"
    FAILED = "failed"


class Obstacle(StrEnum):
    """Why a notice did not reach its carrier; says nothing about the person it is for."""

    NO_ADDRESS = "no-address"  # Nobody wrote down how to reach this recipient.
    ADDRESS_UNUSABLE = "address-unusable"  # What is written down is no address.
    NO_CARRIER = "no-carrier"  # This release cannot send over the channel.
    UNREADABLE = "unreadable"  # The words cannot be put into a message.
    REFUSED = "refused"  # The carrier will not have it, today or tomorrow.
    PUT_OFF = "put-off"  # The carrier asks to try later.
    CARRIER_AWAY = "carrier-away"  # The carrier could not be spoken to.


class Setback(Immutable):
    """One failed attempt. `code` is the carrier's own, such as SMTP 550; `final` ends trying."""

    obstacle: Obstacle
    code: int | None = None
    final: bool = False

    @property
    def reason(self) -> str:
        """Such as `refused 550`: safe to show and to log."""
        return f"{self.obstacle} {self.code}" if self.code else self.obstacle.value


class Letter(Immutable):
    """Who is told what, and why. `recipient` is the role or key that the pack names (`department`,
    `customer`, a post), `address` where that is as far as anybody knows, `cause` the message heard.

    `complaint_id` and `number` are the project's id and code where the event is about a project.
    """

    complaint_id: UUID
    number: str
    event: str
    template: str
    rule: str
    recipient: str
    recipient_name: str
    address: str | None
    channel: NoticeChannel
    subject: str
    body: str
    cause: str

    @property
    def is_about_project(self) -> bool:
        return self.event in _OF_PROJECTS


class NoticePlanned(DomainEvent):
    """Somebody must be told, in these words (计划通知)."""

    TOPIC: ClassVar[str] = "notify.notice.planned"

    letter: Letter
    planned_at: AwareDatetime


class AttemptFailed(DomainEvent):
    """The carrier did not take the message this time (发送未成功)."""

    TOPIC: ClassVar[str] = "notify.notice.attempt-failed"

    obstacle: Obstacle
    code: int | None


class NoticeSent(DomainEvent):
    """The carrier accepted the message (已发送)."""

    TOPIC: ClassVar[str] = "notify.notice.sent"


class NoticeFailed(DomainEvent):
    """The message was not handed over and will not be tried again (发送失败)."""

    TOPIC: ClassVar[str] = "notify.notice.failed"

    obstacle: Obstacle
    code: int | None


NoticeEvent = NoticePlanned | AttemptFailed | NoticeSent | NoticeFailed
EVENTS: tuple[type[DomainEvent], ...] = (NoticePlanned, AttemptFailed, NoticeSent, NoticeFailed)


class Notice(Aggregate):
    """One message to one person; `attempts` counts how often it was offered to the carrier."""

    letter: Letter
    planned_at: AwareDatetime
    status: NoticeStatus = NoticeStatus.PLANNED
    attempts: int = 0
    setback: Setback | None = None


def plan(
    notice: Notice | None, letter: Letter, *, now: datetime, prevented_by: Setback | None = None
) -> list[DomainEvent]:
    """Write a notice down; where it cannot be sent at all, that too. Repeating it is harmless."""
    if notice is not None:
        return []
    planned = NoticePlanned(letter=letter, planned_at=now)
    return [planned, _failed(prevented_by)] if prevented_by else [planned]


def confirm_sent(notice: Notice) -> list[DomainEvent]:
    """The carrier accepted it."""
    return [NoticeSent()] if notice.status is NoticeStatus.PLANNED else []


def suffer(notice: Notice, setback: Setback) -> list[DomainEvent]:
    """The carrier did not accept it; trying ends with a final setback or the last attempt."""
    if notice.status is not NoticeStatus.PLANNED:
        return []
    attempt = AttemptFailed(obstacle=setback.obstacle, code=setback.code)
    ends = setback.final or notice.attempts + 1 >= ATTEMPTS_MAX
    return [attempt, _failed(setback)] if ends else [attempt]


def _failed(setback: Setback) -> NoticeFailed:
    return NoticeFailed(obstacle=setback.obstacle, code=setback.code)


def evolve(notice: Notice | None, event: NoticeEvent) -> Notice:
    """Fold one recorded fact."""
    if isinstance(event, NoticePlanned):
        return Notice(id=event.originator_id, letter=event.letter, planned_at=event.planned_at)
    assert notice is not None, "a stream begins with NoticePlanned"
    match event:
        case AttemptFailed(obstacle=obstacle, code=code):
            setback = Setback(obstacle=obstacle, code=code)
            return notice.model_copy(update={"attempts": notice.attempts + 1, "setback": setback})
        case NoticeSent():
            changes = {"attempts": notice.attempts + 1, "status": NoticeStatus.SENT}
            return notice.model_copy(update={**changes, "setback": None})
        case NoticeFailed(obstacle=obstacle, code=code):
            setback = Setback(obstacle=obstacle, code=code, final=True)
            return notice.model_copy(update={"status": NoticeStatus.FAILED, "setback": setback})
        case _:
            assert_never(event)


NOTICE = AggregateType(name="notice", state=Notice, events=EVENTS, evolve=evolve)
