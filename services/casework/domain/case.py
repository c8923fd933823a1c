"""The case: what was done about one complaint so far."""

from __future__ import annotations

from typing import Any, assert_never
from uuid import UUID

from pydantic import AwareDatetime

from services.casework.domain.events import (
    EVENTS,
    CaseAssigned,
    CaseClosed,
    CaseEvent,
    CaseFoundOutOfScope,
    CaseGraded,
    CaseOpened,
    CaseWithdrawn,
    CauseFound,
    CustomerContacted,
    PlanApproved,
    PlanProposed,
    PlanRejected,
    ProgressTold,
    PromiseMade,
    Reopened,
    Revisited,
    SolutionCarriedOut,
    StepTaken,
)
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import PolicyStamp
from shared.domain import Aggregate, AggregateType, Immutable
from shared.policy import CaseFacts, Pack

REACHED = frozenset({Satisfaction.SATISFIED, Satisfaction.NEUTRAL, Satisfaction.DISSATISFIED})


class Cause(Immutable):
    """Why it happened, and on whose side."""

    side: Side
    cause: str


class Plan(Immutable):
    """The handling plan on the table, and the post that approved it."""

    plan: str
    approved_by: str | None = None
    rejected: bool = False


class Step(Immutable):
    """Something the regulation asks of people, and who did it when (办理步骤)."""

    step: str
    name: str
    note: str
    taken_at: AwareDatetime
    by: str


class Promise(Immutable):
    """A time that was agreed, and when that was (约定时限); a later one of the same key counts."""

    promise: str
    name: str
    promised_for: AwareDatetime
    note: str
    made_at: AwareDatetime
    by: str


class Progress(Immutable):
    """What the customer was told of how things stand (进展告知)."""

    note: str
    expected_at: AwareDatetime | None
    told_at: AwareDatetime
    by: str


class Case(Aggregate):
    """A complaint in handling. `satisfaction` is the last revisit's answer to the last result.

    Steps, promises and progress stand in the order in which they were recorded; what a case taken
    up again begins anew is plan, result and revisit.
    """

    complaint_id: UUID
    number: str
    received_at: AwareDatetime
    policy: PolicyStamp
    reachable: bool
    grade: int | None = None
    department: str | None = None
    out_of_scope: bool = False
    first_contacted_at: AwareDatetime | None = None
    cause: Cause | None = None
    steps: tuple[Step, ...] = ()
    steps_before: int = 0
    promises: tuple[Promise, ...] = ()
    progress: tuple[Progress, ...] = ()
    plan: Plan | None = None
    result: str | None = None
    satisfaction: Satisfaction | None = None
    closed: bool = False
    withdrawn: bool = False
    summary: str | None = None

    @property
    def carried_out(self) -> bool:
        return self.result is not None

    def facts_under(self, pack: Pack) -> CaseFacts:
        """The case as closing conditions see it."""
        return CaseFacts(
            plan_approved=self._has_approved_plan(pack),
            carried_out=self.carried_out,
            steps=frozenset(step.step for step in self.steps[self.steps_before :]),
            revisited=self.satisfaction in REACHED,
            satisfied=self.satisfaction is Satisfaction.SATISFIED,
            unreachable=not self.reachable,
            side=self.cause.side if self.cause else "",
            out_of_scope=self.out_of_scope,
        )

    def _has_approved_plan(self, pack: Pack) -> bool:
        """Whether the plan has the agreement that the grade asks for, which may have risen."""
        if self.plan is None or self.plan.rejected or self.grade is None:
            return False
        return pack.approver_of_plan(self.grade) in (None, self.plan.approved_by)


def evolve(case: Case | None, event: CaseEvent) -> Case:
    """Fold one recorded fact."""
    if isinstance(event, CaseOpened):
        return Case(
            id=event.originator_id,
            complaint_id=event.complaint_id,
            number=event.number,
            received_at=event.received_at,
            policy=event.policy,
            reachable=event.reachable,
        )
    assert case is not None, "a stream begins with CaseOpened"
    return case.model_copy(update=_change(case, event))


def _change(case: Case, event: CaseEvent) -> dict[str, Any]:
    match event:
        case CaseGraded():
            return {"grade": event.grade}
        case CaseAssigned():
            return {"department": event.department}
        case CaseFoundOutOfScope():
            return {"out_of_scope": True}
        case CustomerContacted():
            earlier = case.first_contacted_at or event.contacted_at
            return {"first_contacted_at": min(earlier, event.contacted_at)}
        case CauseFound():
            return {"cause": Cause(side=event.side, cause=event.cause)}
        case StepTaken() | PromiseMade() | ProgressTold():
            return _reported(case, event)
        case PlanProposed():
            return {"plan": Plan(plan=event.plan), "result": None, "satisfaction": None}
        case PlanApproved() | PlanRejected():
            return {"plan": _decided(case.plan, event)}
        case SolutionCarriedOut():
            return {"result": event.result, "satisfaction": None}
        case Revisited():
            return {"satisfaction": event.satisfaction}
        case CaseClosed():
            return {"closed": True, "summary": event.summary}
        case Reopened():
            return {**_BEGUN_ANEW, "steps_before": len(case.steps)}
        case CaseWithdrawn():
            return {"closed": True, "withdrawn": True}
        case CaseOpened():
            return {}
        case _:
            assert_never(event)


_BEGUN_ANEW = {
    "plan": None,
    "result": None,
    "satisfaction": None,
    "closed": False,
    "summary": None,
}


def _reported(case: Case, event: StepTaken | PromiseMade | ProgressTold) -> dict[str, Any]:
    said = event.own_fields
    match event:
        case StepTaken():
            return {"steps": (*case.steps, Step(name=said.pop("step_name"), **said))}
        case PromiseMade():
            return {"promises": (*case.promises, Promise(name=said.pop("promise_name"), **said))}
        case ProgressTold():
            return {"progress": (*case.progress, Progress(**said))}


def _decided(plan: Plan | None, event: PlanApproved | PlanRejected) -> Plan:
    assert plan is not None, "a plan was decided on"
    if isinstance(event, PlanApproved):
        return plan.model_copy(update={"approved_by": event.post})
    return plan.model_copy(update={"rejected": True})


CASE = AggregateType(name="case", state=Case, events=EVENTS, evolve=evolve)
