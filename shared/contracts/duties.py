"""What sla 时限督办 tells about a project 项目: its duties, and homes that were not taken over."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.envelope import ProjectContract
from shared.contracts.intake import Customer, PolicyStamp
from shared.contracts.sla import Explanation


class Dropped(StrEnum):
    """Why a duty fell away (取消原因)."""

    DATE_REMOVED = "date-removed"  # The date it is counted from is in the directory no more.
    NOT_ASKED = "not-asked"  # The regulation that governs now does not ask for it.
    OVER = "over"  # It would come again only after the date that ends it.
    COUNTED_ANEW = "counted-anew"  # Counted from another date, it lies behind: the next one starts.
    PROJECT_GONE = "project-gone"  # The project is in the directory no more.


class DutyContract(ProjectContract):
    """The fields that every event of one duty carries.

    `occurrence` counts from 1 where a duty comes again. `answerable` is a department's key;
    `policy` the regulation that asks for the duty.
    """

    SERVICE: ClassVar[str] = "sla"
    AGGREGATE: ClassVar[str] = "project-watch"

    policy: PolicyStamp
    duty: str
    name: str
    rule: str
    occurrence: int
    answerable: str
    due_at: AwareDatetime


class DutyStartedV1(DutyContract):
    """A duty of the project lies ahead (项目事项开始); also told when it is due at another time.

    `moved` says the latter; `first_due_at` stays what it was at first.
    """

    EVENT: ClassVar[str] = "duty-started"

    started_at: AwareDatetime
    first_due_at: AwareDatetime
    moved: bool
    explanation: Explanation


class DutyDoneV1(DutyContract):
    """A duty of the project was done (项目事项完成); not `in_time` where it was missed before."""

    EVENT: ClassVar[str] = "duty-done"

    done_at: AwareDatetime
    in_time: bool
    note: str
    by: str


class DutyApproachingV1(DutyContract):
    """A warning instant passed (项目事项预警); `late_s` is how late it was noticed, in seconds."""

    EVENT: ClassVar[str] = "duty-approaching"

    warned_at: AwareDatetime
    step: str
    tell: tuple[str, ...]
    late_s: float


class DutyMissedV1(DutyContract):
    """The due time passed and nobody had reported it done (项目事项逾期).

    `late_s` is how late that was noticed, in seconds: more than a moment where the date became
    known too late.
    """

    EVENT: ClassVar[str] = "duty-missed"

    missed_at: AwareDatetime
    tell: tuple[str, ...]
    late_s: float


class DutyDroppedV1(DutyContract):
    """The duty fell away before it was done or missed (项目事项取消), and why."""

    EVENT: ClassVar[str] = "duty-dropped"

    reason: Dropped


class HandoverRefusedV1(ProjectContract):
    """An owner has not taken over the home (未办理交付, zsyd-3.2).

    `reason` is empty where the owner gave none; `times` counts how often there was none. The
    customer is personal data, kept as that of a complaint is.
    """

    SERVICE: ClassVar[str] = "sla"
    AGGREGATE: ClassVar[str] = "handover"
    EVENT: ClassVar[str] = "handover-refused"

    policy: PolicyStamp
    household: str
    reason: str
    times: int
    customer: Customer
