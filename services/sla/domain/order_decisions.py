"""What may be done with a supervision order 工作督办单, and what time does to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.sla.domain import order_events as e
from services.sla.domain import refusals as r
from services.sla.domain.events import Ground
from services.sla.domain.noting import News
from services.sla.domain.progress import progress_of
from services.sla.domain.supervision_order import MilestoneState, SupervisionOrder
from shared.contracts.sla import Milestone
from shared.deadlines import deadline
from shared.domain import DomainEvent, Immutable
from shared.policy import OrderTerms, Pack


class IssueOrder(Immutable):
    """Issue an order; without milestones of its own it has those that the regulation proposes."""

    complaint_id: UUID
    complaint_number: str
    order_number: str
    department: str
    grounds: tuple[Ground, ...]
    issued_by: str | None = None
    milestones: tuple[Milestone, ...] = ()


def issue(
    order: SupervisionOrder | None,
    command: IssueOrder,
    terms: OrderTerms,
    pack: Pack,
    *,
    now: datetime,
) -> list[DomainEvent]:
    """Issue the order (签发); milestones count from its issue."""
    if order is not None:
        return []
    _check(command.milestones, now)
    return [
        e.OrderIssued(
            complaint_id=command.complaint_id,
            complaint_number=command.complaint_number,
            order_number=command.order_number,
            department=command.department,
            grounds=command.grounds,
            issued_by=command.issued_by or terms.issued_by,
            copies=terms.copies,
            tell_when_missed=terms.urging.tell,
            milestones=command.milestones or _proposed(terms, pack, now),
        )
    ]


def add_grounds(order: SupervisionOrder, grounds: tuple[Ground, ...]) -> list[DomainEvent]:
    return [] if order.is_closed else [e.GroundsAdded(grounds=grounds)]


def agree(
    order: SupervisionOrder, milestones: tuple[Milestone, ...], *, by: str, now: datetime
) -> list[DomainEvent]:
    """The department and the issuer agree on milestones, which replace the open ones
    (zsy-5.2.6-nodes). What was reached or missed stays."""
    _ensure_open(order)
    _check(milestones, now)
    for milestone in milestones:
        present = order.milestone(milestone.key)
        if present is not None and (not present.is_open or present.due_at <= now):
            raise r.MilestoneIsOver(field="milestones", key=milestone.key)
    return [
        *brought_to(now, order, now=now),
        e.MilestonesAgreed(milestones=milestones, by=by),
    ]


def reach(
    order: SupervisionOrder, key: str, progress: str, *, by: str, now: datetime
) -> list[DomainEvent]:
    """A milestone was reached; told again it changes nothing."""
    _ensure_open(order)
    milestone = order.milestone(key)
    if milestone is None:
        known = ", ".join(m.key for m in order.milestones)
        raise r.MilestoneIsUnknown(order=order.order_number, key=key, known=known)
    if milestone.reached_at is not None:
        return []
    reached = e.MilestoneReached(key=key, reached_at=now, progress=progress, by=by)
    return [*_missed_before(now, order, now), reached]


def follow(
    order: SupervisionOrder, news: News, terms: OrderTerms, *, by: str, now: datetime
) -> list[DomainEvent]:
    """Reach the milestones that this event meets under the regulation (节点完成).

    It was so when it occurred: what was due before is missed first, what is due later is in time.
    Agreed milestones follow as well where they keep the key of a proposed one.
    """
    rules = {rule.key: rule for rule in terms.milestones}
    reached = [
        milestone
        for milestone in order.milestones
        if milestone.reached_at is None
        and (rule := rules.get(milestone.key))
        and rule.met_by(news.event, news.data)
    ]
    if order.is_closed or not reached:
        return []
    at, progress = news.occurred_at, progress_of(news)
    return [
        *_missed_before(at, order, now),
        *(e.MilestoneReached(key=m.key, reached_at=at, progress=progress, by=by) for m in reached),
    ]


def close(order: SupervisionOrder, result: str, *, by: str, now: datetime) -> list[DomainEvent]:
    """End the order with a result; its clocks stop."""
    if order.is_closed:
        return []
    return [*brought_to(now, order, now=now), e.OrderClosed(result=result, by=by)]


def close_by_hand(
    order: SupervisionOrder, result: str, *, by: str, now: datetime
) -> list[DomainEvent]:
    _ensure_open(order)
    return close(order, result, by=by, now=now)


def brought_to(
    until: datetime, order: SupervisionOrder | None, *, now: datetime
) -> list[DomainEvent]:
    """Miss every open milestone that was due up to and including `until`, in due order."""
    if order is None:
        return []
    return [_missed(m, now) for m in order.milestones_ahead if m.due_at <= until]


def _missed_before(end: datetime, order: SupervisionOrder, now: datetime) -> list[DomainEvent]:
    return [_missed(m, now) for m in order.milestones_ahead if m.due_at < end]


def _missed(milestone: MilestoneState, now: datetime) -> DomainEvent:
    late_s = max(0.0, (now - milestone.due_at).total_seconds())
    return e.MilestoneMissed(key=milestone.key, at=milestone.due_at, late_s=late_s)


def _proposed(terms: OrderTerms, pack: Pack, now: datetime) -> tuple[Milestone, ...]:
    found = []
    for rule in terms.milestones:
        due = deadline(now, rule.within, pack.calendar).due
        assert due is not None, "nothing is paused"
        found.append(Milestone(key=rule.key, name=rule.name, due_at=due))
    return tuple(found)


def _check(milestones: Sequence[Milestone], now: datetime) -> None:
    keys = [milestone.key for milestone in milestones]
    for milestone in milestones:
        if keys.count(milestone.key) > 1:
            raise r.MilestoneIsNamedTwice(field="milestones", key=milestone.key)
        if milestone.due_at <= now:
            raise r.MilestoneLiesBehind(
                field="milestones", key=milestone.key, due=milestone.due_at.isoformat()
            )


def _ensure_open(order: SupervisionOrder) -> None:
    if order.is_closed:
        raise r.OrderIsClosed(order=order.order_number)
