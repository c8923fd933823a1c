"""What is recorded of the assessment 定级 of a complaint."""

from typing import Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.intake import PolicyStamp
from shared.contracts.triage import Evidence
from shared.domain import DomainEvent, FactValue


class AssessmentOpened(DomainEvent):
    """A complaint came to be assessed, with the facts known at its receipt.

    `household` is the home it is about, as far as one is named, and `building` its building. Those
    stored as version 1 know neither these nor how the complaint came in.
    """

    TOPIC: ClassVar[str] = "triage.assessment.opened"
    class_version: ClassVar[int] = 2

    complaint_id: UUID
    number: str
    project: str
    building: str | None
    channel: str
    has_contact: bool
    complainant: UUID
    household: UUID
    received_at: AwareDatetime
    policy: PolicyStamp
    facts: dict[str, FactValue]

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state |= {"building": None, "channel": "", "has_contact": False}
        state["household"] = state["complainant"]


class Classified(DomainEvent):
    """The category was found (投诉分类); `words` of the text are what it was proposed on."""

    TOPIC: ClassVar[str] = "triage.assessment.classified"

    category: str
    category_name: str
    words: tuple[str, ...]
    by: str
    reason: str | None


class FactsDerived(DomainEvent):
    """Facts followed from what another service told, or from counting; `told_by` says from which.

    `told_by` is the name of the event, or `count`.
    """

    TOPIC: ClassVar[str] = "triage.assessment.facts-derived"

    facts: dict[str, FactValue]
    told_by: str


class FactsStated(DomainEvent):
    """A person stated facts that the system cannot know, such as a lawsuit."""

    TOPIC: ClassVar[str] = "triage.assessment.facts-stated"

    facts: dict[str, FactValue]
    by: str
    reason: str


class Graded(DomainEvent):
    """The grade was decided (定级), first by the regulation and perhaps anew by a person.

    `facts` are those it was decided on. `weighed` are the conditions that held when a person
    decided: the regulation does not raise the grade again for what that person has judged.
    """

    TOPIC: ClassVar[str] = "triage.assessment.graded"

    grade: int
    grade_name: str
    previous: int | None
    evidence: tuple[Evidence, ...]
    weighed: tuple[Evidence, ...]
    facts: dict[str, FactValue]
    policy: PolicyStamp
    by: str
    reason: str | None


class Escalated(DomainEvent):
    """The grade rose by the regulation because the facts changed (升级)."""

    TOPIC: ClassVar[str] = "triage.assessment.escalated"

    grade: int
    grade_name: str
    previous: int
    evidence: tuple[Evidence, ...]
    facts: dict[str, FactValue]
    policy: PolicyStamp


class FoundOutOfScope(DomainEvent):
    """The regulation does not cover the complaint (不属受理范围), by this article on these facts."""

    TOPIC: ClassVar[str] = "triage.assessment.found-out-of-scope"

    rule: str
    label: str
    facts: dict[str, FactValue]


class ResponsibilityAssigned(DomainEvent):
    """A department became responsible (责任部门); `rule` is the article on routing, if one held."""

    TOPIC: ClassVar[str] = "triage.assessment.responsibility-assigned"
    class_version: ClassVar[int] = 2

    department: str
    department_name: str
    category: str
    rule: str | None = None
    by: str
    reason: str | None

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["rule"] = None


class ResponsibilityDisputed(DomainEvent):
    """The responsible department rejects the responsibility (责任争议); a post decides."""

    TOPIC: ClassVar[str] = "triage.assessment.responsibility-disputed"

    department: str
    department_name: str
    decided_by: str
    by: str
    reason: str


class ResponsibilityDecided(DomainEvent):
    """The post that the regulation names decided which department answers (责任裁定)."""

    TOPIC: ClassVar[str] = "triage.assessment.responsibility-decided"

    department: str
    department_name: str
    post: str
    by: str
    reason: str


class AssessmentClosed(DomainEvent):
    """The complaint needs no more assessing: its case was closed, or it was withdrawn for good."""

    TOPIC: ClassVar[str] = "triage.assessment.closed"

    withdrawn: bool


class AssessmentReopened(DomainEvent):
    """The case was taken up again, and what is told of it counts again."""

    TOPIC: ClassVar[str] = "triage.assessment.reopened"


AssessmentEvent = (
    AssessmentOpened
    | Classified
    | FactsDerived
    | FactsStated
    | Graded
    | Escalated
    | FoundOutOfScope
    | ResponsibilityAssigned
    | ResponsibilityDisputed
    | ResponsibilityDecided
    | AssessmentClosed
    | AssessmentReopened
)
EVENTS: tuple[type[DomainEvent], ...] = (
    AssessmentOpened,
    Classified,
    FactsDerived,
    FactsStated,
    Graded,
    Escalated,
    FoundOutOfScope,
    ResponsibilityAssigned,
    ResponsibilityDisputed,
    ResponsibilityDecided,
    AssessmentClosed,
    AssessmentReopened,
)
