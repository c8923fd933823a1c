"""What sla shows of a complaint's deadlines and of a supervision order."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from services.sla.domain.ground import Ground
from services.sla.domain.milestone import MilestoneRecount, MilestoneState
from services.sla.domain.obligation import (
    Extension,
    Obligation,
    Outcome,
    PausedSpell,
    Recount,
    WarningAhead,
    WarningGiven,
)
from services.sla.domain.supervision_order import SupervisionOrder
from services.sla.domain.watch import Watch
from shared.contracts.intake import PolicyStamp
from shared.contracts.sla import ObligationKind
from shared.deadlines import Explanation
from shared.domain import Immutable


class ObligationView(Immutable):
    """One obligation, with everything its due time came from."""

    key: str
    name: str
    rule: str
    kind: ObligationKind
    answerable: str
    outcome: Outcome
    started_at: AwareDatetime
    first_due_at: AwareDatetime
    due_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    ended_by: str | None
    paused: bool
    warned: tuple[WarningGiven, ...]
    warnings_ahead: tuple[WarningAhead, ...]
    pauses: tuple[PausedSpell, ...]
    extensions: tuple[Extension, ...]
    recounts: tuple[Recount, ...]
    explanation: Explanation


class WatchView(Immutable):
    """A complaint's deadlines as they stand, in the order in which they started."""

    complaint_id: UUID
    number: str
    policy: PolicyStamp
    grade: int | None
    category: str | None
    department: str | None
    closed: bool
    order: str | None
    obligations: tuple[ObligationView, ...]
    version: int


class OrderView(Immutable):
    """A supervision order as it stands."""

    order_number: str
    number: str
    department: str
    issued_by: str
    copies: tuple[str, ...]
    grounds: tuple[Ground, ...]
    agreed: bool
    milestones: tuple[MilestoneState, ...]
    recounts: tuple[MilestoneRecount, ...]
    closed: bool
    result: str | None
    version: int


def view_of_watch(watch: Watch) -> WatchView:
    return WatchView(
        complaint_id=watch.complaint_id,
        number=watch.number,
        policy=watch.policy,
        grade=watch.grade,
        category=watch.category,
        department=watch.department,
        closed=watch.closed,
        order=watch.order,
        obligations=tuple(_view_of_obligation(obligation) for obligation in watch.obligations),
        version=watch.version,
    )


def _view_of_obligation(obligation: Obligation) -> ObligationView:
    return ObligationView(
        key=obligation.key,
        name=obligation.name,
        rule=obligation.rule,
        kind=obligation.kind,
        answerable=obligation.answerable,
        outcome=obligation.outcome,
        started_at=obligation.started_at,
        first_due_at=obligation.first_due_at,
        due_at=obligation.timing.due_at,
        ended_at=obligation.ended_at,
        ended_by=obligation.ended_by,
        paused=obligation.is_open and bool(obligation.pause_reasons),
        warned=obligation.warned,
        warnings_ahead=obligation.warnings_ahead if obligation.is_open else (),
        pauses=obligation.pauses,
        extensions=obligation.extensions,
        recounts=obligation.recounts,
        explanation=obligation.timing.explanation,
    )


def view_of_order(order: SupervisionOrder) -> OrderView:
    return OrderView(
        order_number=order.order_number,
        number=order.complaint_number,
        department=order.department,
        issued_by=order.issued_by,
        copies=order.copies,
        grounds=order.grounds,
        agreed=order.agreed,
        milestones=order.milestones,
        recounts=order.recounts,
        closed=order.is_closed,
        result=order.result,
        version=order.version,
    )
