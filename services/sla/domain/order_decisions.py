"""What may be done with a supervision order 工作督办单, and what time does to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.sla.domain import order_events as e
from services.sla.domain import refusals as r
from services.sla.domain.ground import Ground
from services.sla.domain.milestone import PlannedMilestone
from services.sla.domain.noting import News
from services.sla.domain.order_checks import ensure_open, milestone_of
from services.sla.domain.order_timing import brought_before, brought_to, folded, planned
from services.sla.domain.progress import progress_of
from services.sla.domain.supervision_order import SupervisionOrder
from shared.domain import DomainEvent, Immutable
from shared.policy import OrderTerms, Pack

__all__ = [
    "IssueOrder",
    "add_grounds",
    "agree",
    "brought_to",
    "close",
    "close_by_hand",
    "follow",
    "issue",
    "reach",
]


class IssueOrder(Immutable):
    """Issue an order; without milestones of its own it has those that the regulation proposes."""

    complaint_id: UUID
    complaint_number: str
    order_number: str
    department: str
    grounds: tuple[Ground, ...]
    issued_by: str | None = None
    milestones: tuple[PlannedMilestone, ...] = ()


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
            policy=pack.stamp,
        )
    ]


def add_grounds(order: SupervisionOrder, grounds: tuple[Ground, ...]) -> list[DomainEvent]:
    return [] if order.is_closed else [e.GroundsAdded(grounds=grounds)]


def agree(
    order: SupervisionOrder,
    milestones: tuple[PlannedMilestone, ...],
    *,
    by: str,
    now: datetime,
    pack: Pack | None = None,
) -> list[DomainEvent]:
    """The department and the issuer agree on milestones, which replace the open ones
    (zsy-5.2.6-nodes). What was reached or missed stays."""
    ensure_open(order)
    _check(milestones, now)
    before = brought_to(now, order, now=now, pack=pack)
    counted = folded(order, before)
    for milestone in milestones:
        present = counted.milestone(milestone.key)
        if present is not None and (not present.is_open or present.due_at <= now):
            raise r.MilestoneIsOver(field="milestones", key=milestone.key)
    return [*before, e.MilestonesAgreed(milestones=milestones, by=by)]


def reach(
    order: SupervisionOrder,
    key: str,
    progress: str,
    *,
    by: str,
    now: datetime,
    pack: Pack | None = None,
) -> list[DomainEvent]:
    """A milestone was reached; told again it changes nothing."""
    ensure_open(order)
    if milestone_of(order, key).reached_at is not None:
        return []
    reached = e.MilestoneReached(key=key, reached_at=now, progress=progress, by=by)
    return [*brought_before(now, order, pack, now=now), reached]


def follow(
    order: SupervisionOrder,
    news: News,
    terms: OrderTerms,
    *,
    by: str,
    now: datetime,
    pack: Pack | None = None,
) -> list[DomainEvent]:
    """Reach the milestones that this event meets under the regulation (节点完成).

    It was so when it occurred: what was due before is missed first, what is due later is in time.
    Agreed milestones follow as well where they keep the key of a proposed one.
    """
    if order.is_closed:
        return []
    rules = {rule.key: rule for rule in terms.milestones}
    reached = [
        milestone
        for milestone in order.milestones
        if milestone.reached_at is None
        and (rule := rules.get(milestone.key))
        and rule.met_by(news.event, news.data)
    ]
    if not reached:
        return []
    at, progress = news.occurred_at, progress_of(news)
    return [
        *brought_before(at, order, pack, now=now),
        *(e.MilestoneReached(key=m.key, reached_at=at, progress=progress, by=by) for m in reached),
    ]


def close(
    order: SupervisionOrder, result: str, *, by: str, now: datetime, pack: Pack | None = None
) -> list[DomainEvent]:
    """End the order with a result; its clocks stop."""
    if order.is_closed:
        return []
    return [*brought_to(now, order, now=now, pack=pack), e.OrderClosed(result=result, by=by)]


def close_by_hand(
    order: SupervisionOrder, result: str, *, by: str, now: datetime, pack: Pack | None = None
) -> list[DomainEvent]:
    ensure_open(order)
    return close(order, result, by=by, now=now, pack=pack)


def _proposed(terms: OrderTerms, pack: Pack, now: datetime) -> tuple[PlannedMilestone, ...]:
    return tuple(
        planned(rule.key, rule.name, rule.within, terms, pack, since=now)
        for rule in terms.milestones
    )


def _check(milestones: Sequence[PlannedMilestone], now: datetime) -> None:
    keys = [milestone.key for milestone in milestones]
    for milestone in milestones:
        if keys.count(milestone.key) > 1:
            raise r.MilestoneIsNamedTwice(field="milestones", key=milestone.key)
        if milestone.due_at <= now:
            raise r.MilestoneLiesBehind(
                field="milestones", key=milestone.key, due=milestone.due_at.isoformat()
            )
