"""What follows from the regulation: the first judgement, and the grade rising when facts change."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from services.triage.domain import events
from services.triage.domain.assessment import INTAKE, POLICY, Assessment
from services.triage.domain.rising import rise
from shared.domain import DomainEvent, FactValue, Immutable
from shared.policy import Facts, Pack

COUNT = "count"


class OpenAssessment(Immutable):
    """A complaint to be assessed. `words` are empty where the category came with it."""

    complaint_id: UUID
    number: str
    project: str
    complainant: UUID
    received_at: AwareDatetime
    category: str
    words: tuple[str, ...]
    category_given: bool
    facts: dict[str, FactValue]


def open_assessment(
    assessment: Assessment | None, command: OpenAssessment, *, pack: Pack
) -> list[DomainEvent]:
    """Classify, grade and assign a complaint by its regulation (zsy-3.2, zsy-3.3)."""
    if assessment is not None:
        return []
    facts = pack.facts_with_defaults(command.facts)
    grading = pack.grade(facts)
    category = pack.categories[command.category]
    opened = events.AssessmentOpened(
        complaint_id=command.complaint_id,
        number=command.number,
        project=command.project,
        complainant=command.complainant,
        received_at=command.received_at,
        policy=pack.stamp,
        facts=facts,
    )
    classified = events.Classified(
        category=command.category,
        category_name=category.name,
        words=command.words,
        by=INTAKE if command.category_given else POLICY,
        reason=None,
    )
    graded = events.Graded(
        grade=grading.grade,
        grade_name=grading.name,
        previous=None,
        evidence=grading.evidence,
        weighed=(),
        facts=facts,
        policy=grading.policy,
        by=POLICY,
        reason=None,
    )
    return [opened, classified, graded, assigned_by_category(pack, command.category)]


def learn(
    assessment: Assessment | None, facts: Facts, *, told_by: str, pack: Pack
) -> list[DomainEvent]:
    """Take in what another service told, and raise the grade where that demands it."""
    if assessment is None or assessment.withdrawn:
        return []  # Of a complaint triage never heard of there is nothing to judge.
    changed = changed_facts(assessment, facts)
    if not changed:
        return []
    learnt = events.FactsDerived(facts=changed, told_by=told_by)
    return [learnt, *escalated(assessment, changed, pack)]


def recount(assessment: Assessment | None, counts: Facts, *, pack: Pack) -> list[DomainEvent]:
    """Take in that more people complain of the like (zsy-3.3b). What is closed stays as it is."""
    if assessment is None or assessment.closed:
        return []
    return learn(assessment, counts, told_by=COUNT, pack=pack)


def close(assessment: Assessment | None, *, withdrawn: bool) -> list[DomainEvent]:
    """The case is closed, or the complaint withdrawn (撤诉), which is for good."""
    if assessment is None or assessment.withdrawn or (assessment.closed and not withdrawn):
        return []
    return [events.AssessmentClosed(withdrawn=withdrawn)]


def reopen(assessment: Assessment | None) -> list[DomainEvent]:
    """The case was taken up again (重新办理)."""
    if assessment is None or assessment.withdrawn or not assessment.closed:
        return []
    return [events.AssessmentReopened()]


def assigned_by_category(pack: Pack, category: str) -> events.ResponsibilityAssigned:
    department = pack.department_for(category)
    return events.ResponsibilityAssigned(
        department=department,
        department_name=pack.departments[department],
        category=category,
        by=POLICY,
        reason=None,
    )


def changed_facts(assessment: Assessment, facts: Facts) -> dict[str, FactValue]:
    return {name: value for name, value in facts.items() if assessment.facts.get(name) != value}


def escalated(assessment: Assessment, changed: Facts, pack: Pack) -> list[DomainEvent]:
    facts = {**assessment.facts, **changed}
    risen = rise(pack, facts, above=assessment.grade, weighed=assessment.weighed)
    if risen is None:
        return []
    return [
        events.Escalated(
            grade=risen.grade,
            grade_name=risen.name,
            previous=assessment.grade,
            evidence=risen.evidence,
            facts=facts,
            policy=pack.stamp,
        )
    ]
