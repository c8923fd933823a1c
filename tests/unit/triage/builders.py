"""A complaint as triage sees it: judged, told of, and judged again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from services.triage.domain.assessment import ASSESSMENT, Assessment
from services.triage.domain.by_regulation import OpenAssessment, open_assessment
from services.triage.domain.events import AssessmentClosed, Escalated, FactsDerived, Graded
from services.triage.domain.periods import facts_of_periods
from services.triage.domain.rising import holding
from shared.contracts.triage import Evidence
from shared.domain import DomainEvent, FactValue
from tests.support.given import Given, given
from tests.unit.policy.regulations import at, library, zsy

Decision = Callable[[Assessment], list[DomainEvent]]

NUMBER = "TS20261123-000001"
COMPLAINT = UUID("00000000-0000-4000-8000-00000000000c")
WANG = UUID("00000000-0000-4000-8000-0000000000a1")
MONDAY = at("2026-11-23 09:30")
HERE = library().directory
CLOSED = AssessmentClosed(withdrawn=False)
WITHDRAWN = AssessmentClosed(withdrawn=True)
HOT = Evidence(
    rule="zsy-3.3b",
    label="一个月内不同投诉人的同类投诉达 3 起以上",
    facts={"similar_in_month": 3},
)


def command(**changes: Any) -> OpenAssessment:
    """A leak in somebody's home, of which the words tell the category."""
    fields: dict[str, Any] = {
        "complaint_id": COMPLAINT,
        "number": NUMBER,
        "project": "mhhy",
        "building": None,
        "channel": "phone",
        "has_contact": True,
        "complainant": WANG,
        "household": WANG,
        "received_at": MONDAY,
        "category": "engineering-quality",
        "words": ("漏水",),
        "category_given": False,
        "facts": {"similar_in_month": 1},
    }
    return OpenAssessment(**(fields | changes))


def judged(facts: dict[str, FactValue] | None = None) -> tuple[DomainEvent, ...]:
    """The events of the first judgement, on these facts."""
    asked = command(facts={"similar_in_month": 1} | (facts or {}))
    return tuple(open_assessment(None, asked, pack=zsy(), directory=HERE))


def complaint(*later: DomainEvent, **facts: FactValue) -> Given[Assessment]:
    """A judged complaint to which more has happened."""
    return given(ASSESSMENT, *judged(facts), *later)


def derived(told_by: str = "count", **facts: FactValue) -> FactsDerived:
    return FactsDerived(facts=facts, told_by=told_by)


def all_facts(**known: FactValue) -> dict[str, FactValue]:
    """The facts of the complaint: those stated, those of the project's dates, and defaults."""
    home = command().home
    periods = facts_of_periods(zsy(), known, home, HERE, changed=None)
    return zsy().facts_with_defaults({"similar_in_month": 1, **periods, **known})


def escalated(grade: int, *evidence: Evidence, previous: int = 4, **facts: FactValue) -> Escalated:
    return Escalated(
        grade=grade,
        grade_name=zsy().grade_name(grade),
        previous=previous,
        evidence=evidence,
        facts=all_facts(**facts),
        policy=zsy().stamp,
    )


def graded_by_person(
    grade: int, *, previous: int, by: str = "陈静", reason: str = "个案", **facts: FactValue
) -> Graded:
    """A person's decision, with the conditions that held at the time."""
    known = all_facts(**facts)
    return Graded(
        grade=grade,
        grade_name=zsy().grade_name(grade),
        previous=previous,
        evidence=(),
        weighed=holding(zsy(), known),
        facts=known,
        policy=zsy().stamp,
        by=by,
        reason=reason,
    )
