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
    Graded,
    ResponsibilityAssigned,
)
from shared.contracts.intake import PolicyStamp
from shared.contracts.triage import Evidence
from shared.domain import Aggregate, AggregateType, FactValue

POLICY = "policy"
INTAKE = "intake"


class Assessment(Aggregate):
    """How a complaint is judged at present. `by` fields hold `policy` or a person."""

    complaint_id: UUID
    number: str
    project: str
    complainant: UUID
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
    department: str = ""
    department_name: str = ""
    assigned_by: str = ""
    closed: bool = False
    withdrawn: bool = False


def evolve(assessment: Assessment | None, event: AssessmentEvent) -> Assessment:
    """Fold one recorded fact."""
    if isinstance(event, AssessmentOpened):
        return Assessment(
            id=event.originator_id,
            complaint_id=event.complaint_id,
            number=event.number,
            project=event.project,
            complainant=event.complainant,
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
        case ResponsibilityAssigned():
            return {
                "department": event.department,
                "department_name": event.department_name,
                "assigned_by": event.by,
            }
        case AssessmentClosed():
            return {"closed": True, "withdrawn": event.withdrawn}
        case AssessmentReopened():
            return {"closed": False}
        case AssessmentOpened():
            return {}
        case _:
            assert_never(event)


def _grade(event: Graded | Escalated) -> dict[str, Any]:
    return {"grade": event.grade, "grade_name": event.grade_name, "evidence": event.evidence}


ASSESSMENT = AggregateType(name="assessment", state=Assessment, events=EVENTS, evolve=evolve)
