"""The clocks 时限 of a complaint, folded from what sla tells."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.read_model.rows import Clock, ClockState, Warned
from shared.contracts import Contract, sla

RUNS = (ClockState.RUNNING, ClockState.PAUSED)


def fold_clock(clock: Clock | None, contract: Contract) -> Clock | None:
    """One obligation's clock after a contract about it; an end, once reached, stays."""
    if isinstance(contract, sla.ObligationStartedV1):
        return _started(clock, contract)
    if clock is None or not isinstance(contract, sla.ObligationContract):
        return clock
    if isinstance(contract, sla.DeadlineApproachingV1):
        warned = Warned(step=contract.step, at=contract.warned_at, late_s=contract.late_s)
        return clock.model_copy(update={"warnings": (*clock.warnings, warned)})
    if clock.state not in RUNS:
        return clock
    return clock.model_copy(update=_change(contract))


def _started(before: Clock | None, started: sla.ObligationStartedV1) -> Clock:
    """A clock derived anew keeps its first due time and the warnings that fired."""
    anew = before is not None and before.state in RUNS
    return Clock(
        complaint_id=started.complaint_id,
        obligation=started.obligation,
        name=started.name,
        rule=started.rule,
        kind=started.kind,
        answerable=started.answerable,
        state=ClockState.RUNNING if started.due_at else ClockState.PAUSED,
        started_at=started.started_at,
        due_at=started.due_at,
        first_due_at=before.first_due_at if before and anew else started.due_at,
        warnings=before.warnings if before and anew else (),
        explanation=started.explanation,
    )


def _change(contract: sla.ObligationContract) -> Mapping[str, object]:
    match contract:
        case sla.ObligationMetV1():
            return {"state": ClockState.MET, "ended_at": contract.met_at, "reason": None}
        case sla.DeadlineMissedV1():
            return {
                "state": ClockState.MISSED,
                "ended_at": contract.missed_at,
                "late_s": contract.late_s,
                "reason": None,
            }
        case sla.ObligationCancelledV1():
            return {
                "state": ClockState.CANCELLED,
                "ended_at": contract.occurred_at,
                "reason": contract.reason,
            }
        case sla.ObligationPausedV1():
            return {
                "state": ClockState.PAUSED,
                "due_at": contract.due_at,
                "reason": contract.reason,
            }
        case sla.ObligationResumedV1():
            return {"state": ClockState.RUNNING, "due_at": contract.due_at, "reason": None}
        case sla.ObligationExtendedV1():
            return {
                "due_at": contract.due_at,
                "first_due_at": contract.first_due_at,
                "reason": contract.reason,
                "approved_by": contract.approved_by,
            }
        case _:
            return {}
