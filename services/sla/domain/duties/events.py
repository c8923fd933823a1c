"""What is recorded of a project's duties 项目事项."""

from datetime import date
from typing import ClassVar, get_args

from pydantic import AwareDatetime

from services.sla.domain.obligation import Timing
from shared.contracts.duties import Dropped
from shared.contracts.intake import PolicyStamp
from shared.domain import DomainEvent


class ProjectNoted(DomainEvent):
    """A project is watched, or something changed: its name, its regulation, its dates."""

    TOPIC: ClassVar[str] = "sla.project.noted"

    project: str
    name: str
    policy: PolicyStamp
    dates: dict[str, date]


class DutyStarted(DomainEvent):
    """A duty lies ahead (项目事项开始); `occurrence` counts where it comes again."""

    TOPIC: ClassVar[str] = "sla.project.duty-started"

    key: str
    occurrence: int
    name: str
    rule: str
    answerable: str
    started_at: AwareDatetime
    due_at: AwareDatetime
    timing: Timing


class DutyMoved(DomainEvent):
    """An open duty is due at another time, because a date or the calendar changed (改期)."""

    TOPIC: ClassVar[str] = "sla.project.duty-moved"

    key: str
    occurrence: int
    moved_at: AwareDatetime
    previous_due_at: AwareDatetime
    timing: Timing


class DutyApproaching(DomainEvent):
    """A warning instant passed (项目事项预警)."""

    TOPIC: ClassVar[str] = "sla.project.duty-approaching"

    key: str
    occurrence: int
    step: str
    at: AwareDatetime
    late_s: float
    tell: tuple[str, ...]


class DutyMissed(DomainEvent):
    """The due time passed and nobody had reported it done (项目事项逾期)."""

    TOPIC: ClassVar[str] = "sla.project.duty-missed"

    key: str
    occurrence: int
    at: AwareDatetime
    late_s: float
    tell: tuple[str, ...]


class DutyDone(DomainEvent):
    """Somebody reported it done (项目事项完成), in time or after it was missed."""

    TOPIC: ClassVar[str] = "sla.project.duty-done"

    key: str
    occurrence: int
    done_at: AwareDatetime
    note: str
    by: str


class DutyDropped(DomainEvent):
    """An open duty fell away: its date was removed, or no regulation asks for it any more."""

    TOPIC: ClassVar[str] = "sla.project.duty-dropped"

    key: str
    occurrence: int
    dropped_at: AwareDatetime
    reason: Dropped


ProjectEvent = (
    ProjectNoted | DutyStarted | DutyMoved | DutyApproaching | DutyMissed | DutyDone | DutyDropped
)
EVENTS: tuple[type[DomainEvent], ...] = get_args(ProjectEvent)
