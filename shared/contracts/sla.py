"""What sla 时限督办 tells: obligations on a complaint, and the supervision orders that press them."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.envelope import ComplaintContract, Part
from shared.domain import FactValue


class ObligationKind(StrEnum):
    """A deadline that somebody owes, or a silent threshold that changes a fact when it passes."""

    DEADLINE = "deadline"
    THRESHOLD = "threshold"


class Explanation(Part):
    """Why a deadline is when it is (时限说明): what was counted, under which rule and calendar."""

    rule: str
    policy: str
    span: str
    calendar_version: str
    provisional: bool
    sentences: tuple[str, ...]


class SlaContract(ComplaintContract):
    SERVICE: ClassVar[str] = "sla"
    AGGREGATE: ClassVar[str] = "watch"


class ObligationContract(SlaContract):
    """The fields that every event of one obligation carries."""

    obligation: str
    name: str
    rule: str
    kind: ObligationKind
    answerable: str
    due_at: AwareDatetime | None


class ObligationStartedV1(ObligationContract):
    """A clock began to run (时限开始); also told when an open obligation was derived anew."""

    EVENT: ClassVar[str] = "obligation-started"

    started_at: AwareDatetime
    explanation: Explanation


class ObligationMetV1(ObligationContract):
    """What was owed was done in time (按时完成)."""

    EVENT: ClassVar[str] = "obligation-met"

    met_at: AwareDatetime


class ObligationCancelledV1(ObligationContract):
    """The obligation fell away before it was met or missed (时限取消)."""

    EVENT: ClassVar[str] = "obligation-cancelled"

    reason: str


class ObligationPausedV1(ObligationContract):
    """The clock stands still for a reason the pack allows (时限中止)."""

    EVENT: ClassVar[str] = "obligation-paused"

    paused_at: AwareDatetime
    reason: str


class ObligationResumedV1(ObligationContract):
    """The clock runs on, with a new due time (时限恢复)."""

    EVENT: ClassVar[str] = "obligation-resumed"

    resumed_at: AwareDatetime


class ObligationExtendedV1(ObligationContract):
    """More time was granted before expiry (延期); `first_due_at` stays visible."""

    EVENT: ClassVar[str] = "obligation-extended"

    first_due_at: AwareDatetime
    reason: str
    approved_by: str


class DeadlineApproachingV1(ObligationContract):
    """A warning instant passed (预警); `late_s` is how late it was noticed, in seconds."""

    EVENT: ClassVar[str] = "deadline-approaching"

    warned_at: AwareDatetime
    step: str
    tell: tuple[str, ...]
    late_s: float


class DeadlineMissedV1(ObligationContract):
    """The due time passed unmet (超时); `late_s` is how late it was noticed, in seconds."""

    EVENT: ClassVar[str] = "deadline-missed"

    missed_at: AwareDatetime
    tell: tuple[str, ...]
    late_s: float


BY_HAND = "by-hand"
"""The rule of an order that a person issued (人工签发); its label is then that person's reason."""


class SupervisionContract(SlaContract):
    AGGREGATE: ClassVar[str] = "supervision-order"

    order_id: UUID
    order_number: str
    department: str


class Milestone(Part):
    """One node of a supervision order (节点): what, and by when."""

    key: str
    name: str
    due_at: AwareDatetime


class SupervisionOrderIssuedV1(SupervisionContract):
    """A supervision order was issued (工作督办单, zsy-5.2.6), by rule or by hand (`BY_HAND`)."""

    EVENT: ClassVar[str] = "supervision-order-issued"

    rule: str
    label: str
    facts: dict[str, FactValue]
    issued_by: str
    copies: tuple[str, ...]
    milestones: tuple[Milestone, ...]


class SupervisionGroundAddedV1(SupervisionContract):
    """One more reason came to an open supervision order (追加督办事由, zsy-5.2.6)."""

    EVENT: ClassVar[str] = "supervision-ground-added"

    rule: str
    label: str
    facts: dict[str, FactValue]


class MilestonesAgreedV1(SupervisionContract):
    """The milestones were agreed with the responsible department (zsy-5.2.6-nodes)."""

    EVENT: ClassVar[str] = "milestones-agreed"

    by: str
    milestones: tuple[Milestone, ...]


class MilestoneMetV1(SupervisionContract):
    """A milestone was reached, in time or late; progress goes to the leader in charge
    (zsy-5.2.6-nodes)."""

    EVENT: ClassVar[str] = "milestone-met"

    milestone: Milestone
    met_at: AwareDatetime
    progress: str
    copies: tuple[str, ...]


class MilestoneMissedV1(SupervisionContract):
    """A milestone passed unmet: early warning to department and leader (zsy-5.2.6-warn)."""

    EVENT: ClassVar[str] = "milestone-missed"

    milestone: Milestone
    tell: tuple[str, ...]
    late_s: float


class MilestoneUrgedV1(SupervisionContract):
    """A missed milestone is still open, and is pressed for again (督办催办); `rung` counts from 1."""

    EVENT: ClassVar[str] = "milestone-urged"

    milestone: Milestone
    rung: int
    tell: tuple[str, ...]
    late_s: float


class MilestoneExtendedV1(SupervisionContract):
    """More time was granted for a milestone before its expiry (节点延期)."""

    EVENT: ClassVar[str] = "milestone-extended"

    milestone: Milestone
    first_due_at: AwareDatetime
    reason: str
    approved_by: str


class MilestoneRecountedV1(SupervisionContract):
    """An open milestone was counted anew because a holiday notice came (节点重新计算)."""

    EVENT: ClassVar[str] = "milestone-recounted"

    milestone: Milestone
    previous_due_at: AwareDatetime
    explanation: str


class SupervisionOrderClosedV1(SupervisionContract):
    """The supervision order ended with a result (督办单办结)."""

    EVENT: ClassVar[str] = "supervision-order-closed"

    result: str
    by: str
