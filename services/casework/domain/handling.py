"""Contact, cause, revisit, and the end of a case."""

from __future__ import annotations

from datetime import datetime

from services.casework.domain import events
from services.casework.domain.case import Case
from services.casework.domain.refusals import (
    CaseIsClosed,
    CaseIsOpen,
    ClosingConditionsAreUnmet,
    ComplaintIsWithdrawn,
    CustomerIsDissatisfied,
    SolutionIsNotCarriedOut,
    TimeLiesAhead,
    TimeLiesBeforeReceipt,
)
from shared.contracts.casework import Satisfaction
from shared.domain import DomainEvent
from shared.policy import Pack


def contact(case: Case, contacted: events.CustomerContacted, *, now: datetime) -> list[DomainEvent]:
    """Record that somebody spoke with the customer (zsy-5.2.4), now or earlier."""
    ensure_open(case)
    ensure_not_ahead(case, contacted.contacted_at, field="contacted_at", now=now)
    return [contacted]


def find_cause(case: Case, found: events.CauseFound) -> list[DomainEvent]:
    """Record the cause (zsy-5.2.2); a later finding takes the place of an earlier one."""
    ensure_open(case)
    return [found]


def revisit(case: Case, revisited: events.Revisited) -> list[DomainEvent]:
    """Record what the customer says of the result (zsy-5.3.1)."""
    ensure_open(case)
    if not case.carried_out:
        raise SolutionIsNotCarriedOut
    return [revisited]


def close(case: Case, summary: str, *, by: str, pack: Pack) -> list[DomainEvent]:
    """Close the case, where its regulation's closing conditions allow it (结案)."""
    ensure_open(case)
    if case.satisfaction is Satisfaction.DISSATISFIED:
        raise CustomerIsDissatisfied
    unmet = pack.unmet_closing_conditions(case.facts_under(pack))
    if unmet:
        raise ClosingConditionsAreUnmet(
            conditions_zh="；".join(f"未满足“{one.label}”（{one.rule}）" for one in unmet),
            conditions_en=", ".join(f"{one.rule} ({one.label})" for one in unmet),
        )
    return [events.CaseClosed(summary=summary, by=by)]


def reopen(case: Case, reason: str, *, by: str) -> list[DomainEvent]:
    """Take a closed case up again (重新办理): plan, result and revisit begin anew."""
    if case.withdrawn:
        raise ComplaintIsWithdrawn(number=case.number)
    if not case.closed:
        raise CaseIsOpen(number=case.number)
    return [events.Reopened(reason=reason, by=by)]


def ensure_not_ahead(case: Case, at: datetime, *, field: str, now: datetime) -> None:
    """Refuse what is said to have happened later than now or before the complaint came in."""
    if at > now:
        raise TimeLiesAhead(field=field, instant=at.isoformat())
    if at < case.received_at:
        raise TimeLiesBeforeReceipt(
            field=field, instant=at.isoformat(), received_at=case.received_at.isoformat()
        )


def ensure_open(case: Case) -> None:
    """Refuse whatever is to be done about a case that has ended."""
    if case.withdrawn:
        raise ComplaintIsWithdrawn(number=case.number)
    if case.closed:
        raise CaseIsClosed(number=case.number)
