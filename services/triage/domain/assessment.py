"""The assessment of one complaint: category, grade, responsibility, and the facts they rest on."""

from __future__ import annotations

from typing import Any, assert_never
from uuid import UUID

from pydantic import AwareDatetime

from services.triage.domain.events import (
    EVENTS,
    AssessmentClosed,
    AssessmentEvent,
    AssessmentOpened,
    AssessmentReopened,
    Classified,
    Escalated,
    FactsDerived,
    FactsStated,
    FoundOutOfScope,
    Graded,
    ResponsibilityAssigned,
    ResponsibilityDecided,
    ResponsibilityDisputed,
)
from shared.contracts.intake import PolicyStamp
from shared.contracts.triage import Evidence
from shared.domain import Aggregate, AggregateType, FactValue, Immutable
from shared.policy import ComplaintContext, Context, Facts

POLICY = "policy"
INTAKE = "intake"


class OutOfScope(Immutable):
    """The article that a complaint does not fulfil, so that the regulation does not cover it."""

    rule: str
    label: str
    facts: dict[str, FactValue]


class Dispute(Immutable):
    """A department rejects its responsibility, and the post `decided_by` is to decide."""

    department: str
    department_name: str
    decided_by: str
    by: str
    reason: str


class Assessment(Aggregate):
    """How a complaint is judged at present. `by` fields hold `policy` or a person.

    `assigned_rule` is the article on routing that named the department, if any. `settled` is the
    department on which a dispute was decided.
    """

    complaint_id: UUID
    number: str
    project: str
    building: str | None = None
    channel: str = ""
    has_contact: bool = False
    complainant: UUID
    household: UUID
    received_at: AwareDatetime
    policy: PolicyStamp
    facts: dict[str, FactValue]
    category: str = ""
    category_name: str = ""
    words: tuple[str, ...] = ()
    classified_by: str = ""
    grade: int = 0
    grade_name: str = ""
    evidence: tuple[Evidence, ...] = ()
    weighed: tuple[Evidence, ...] = ()
    graded_by: str = ""
    grade_reason: str | None = None
    out_of_scope: OutOfScope | None = None
    department: str = ""
    department_name: str = ""
    assigned_by: str = ""
    assigned_rule: str | None = None
    dispute: Dispute | None = None
    settled: str | None = None
    closed: bool = False
    withdrawn: bool = False

    def as_complaint(self, category: str) -> ComplaintContext:
        """What an article may ask of the complaint itself, as of this category."""
        return ComplaintContext(
            channel=self.channel,
            project=self.project,
            category=category,
            has_contact=self.has_contact,
        )

    def circumstances(self, *, facts: Facts, grade: int, category: str) -> Context:
        """What the articles on routing ask, as of these facts, this grade and this category."""
        return Context(facts={**facts, "grade": grade}, complaint=self.as_complaint(category))


def evolve(assessment: Assessment | None, event: AssessmentEvent) -> Assessment:
    """Fold one recorded fact."""
    if isinstance(event, AssessmentOpened):
        return Assessment(
            id=event.originator_id,
            complaint_id=event.complaint_id,
            number=event.number,
            project=event.project,
            building=event.building,
            channel=event.channel,
            has_contact=event.has_contact,
            complainant=event.complainant,
            household=event.household,
            received_at=event.received_at,
            policy=event.policy,
            facts=event.facts,
        )
    assert assessment is not None, "a stream begins with AssessmentOpened"
    return assessment.model_copy(update=_change(assessment, event))


def _change(assessment: Assessment, event: AssessmentEvent) -> dict[str, Any]:
    match event:
        case Classified():
            return {
                "category": event.category,
                "category_name": event.category_name,
                "words": event.words,
                "classified_by": event.by,
            }
        case FactsDerived() | FactsStated():
            return {"facts": {**assessment.facts, **event.facts}}
        case Graded():
            return _grade(event) | {
                "weighed": event.weighed,
                "graded_by": event.by,
                "grade_reason": event.reason,
            }
        case Escalated():
            return _grade(event) | {"graded_by": POLICY, "grade_reason": None}
        case FoundOutOfScope():
            return {"out_of_scope": OutOfScope(**event.own_fields)}
        case ResponsibilityAssigned():
            return _assigned(event) | {"assigned_rule": event.rule, "dispute": None}
        case ResponsibilityDisputed():
            return {"dispute": Dispute(**event.own_fields)}
        case ResponsibilityDecided():
            decided = {"assigned_rule": None, "dispute": None, "settled": event.department}
            return _assigned(event) | decided
        case AssessmentClosed():
            return {"closed": True, "withdrawn": event.withdrawn}
        case AssessmentReopened():
            return {"closed": False}
        case AssessmentOpened():
            return {}
        case _:
            assert_never(event)


def _assigned(event: ResponsibilityAssigned | ResponsibilityDecided) -> dict[str, Any]:
    return {
        "department": event.department,
        "department_name": event.department_name,
        "assigned_by": event.by,
    }


def _grade(event: Graded | Escalated) -> dict[str, Any]:
    return {"grade": event.grade, "grade_name": event.grade_name, "evidence": event.evidence}


ASSESSMENT = AggregateType(name="assessment", state=Assessment, events=EVENTS, evolve=evolve)
