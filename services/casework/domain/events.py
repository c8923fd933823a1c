"""What is recorded of a case 案件."""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Channel, PolicyStamp
from shared.domain import DomainEvent


class CaseOpened(DomainEvent):
    """A complaint came in and is to be handled; `reachable` where the customer left a contact."""

    TOPIC: ClassVar[str] = "casework.case.opened"

    complaint_id: UUID
    number: str
    received_at: AwareDatetime
    policy: PolicyStamp
    reachable: bool


class CaseGraded(DomainEvent):
    """The case follows the rules of this grade from now on (定级)."""

    TOPIC: ClassVar[str] = "casework.case.graded"

    grade: int


class CaseAssigned(DomainEvent):
    """A department handles the case (责任部门)."""

    TOPIC: ClassVar[str] = "casework.case.assigned"

    department: str


class CaseFoundOutOfScope(DomainEvent):
    """The regulation does not cover the complaint (不属受理范围); the case can be closed on that."""

    TOPIC: ClassVar[str] = "casework.case.found-out-of-scope"

    rule: str


class CustomerContacted(DomainEvent):
    """Somebody spoke with the customer; `preliminary_opinion` where it was told (初步处理意见)."""

    TOPIC: ClassVar[str] = "casework.case.customer-contacted"

    contacted_at: AwareDatetime
    channel: Channel
    preliminary_opinion: bool
    note: str
    by: str


class CauseFound(DomainEvent):
    """The cause was found, and on whose side it lies (原因分析)."""

    TOPIC: ClassVar[str] = "casework.case.cause-found"

    side: Side
    cause: str
    by: str


class StepTaken(DomainEvent):
    """Something that the regulation asks of people was done (办理步骤), as its pack names it."""

    TOPIC: ClassVar[str] = "casework.case.step-taken"

    taken_at: AwareDatetime
    step: str
    step_name: str
    note: str
    by: str


class PromiseMade(DomainEvent):
    """A time was agreed with the customer, or set for a department (约定时限)."""

    TOPIC: ClassVar[str] = "casework.case.promise-made"

    made_at: AwareDatetime
    promise: str
    promise_name: str
    promised_for: AwareDatetime
    note: str
    by: str


class ProgressTold(DomainEvent):
    """The customer was told how things stand, and the expected end where there is one (进展告知)."""

    TOPIC: ClassVar[str] = "casework.case.progress-told"

    told_at: AwareDatetime
    note: str
    expected_at: AwareDatetime | None
    by: str


class PlanProposed(DomainEvent):
    """A handling plan was put forward (处理方案); `approver` is the post that must agree, if any."""

    TOPIC: ClassVar[str] = "casework.case.plan-proposed"

    plan: str
    approver: str | None
    by: str


class PlanApproved(DomainEvent):
    """The plan was approved (审批通过)."""

    TOPIC: ClassVar[str] = "casework.case.plan-approved"

    post: str
    by: str


class PlanRejected(DomainEvent):
    """The plan was sent back (退回)."""

    TOPIC: ClassVar[str] = "casework.case.plan-rejected"

    post: str
    reason: str
    by: str


class SolutionCarriedOut(DomainEvent):
    """The plan was carried out (处理完成)."""

    TOPIC: ClassVar[str] = "casework.case.solution-carried-out"

    result: str
    by: str


class Revisited(DomainEvent):
    """The customer was asked afterwards, or at least called (回访)."""

    TOPIC: ClassVar[str] = "casework.case.revisited"

    satisfaction: Satisfaction
    first_asked_followed_up: bool | None
    note: str
    by: str


class CaseClosed(DomainEvent):
    """The case met the closing conditions of its regulation and was closed (结案)."""

    TOPIC: ClassVar[str] = "casework.case.closed"

    summary: str
    by: str


class Reopened(DomainEvent):
    """Handling that had ended began anew (重新办理), by a person or because the customer repeated."""

    TOPIC: ClassVar[str] = "casework.case.reopened"

    reason: str
    by: str


class CaseWithdrawn(DomainEvent):
    """The customer took the complaint back (撤诉); the case ends, where it had not ended before."""

    TOPIC: ClassVar[str] = "casework.case.withdrawn"

    closed_before: bool


CaseEvent = (
    CaseOpened
    | CaseGraded
    | CaseAssigned
    | CaseFoundOutOfScope
    | CustomerContacted
    | CauseFound
    | StepTaken
    | PromiseMade
    | ProgressTold
    | PlanProposed
    | PlanApproved
    | PlanRejected
    | SolutionCarriedOut
    | Revisited
    | CaseClosed
    | Reopened
    | CaseWithdrawn
)
EVENTS: tuple[type[DomainEvent], ...] = (
    CaseOpened,
    CaseGraded,
    CaseAssigned,
    CaseFoundOutOfScope,
    CustomerContacted,
    CauseFound,
    StepTaken,
    PromiseMade,
    ProgressTold,
    PlanProposed,
    PlanApproved,
    PlanRejected,
    SolutionCarriedOut,
    Revisited,
    CaseClosed,
    Reopened,
    CaseWithdrawn,
)
