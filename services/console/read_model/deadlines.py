"""What of its clocks a complaint's page keeps: the open deadlines, and how many were missed."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.read_model.rows import ComplaintPage, OpenDeadline
from shared.contracts import sla


def fold_deadlines(page: ComplaintPage, contract: sla.ObligationContract) -> Mapping[str, object]:
    """Thresholds are silent: nobody owes them, so they are neither open nor missed."""
    if contract.kind is not sla.ObligationKind.DEADLINE:
        return {}
    others = tuple(d for d in page.deadlines if d.obligation != contract.obligation)
    match contract:
        case sla.DeadlineMissedV1():
            return {"deadlines": others, "missed": page.missed + 1}
        case sla.ObligationMetV1() | sla.ObligationCancelledV1():
            return {"deadlines": others}
        case sla.DeadlineApproachingV1():
            return {}
        case _:
            open_still = OpenDeadline(
                obligation=contract.obligation, name=contract.name, due_at=contract.due_at
            )
            return {"deadlines": (*others, open_still)}
