"""What is recorded of the assessment 定级 of a complaint."""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.intake import PolicyStamp
from shared.contracts.triage import Evidence
from shared.domain import DomainEvent, FactValue


class AssessmentOpened(DomainEvent):
    """A complaint came to be assessed, with the facts known at its receipt."""

    TOPIC: ClassVar[str] = "triage.assessment.opened"

    complaint_id: UUID
    number: str
    project: str
    complainant: UUID
    received_at: AwareDatetime
    policy: PolicyStamp
    facts: dict[str, FactValue]


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


class ResponsibilityAssigned(DomainEvent):
    """A department became responsible (责任部门)."""

    TOPIC: ClassVar[str] = "triage.assessment.responsibility-assigned"

    department: str
    department_name: str
    category: str
    by: str
    reason: str | None


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
    | ResponsibilityAssigned
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
    ResponsibilityAssigned,
    AssessmentClosed,
    AssessmentReopened,
)
