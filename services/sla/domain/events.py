"""What is recorded of the watch on a complaint 时限监控."""

from typing import Any, ClassVar, get_args
from uuid import UUID

from pydantic import AwareDatetime

from services.sla.domain.ground import Ground
from services.sla.domain.obligation import Extension, Recount, Timing, Trigger
from shared.contracts.intake import Channel, PolicyStamp
from shared.contracts.sla import ObligationKind
from shared.domain import DomainEvent, FactValue


class WatchOpened(DomainEvent):
    """A complaint came in, and its time limits are watched from now on."""

    TOPIC: ClassVar[str] = "sla.watch.opened"

    complaint_id: UUID
    number: str
    policy: PolicyStamp
    project: str
    channel: Channel
    received_at: AwareDatetime
    has_contact: bool
    answer_wanted_by: AwareDatetime | None


class TriggerNoted(DomainEvent):
    """Something happened that the regulation counts time limits from (起算事件)."""

    TOPIC: ClassVar[str] = "sla.watch.trigger-noted"

    trigger: Trigger


class FactsNoted(DomainEvent):
    """Facts became known on which limits or supervision depend (事实)."""

    TOPIC: ClassVar[str] = "sla.watch.facts-noted"

    facts: dict[str, FactValue]


class CategoryNoted(DomainEvent):
    """The complaint's category became known (投诉类别)."""

    TOPIC: ClassVar[str] = "sla.watch.category-noted"

    category: str


class GradeNoted(DomainEvent):
    """The complaint's grade became known (级别)."""

    TOPIC: ClassVar[str] = "sla.watch.grade-noted"

    grade: int


class ResponsibilityNoted(DomainEvent):
    """The responsible department became known (责任部门)."""

    TOPIC: ClassVar[str] = "sla.watch.responsibility-noted"

    department: str


class ObligationStarted(DomainEvent):
    """A clock began to run (时限开始)."""

    TOPIC: ClassVar[str] = "sla.watch.obligation-started"

    key: str
    name: str
    rule: str
    kind: ObligationKind
    answerable: str
    trigger: Trigger
    started_at: AwareDatetime
    due_at: AwareDatetime
    timing: Timing


class ObligationMet(DomainEvent):
    """What was owed was done in time (按时完成); `by` names the event that told it."""

    TOPIC: ClassVar[str] = "sla.watch.obligation-met"

    key: str
    met_at: AwareDatetime
    by: str


class ObligationCancelled(DomainEvent):
    """The obligation fell away before it was met or missed (时限取消)."""

    TOPIC: ClassVar[str] = "sla.watch.obligation-cancelled"

    key: str
    cancelled_at: AwareDatetime
    reason: str


class ObligationPaused(DomainEvent):
    """The clock stopped for a reason that the pack allows (时限中止)."""

    TOPIC: ClassVar[str] = "sla.watch.obligation-paused"

    key: str
    paused_at: AwareDatetime
    reason: str
    by: str
    timing: Timing


class ObligationResumed(DomainEvent):
    """One reason for the pause fell away (时限恢复)."""

    TOPIC: ClassVar[str] = "sla.watch.obligation-resumed"

    key: str
    resumed_at: AwareDatetime
    reason: str
    by: str
    timing: Timing


class ObligationExtended(DomainEvent):
    """More time was granted before expiry (延期)."""

    TOPIC: ClassVar[str] = "sla.watch.obligation-extended"

    key: str
    extension: Extension
    timing: Timing


class ObligationRederived(DomainEvent):
    """An open obligation was counted anew from its own start (重新计算).

    `because` a holiday notice came, or on a `trigger`: a later promise that moves it. Neither where
    a new category or fact has another limit.
    """

    TOPIC: ClassVar[str] = "sla.watch.obligation-rederived"
    class_version: ClassVar[int] = 2

    key: str
    timing: Timing
    because: Recount | None
    trigger: Trigger | None

    @staticmethod
    def upcast_v1_v2(stored: dict[str, Any]) -> None:
        """Until then nothing told why."""
        stored["because"] = stored["trigger"] = None


class DeadlineApproaching(DomainEvent):
    """A warning instant passed (预警)."""

    TOPIC: ClassVar[str] = "sla.watch.deadline-approaching"

    key: str
    step: str
    at: AwareDatetime
    late_s: float
    tell: tuple[str, ...]


class DeadlineMissed(DomainEvent):
    """The due time passed unmet (超时)."""

    TOPIC: ClassVar[str] = "sla.watch.deadline-missed"

    key: str
    at: AwareDatetime
    late_s: float
    tell: tuple[str, ...]


class SupervisionCalledFor(DomainEvent):
    """A supervision order became due (应督办), under a number of its own."""

    TOPIC: ClassVar[str] = "sla.watch.supervision-called-for"

    order_number: str
    grounds: tuple[Ground, ...]


class SupervisionGrew(DomainEvent):
    """More reasons for the supervision order that is open already."""

    TOPIC: ClassVar[str] = "sla.watch.supervision-grew"

    order_number: str
    grounds: tuple[Ground, ...]


class SupervisionEnded(DomainEvent):
    """The open supervision order ended, by a person or with the case."""

    TOPIC: ClassVar[str] = "sla.watch.supervision-ended"

    order_number: str
    result: str


class WatchClosed(DomainEvent):
    """The case was closed or the complaint withdrawn: nothing is owed any more."""

    TOPIC: ClassVar[str] = "sla.watch.closed"

    closed_at: AwareDatetime
    by: str


class WatchReopened(DomainEvent):
    """The closed case was taken up again, and limits may start again."""

    TOPIC: ClassVar[str] = "sla.watch.reopened"

    reopened_at: AwareDatetime


WatchEvent = (
    WatchOpened
    | TriggerNoted
    | FactsNoted
    | CategoryNoted
    | GradeNoted
    | ResponsibilityNoted
    | ObligationStarted
    | ObligationMet
    | ObligationCancelled
    | ObligationPaused
    | ObligationResumed
    | ObligationExtended
    | ObligationRederived
    | DeadlineApproaching
    | DeadlineMissed
    | SupervisionCalledFor
    | SupervisionGrew
    | SupervisionEnded
    | WatchClosed
    | WatchReopened
)
EVENTS: tuple[type[DomainEvent], ...] = get_args(WatchEvent)
