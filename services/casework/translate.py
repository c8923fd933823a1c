"""What of a case's history crosses the boundary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.casework.domain import events
from services.casework.domain.case import Case
from shared.contracts import Contract, casework
from shared.domain import DomainEvent

CUSTOMER = "customer"
WITHDRAWN = "撤诉"
TOLD: dict[type[DomainEvent], type[Contract]] = {
    events.CauseFound: casework.CauseFoundV1,
    events.PromiseMade: casework.PromiseMadeV1,
    events.ProgressTold: casework.ProgressToldV1,
    events.PlanProposed: casework.PlanProposedV1,
    events.PlanApproved: casework.PlanApprovedV1,
    events.PlanRejected: casework.PlanRejectedV1,
    events.SolutionCarriedOut: casework.SolutionCarriedOutV1,
    events.Revisited: casework.RevisitedV1,
    events.Reopened: casework.ReopenedV1,
    events.CaseClosed: casework.CaseClosedV1,
}


def translate(case: Case, event: Any) -> Sequence[Contract]:
    """The contracts that tell a recorded event, `case` being the state after it."""
    place: dict[str, Any] = {
        "complaint_id": case.complaint_id,
        "number": case.number,
        "occurred_at": event.recorded_at,
    }
    match event:
        case events.CustomerContacted():
            said = place | {"occurred_at": event.contacted_at} | event.own_fields
            return [casework.CustomerContactedV1(**said)]
        case events.StepTaken():
            done = place | {"occurred_at": event.taken_at} | event.own_fields
            return [casework.StepTakenV1(**done)]
        case events.CaseWithdrawn(closed_before=False):
            return [casework.CaseClosedV1(**place, summary=WITHDRAWN, by=CUSTOMER)]
    contract = TOLD.get(type(event))
    return [contract(**place | event.own_fields)] if contract else []
