"""One row an obligation 时限 on a complaint: when it was due and how it ended. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime

from services.analytics.complaint_facts import ComplaintFact
from shared.contracts import Contract, sla
from shared.contracts.sla import ObligationKind
from shared.domain import Immutable
from shared.event_store.rows import Table


class Outcome(StrEnum):
    """How an obligation ended; `open` while it has not."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class ObligationFact(Immutable):
    """One running of one obligation's clock; `run` counts from 1, since what has ended may start
    again. `month` is that of the complaint's receipt.

    `due_at` is the present due time (empty during a pause), `first_due_at` the first. `ended_at`
    is when it was met, due unmet, or fell away. `noticed_late_s` is how many seconds after the due
    time a miss was noticed: more than a few only after a standstill of the system.
    """

    complaint_id: UUID
    obligation: str
    run: int
    number: str
    month: str
    name: str
    rule: str
    kind: ObligationKind
    answerable: str
    started_at: AwareDatetime
    first_due_at: AwareDatetime | None
    due_at: AwareDatetime | None
    outcome: Outcome = Outcome.OPEN
    ended_at: AwareDatetime | None = None
    warned: int = 0
    paused: int = 0
    extended: int = 0
    noticed_late_s: float | None = None


OBLIGATIONS = Table("obligation_facts", ObligationFact, key=("complaint_id", "obligation", "run"))


def started(
    complaint: ComplaintFact, told: sla.ObligationStartedV1, *, latest: ObligationFact | None
) -> ObligationFact:
    """A clock begins to run, or an open one was derived anew and keeps its first due time."""
    if latest is not None and latest.outcome is Outcome.OPEN:
        return latest.model_copy(
            update={
                "name": told.name,
                "rule": told.rule,
                "answerable": told.answerable,
                "started_at": told.started_at,
                "due_at": told.due_at,
            }
        )
    return ObligationFact(
        complaint_id=complaint.complaint_id,
        obligation=told.obligation,
        run=latest.run + 1 if latest else 1,
        number=complaint.number,
        month=complaint.month,
        name=told.name,
        rule=told.rule,
        kind=told.kind,
        answerable=told.answerable,
        started_at=told.started_at,
        first_due_at=told.due_at,
        due_at=told.due_at,
    )


def fold(fact: ObligationFact, told: sla.ObligationContract) -> ObligationFact:
    """The running clock after one more message. What has ended stays as it ended."""
    change = _CHANGES.get(type(told)) if fact.outcome is Outcome.OPEN else None
    return fact.model_copy(update=change(fact, told)) if change else fact


Changes = dict[str, object]


def _met(_: ObligationFact, told: sla.ObligationMetV1) -> Changes:
    return {"outcome": Outcome.MET, "ended_at": told.met_at}


def _cancelled(_: ObligationFact, told: sla.ObligationCancelledV1) -> Changes:
    return {"outcome": Outcome.CANCELLED, "ended_at": told.occurred_at}


def _missed(_: ObligationFact, told: sla.DeadlineMissedV1) -> Changes:
    return {"outcome": Outcome.MISSED, "ended_at": told.missed_at, "noticed_late_s": told.late_s}


def _warned(fact: ObligationFact, _: sla.DeadlineApproachingV1) -> Changes:
    return {"warned": fact.warned + 1}


def _paused(fact: ObligationFact, told: sla.ObligationPausedV1) -> Changes:
    return {"paused": fact.paused + 1, "due_at": told.due_at}


def _resumed(_: ObligationFact, told: sla.ObligationResumedV1) -> Changes:
    return {"due_at": told.due_at}


def _extended(fact: ObligationFact, told: sla.ObligationExtendedV1) -> Changes:
    return {"extended": fact.extended + 1, "due_at": told.due_at}


_CHANGES: Mapping[type[Contract], Callable[[ObligationFact, Any], Changes]] = {
    sla.ObligationMetV1: _met,
    sla.ObligationCancelledV1: _cancelled,
    sla.DeadlineMissedV1: _missed,
    sla.DeadlineApproachingV1: _warned,
    sla.ObligationPausedV1: _paused,
    sla.ObligationResumedV1: _resumed,
    sla.ObligationExtendedV1: _extended,
}
