"""The handling plan 处理方案: proposed, approved by whom the regulation says, carried out."""

from __future__ import annotations

from services.casework.domain import events
from services.casework.domain.case import Case, Plan
from services.casework.domain.handling import ensure_open
from services.casework.domain.refusals import (
    CaseIsNotGraded,
    PlanIsApproved,
    PlanIsMissing,
    PlanIsNotApproved,
    PlanNeedsNoApproval,
    PlanWasRejected,
    PostMayNotApprove,
)
from shared.domain import DomainEvent
from shared.policy import Pack


def propose_plan(case: Case, plan: str, *, by: str, pack: Pack) -> list[DomainEvent]:
    """Put a plan forward (zsy-5.2.2). It takes the place of an earlier one, approved or not."""
    ensure_open(case)
    approver = pack.approver_of_plan(_grade_of(case))
    return [events.PlanProposed(plan=plan, approver=approver, by=by)]


def approve_plan(case: Case, *, post: str, by: str, pack: Pack) -> list[DomainEvent]:
    """Agree to the plan as the post that must (zsy-5.2.1)."""
    plan = _plan_to_decide_on(case, post, pack)
    if plan.approved_by == post:
        return []
    return [events.PlanApproved(post=post, by=by)]


def reject_plan(case: Case, reason: str, *, post: str, by: str, pack: Pack) -> list[DomainEvent]:
    """Send the plan back as the post that must agree."""
    plan = _plan_to_decide_on(case, post, pack)
    if plan.approved_by == post:
        raise PlanIsApproved
    return [events.PlanRejected(post=post, reason=reason, by=by)]


def carry_out(case: Case, result: str, *, by: str, pack: Pack) -> list[DomainEvent]:
    """Record that the plan was carried out, and with what result (zsy-5.3.1)."""
    ensure_open(case)
    plan = _plan_of(case)
    # The grade may have risen since the plan was proposed, and with it who must agree.
    approver = pack.approver_of_plan(_grade_of(case))
    if approver is not None and plan.approved_by != approver:
        raise PlanIsNotApproved(post=_name_of(approver, pack))
    return [events.SolutionCarriedOut(result=result, by=by)]


def _plan_to_decide_on(case: Case, post: str, pack: Pack) -> Plan:
    ensure_open(case)
    plan = _plan_of(case)
    grade = _grade_of(case)
    approver = pack.approver_of_plan(grade)
    if approver is None:
        raise PlanNeedsNoApproval(grade=grade)
    if post != approver:
        raise PostMayNotApprove(
            field="post", grade=grade, post=_name_of(approver, pack), code=approver
        )
    return plan


def _plan_of(case: Case) -> Plan:
    if case.plan is None:
        raise PlanIsMissing(number=case.number)
    if case.plan.rejected:
        raise PlanWasRejected
    return case.plan


def _grade_of(case: Case) -> int:
    if case.grade is None:
        raise CaseIsNotGraded(number=case.number)
    return case.grade


def _name_of(post: str, pack: Pack) -> str:
    return pack.posts.get(post, post)
