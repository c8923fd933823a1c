"""What of an assessment's history crosses the boundary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.triage.domain import events
from services.triage.domain.assessment import POLICY, Assessment
from shared.contracts import Contract, triage
from shared.domain import DomainEvent

TOLD: Mapping[type[DomainEvent], type[Contract]] = {
    events.Classified: triage.ClassifiedV1,
    events.Graded: triage.GradedV1,
    events.Escalated: triage.EscalatedV1,
    events.ResponsibilityAssigned: triage.ResponsibilityAssignedV1,
    events.FoundOutOfScope: triage.FoundOutOfScopeV1,
    events.ResponsibilityDisputed: triage.ResponsibilityDisputedV1,
    events.ResponsibilityDecided: triage.ResponsibilityDecidedV1,
    events.FactsStated: triage.FactsChangedV1,
    events.FactsDerived: triage.FactsChangedV1,
}


def translate(assessment: Assessment, event: Any) -> Sequence[Contract]:
    """The contracts that tell a recorded event, `assessment` being the state after it."""
    contract = TOLD.get(type(event))
    if contract is None:
        return []
    said: dict[str, Any] = event.own_fields
    match event:
        case events.Escalated():
            said |= _BY_POLICY
        case events.FactsStated():
            said = _facts_changed(assessment, event) | {"by": event.by, "reason": event.reason}
        case events.FactsDerived():
            said = _facts_changed(assessment, event) | _BY_POLICY
    return [
        contract(
            complaint_id=assessment.complaint_id,
            number=assessment.number,
            occurred_at=event.recorded_at,
            **said,
        )
    ]


_BY_POLICY = {"by": POLICY, "reason": None}


def _facts_changed(
    assessment: Assessment, event: events.FactsStated | events.FactsDerived
) -> dict[str, Any]:
    return {"changed": event.facts, "facts": assessment.facts}
