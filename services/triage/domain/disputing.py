"""Disputes over responsibility (责任争议): a department rejects it, and a post decides."""

from __future__ import annotations

from services.triage.domain import events
from services.triage.domain.assessment import Assessment, Dispute
from services.triage.domain.by_person import ensure_open
from services.triage.domain.by_regulation import changed_facts, following, told_by_itself
from services.triage.domain.refusals import (
    NobodyDecides,
    NothingIsDisputed,
    NotTheResponsibleDepartment,
    PostMayNotDecide,
    ResponsibilityIsDisputed,
    ResponsibilityIsSettled,
)
from shared.contracts.triage import ResponsibilityDecidedV1, ResponsibilityDisputedV1
from shared.domain import DomainEvent
from shared.policy import Directory, Pack


def dispute(
    assessment: Assessment,
    reason: str,
    *,
    department: str | None,
    by: str,
    pack: Pack,
    directory: Directory,
) -> list[DomainEvent]:
    """The responsible department rejects the responsibility (gy-5.3-dispute).

    `department` is the one that speaks, where that was said.
    """
    ensure_open(assessment)
    if pack.disputes is None:
        raise NobodyDecides(pack=pack.id)
    if department not in (None, assessment.department):
        name = assessment.department_name
        raise NotTheResponsibleDepartment(
            field="department", department=name, code=assessment.department
        )
    if assessment.dispute is not None:
        raise ResponsibilityIsDisputed(post=_name_of(assessment.dispute.decided_by, pack))
    if assessment.settled == assessment.department:
        raise ResponsibilityIsSettled(department=assessment.department_name)
    disputed = events.ResponsibilityDisputed(
        department=assessment.department,
        department_name=assessment.department_name,
        decided_by=pack.disputes.decided_by,
        by=by,
        reason=reason,
    )
    after = assessment.model_copy(update={"dispute": Dispute(**disputed.own_fields)})
    told = _told(ResponsibilityDisputedV1.EVENT, disputed, after, pack, directory)
    return [disputed, *told]


def decide_responsibility(
    assessment: Assessment,
    department: str,
    name: str,
    *,
    post: str,
    by: str,
    reason: str,
    pack: Pack,
    directory: Directory,
) -> list[DomainEvent]:
    """Whoever the regulation names decides which department answers (责任裁定)."""
    ensure_open(assessment)
    if assessment.dispute is None:
        raise NothingIsDisputed(number=assessment.number)
    decider = assessment.dispute.decided_by
    if post != decider:
        raise PostMayNotDecide(field="post", post=_name_of(decider, pack), code=decider)
    decided = events.ResponsibilityDecided(
        department=department, department_name=name, post=post, by=by, reason=reason
    )
    assigned = events.ResponsibilityAssigned(
        department=department,
        department_name=name,
        category=assessment.category,
        by=by,
        reason=reason,
    )
    differs = department != assessment.department
    after = assessment.model_copy(update={"assigned_by": by, "dispute": None})
    told = _told(ResponsibilityDecidedV1.EVENT, decided, after, pack, directory)
    return [decided, *([assigned] if differs else []), *told]


def _told(
    event: str, decided: DomainEvent, assessment: Assessment, pack: Pack, directory: Directory
) -> list[DomainEvent]:
    """The facts that the dispute itself is, where the regulation draws any from it."""
    told = told_by_itself(event, decided, assessment.number, pack)
    changed = changed_facts(assessment, told)
    if not changed:
        return []
    learnt = events.FactsDerived(facts=changed, told_by=event)
    return [learnt, *following(assessment, changed, pack=pack, directory=directory)]


def _name_of(post: str, pack: Pack) -> str:
    return pack.posts.get(post, post)
