"""What a person decides: facts the system cannot know, and judgements beside the regulation.

The regulation raises a grade by itself; only a named person lowers it.
"""

from __future__ import annotations

from services.triage.domain import events
from services.triage.domain.assessment import INTAKE, POLICY, Assessment
from services.triage.domain.by_regulation import (
    COUNT,
    assigned_by_category,
    changed_facts,
    escalated,
    learn,
)
from services.triage.domain.refusals import (
    AssessmentIsClosed,
    CategoryIsUnknown,
    ComplaintIsWithdrawn,
    FactIsDerived,
    GradeIsUnknown,
    NobodyIsNamed,
    NoFactIsStated,
)
from services.triage.domain.rising import holding
from shared.domain import DomainEvent
from shared.policy import Facts, Pack

NOBODY = frozenset({"", "anonymous", POLICY, INTAKE})


def state_facts(
    assessment: Assessment, facts: Facts, *, by: str, reason: str, pack: Pack
) -> list[DomainEvent]:
    """Take in what a person found out, and raise the grade where that demands it."""
    _ensure_open(assessment)
    if not facts:
        raise NoFactIsStated(field="facts")
    pack.facts_with_defaults(facts)
    for name in facts:
        declared = pack.facts.get(name)
        if declared is None or not declared.stated_by_a_person:
            label = declared.label if declared else name
            raise FactIsDerived(field=f"facts.{name}", fact=name, label=label)
    changed = changed_facts(assessment, facts)
    if not changed:
        return []
    stated = events.FactsStated(facts=changed, by=by, reason=reason)
    return [stated, *escalated(assessment, changed, pack)]


def set_grade(
    assessment: Assessment, grade: int, *, by: str, reason: str, pack: Pack
) -> list[DomainEvent]:
    """Grade by a person's judgement, who may go below what the regulation says."""
    _ensure_open(assessment)
    if by.strip().casefold() in NOBODY:
        raise NobodyIsNamed(field="X-Actor")
    known = {one.grade: one.name for one in pack.grades}
    if grade not in known:
        names = "、".join(f"{number} {name}" for number, name in known.items())
        raise GradeIsUnknown(field="grade", pack=pack.id, grade=grade, known=names)
    if grade == assessment.grade:
        return []
    return [
        events.Graded(
            grade=grade,
            grade_name=known[grade],
            previous=assessment.grade,
            evidence=(),
            weighed=holding(pack, assessment.facts),
            facts=assessment.facts,
            policy=pack.stamp,
            by=by,
            reason=reason,
        )
    ]


def classify(
    assessment: Assessment,
    category: str,
    *,
    by: str,
    reason: str | None,
    counts: Facts,
    pack: Pack,
) -> list[DomainEvent]:
    """Put a complaint into another category by a person's judgement.

    Its count among the like is another one then. Responsibility follows, unless a person had
    assigned it.
    """
    ensure_can_be_classified(assessment, category, pack)
    if category == assessment.category:
        return []
    classified = events.Classified(
        category=category,
        category_name=pack.categories[category].name,
        words=(),
        by=by,
        reason=reason,
    )
    decided: list[DomainEvent] = [classified]
    assigned = assigned_by_category(pack, category)
    if assessment.assigned_by == POLICY and assigned.department != assessment.department:
        decided.append(assigned)
    return [*decided, *learn(assessment, counts, told_by=COUNT, pack=pack)]


def ensure_can_be_classified(assessment: Assessment, category: str, pack: Pack) -> None:
    """Refuse what `classify` cannot do, before anything is counted for it."""
    _ensure_open(assessment)
    if category not in pack.categories:
        known = "、".join(pack.categories)
        raise CategoryIsUnknown(field="category", pack=pack.id, category=category, known=known)


def assign(
    assessment: Assessment, department: str, name: str, *, by: str, reason: str | None
) -> list[DomainEvent]:
    """Make a department responsible by a person's judgement."""
    _ensure_open(assessment)
    if department == assessment.department:
        return []
    return [
        events.ResponsibilityAssigned(
            department=department,
            department_name=name,
            category=assessment.category,
            by=by,
            reason=reason,
        )
    ]


def _ensure_open(assessment: Assessment) -> None:
    if assessment.withdrawn:
        raise ComplaintIsWithdrawn(number=assessment.number)
    if assessment.closed:
        raise AssessmentIsClosed(number=assessment.number)
