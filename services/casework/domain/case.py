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
    CaseGraded,
    CaseOpened,
    CaseWithdrawn,
    CauseFound,
    CustomerContacted,
    PlanApproved,
    PlanProposed,
    PlanRejected,
    Reopened,
    Revisited,
    SolutionCarriedOut,
)
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import PolicyStamp
from shared.domain import Aggregate, AggregateType, Immutable
from shared.policy import CaseFacts

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


class Case(Aggregate):
    """A complaint in handling. `satisfaction` is the last revisit's answer to the last result."""

    complaint_id: UUID
    number: str
    received_at: AwareDatetime
    policy: PolicyStamp
    reachable: bool
    grade: int | None = None
    department: str | None = None
    first_contacted_at: AwareDatetime | None = None
    cause: Cause | None = None
    plan: Plan | None = None
    result: str | None = None
    satisfaction: Satisfaction | None = None
    closed: bool = False
    withdrawn: bool = False
    summary: str | None = None

    @property
    def carried_out(self) -> bool:
        return self.result is not None

    @property
    def facts(self) -> CaseFacts:
        """The case as closing conditions see it."""
        return CaseFacts(
            carried_out=self.carried_out,
            revisited=self.satisfaction in REACHED,
            satisfied=self.satisfaction is Satisfaction.SATISFIED,
            unreachable=not self.reachable,
        )


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
        case CustomerContacted():
            earlier = case.first_contacted_at or event.contacted_at
            return {"first_contacted_at": min(earlier, event.contacted_at)}
        case CauseFound():
            return {"cause": Cause(side=event.side, cause=event.cause)}
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
            return _BEGUN_ANEW
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


def _decided(plan: Plan | None, event: PlanApproved | PlanRejected) -> Plan:
    assert plan is not None, "a plan was decided on"
    if isinstance(event, PlanApproved):
        return plan.model_copy(update={"approved_by": event.post})
    return plan.model_copy(update={"rejected": True})


CASE = AggregateType(name="case", state=Case, events=EVENTS, evolve=evolve)
