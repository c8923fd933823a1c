"""What a person decides: facts the system cannot know, and judgements beside the regulation.

The regulation raises a grade by itself; only a named person lowers it.
"""

from __future__ import annotations

from services.triage.domain import events
from services.triage.domain.assessment import INTAKE, POLICY, Assessment
from services.triage.domain.by_regulation import changed_facts, counted, following
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
from services.triage.domain.routing import rerouted
from shared.domain import DomainEvent
from shared.policy import Directory, Facts, Pack

NOBODY = frozenset({"", "anonymous", POLICY, INTAKE})


def state_facts(
    assessment: Assessment,
    facts: Facts,
    *,
    by: str,
    reason: str,
    pack: Pack,
    directory: Directory,
) -> list[DomainEvent]:
    """Take in what a person found out, and raise the grade where that demands it."""
    ensure_open(assessment)
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
    return [stated, *following(assessment, changed, pack=pack, directory=directory)]


def set_grade(
    assessment: Assessment, grade: int, *, by: str, reason: str, pack: Pack
) -> list[DomainEvent]:
    """Grade by a person's judgement, who may go below what the regulation says."""
    ensure_open(assessment)
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
        ),
        *rerouted(assessment, pack, grade=grade),
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
    assigned = rerouted(assessment, pack, category=category)
    moved = assessment.model_copy(
        update={"category": category} | ({"department": assigned[0].department} if assigned else {})
    )
    return [classified, *assigned, *counted(moved, counts, pack, reclassified=True)]


def ensure_can_be_classified(assessment: Assessment, category: str, pack: Pack) -> None:
    """Refuse what `classify` cannot do, before anything is counted for it."""
    ensure_open(assessment)
    if category not in pack.categories:
        known = "、".join(pack.categories)
        raise CategoryIsUnknown(field="category", pack=pack.id, category=category, known=known)


def assign(
    assessment: Assessment, department: str, name: str, *, by: str, reason: str | None
) -> list[DomainEvent]:
    """Make a department responsible by a person's judgement.

    Whoever confirms the department that the regulation proposed is recorded, and it stays from then
    on. The one that rejects the responsibility is not confirmed so: that dispute is for its post.
    """
    ensure_open(assessment)
    confirmed = assessment.assigned_by != POLICY or assessment.dispute is not None
    if department == assessment.department and confirmed:
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


def ensure_open(assessment: Assessment) -> None:
    """Refuse whatever is to be decided on a complaint that has ended."""
    if assessment.withdrawn:
        raise ComplaintIsWithdrawn(number=assessment.number)
    if assessment.closed:
        raise AssessmentIsClosed(number=assessment.number)
