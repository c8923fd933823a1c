"""What casework 办理 tells: every step from the first contact to the closed case."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.envelope import ComplaintContract


class Side(StrEnum):
    """On whose side the cause lies (责任方)."""

    OURS = "ours"
    CUSTOMER = "customer"
    THIRD_PARTY = "third-party"


class Satisfaction(StrEnum):
    """The customer's answer in the revisit (回访满意度)."""

    SATISFIED = "satisfied"
    NEUTRAL = "neutral"
    DISSATISFIED = "dissatisfied"
    NOT_REACHED = "not-reached"


class CaseworkContract(ComplaintContract):
    SERVICE: ClassVar[str] = "casework"
    AGGREGATE: ClassVar[str] = "case"

    by: str


class CustomerContactedV1(CaseworkContract):
    """Somebody spoke with the customer; `preliminary_opinion` where it was told (zsy-5.2.4)."""

    EVENT: ClassVar[str] = "customer-contacted"

    contacted_at: AwareDatetime
    channel: str
    preliminary_opinion: bool
    note: str


class CauseFoundV1(CaseworkContract):
    """The cause was found, and on whose side it lies (原因分析, zsy-5.2.2)."""

    EVENT: ClassVar[str] = "cause-found"

    side: Side
    cause: str


class StepTakenV1(CaseworkContract):
    """Something that the regulation asks of people was done (办理步骤), such as a survey on site.

    `step` is one of those that the pack declares (`steps`); it has no event of its own.
    """

    EVENT: ClassVar[str] = "step-taken"

    step: str
    step_name: str
    note: str


class PromiseMadeV1(CaseworkContract):
    """A time was agreed with the customer, or set for a department (承诺时限, pd-interim).

    `promise` is one of those that the pack declares (`promises`).
    """

    EVENT: ClassVar[str] = "promise-made"

    promise: str
    promise_name: str
    promised_for: AwareDatetime
    note: str


class ProgressToldV1(CaseworkContract):
    """The customer was told how things stand (进展告知, co-progress), and the expected end."""

    EVENT: ClassVar[str] = "progress-told"

    note: str
    expected_at: AwareDatetime | None = None


class PlanProposedV1(CaseworkContract):
    """A handling plan was put forward (处理方案); `approver` is the post that must agree, if any."""

    EVENT: ClassVar[str] = "plan-proposed"

    plan: str
    approver: str | None


class PlanApprovedV1(CaseworkContract):
    """The handling plan was approved (审批通过, zsy-5.2.1)."""

    EVENT: ClassVar[str] = "plan-approved"

    post: str


class PlanRejectedV1(CaseworkContract):
    """The handling plan was sent back with a reason (退回)."""

    EVENT: ClassVar[str] = "plan-rejected"

    post: str
    reason: str


class SolutionCarriedOutV1(CaseworkContract):
    """The plan was carried out (处理完成, zsy-5.3.1)."""

    EVENT: ClassVar[str] = "solution-carried-out"

    result: str


class RevisitedV1(CaseworkContract):
    """The customer was asked afterwards (回访, zsy-5.3.1)."""

    EVENT: ClassVar[str] = "revisited"

    satisfaction: Satisfaction
    first_asked_followed_up: bool | None
    note: str


class ReopenedV1(CaseworkContract):
    """A case whose handling had ended, closed or carried out, was taken up again (重新办理)."""

    EVENT: ClassVar[str] = "reopened"

    reason: str


class CaseClosedV1(CaseworkContract):
    """The case met its closing conditions and was closed (结案)."""

    EVENT: ClassVar[str] = "case-closed"

    summary: str
