"""What of an assessment's history crosses the boundary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.triage.domain import events
from services.triage.domain.assessment import POLICY, Assessment
from shared.contracts import Contract, triage


def translate(assessment: Assessment, event: Any) -> Sequence[Contract]:
    """The contracts that tell a recorded event, `assessment` being the state after it."""
    place: dict[str, Any] = {
        "complaint_id": assessment.complaint_id,
        "number": assessment.number,
        "occurred_at": event.recorded_at,
    }
    match event:
        case events.Classified():
            return [triage.ClassifiedV1(**place | event.own_fields)]
        case events.Graded():
            return [triage.GradedV1(**place | event.own_fields)]
        case events.Escalated():
            return [triage.EscalatedV1(**place | event.own_fields | _BY_POLICY)]
        case events.ResponsibilityAssigned():
            return [triage.ResponsibilityAssignedV1(**place | event.own_fields)]
        case events.FoundOutOfScope():
            return [triage.FoundOutOfScopeV1(**place | event.own_fields)]
        case events.ResponsibilityDisputed():
            return [triage.ResponsibilityDisputedV1(**place | event.own_fields)]
        case events.ResponsibilityDecided():
            return [triage.ResponsibilityDecidedV1(**place | event.own_fields)]
        case events.FactsStated():
            return [_facts_changed(place, assessment, event, event.by, event.reason)]
        case events.FactsDerived():
            return [_facts_changed(place, assessment, event, POLICY, None)]
    return []


_BY_POLICY = {"by": POLICY, "reason": None}


def _facts_changed(
    place: dict[str, Any],
    assessment: Assessment,
    event: events.FactsStated | events.FactsDerived,
    by: str,
    reason: str | None,
) -> triage.FactsChangedV1:
    return triage.FactsChangedV1(
        **place, changed=event.facts, facts=assessment.facts, by=by, reason=reason
    )
