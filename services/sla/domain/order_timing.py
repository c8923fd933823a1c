"""When milestones are due and urged, and what passing time does to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from services.sla.domain import order_events as e
from services.sla.domain.milestone import MilestoneState, PlannedMilestone, RungAhead
from services.sla.domain.recounting import Counting, recount
from services.sla.domain.supervising import terms_of
from services.sla.domain.supervision_order import SupervisionOrder, evolve
from services.sla.domain.timing import later_by
from shared.deadlines import Span, deadline
from shared.policy import OrderTerms, Pack

_MICROSECOND = timedelta(microseconds=1)


def planned(
    key: str, name: str, within: Span, terms: OrderTerms, pack: Pack, *, since: datetime
) -> PlannedMilestone:
    """A milestone counted by the regulation's calendar."""
    counted = deadline(since, within, pack.calendar)
    assert counted.due is not None, "nothing is paused"
    return PlannedMilestone(
        key=key,
        name=name,
        due_at=counted.due,
        within=str(within),
        counted_from=since,
        calendar_version=counted.calendar_version,
        provisional=counted.provisional,
        rungs=rungs_after(counted.due, terms, pack),
    )


def rungs_after(due: datetime, terms: OrderTerms, pack: Pack) -> tuple[RungAhead, ...]:
    """The urging ladder behind a due time, in the order in which it is climbed."""
    rungs = (RungAhead(at=later_by(due, rung.after, pack), tell=rung.tell) for rung in terms.ladder)
    return tuple(sorted(rungs, key=lambda rung: rung.at))


def brought_to(
    until: datetime, order: SupervisionOrder | None, *, now: datetime, pack: Pack | None = None
) -> list[e.OrderEvent]:
    """Miss and urge whatever was due up to and including `until`, in due order.

    With its regulation, a holiday notice that has come meanwhile is heeded first.
    """
    return [] if order is None else brought_before(until + _MICROSECOND, order, pack, now=now)


def brought_before(
    before: datetime, order: SupervisionOrder, pack: Pack | None, *, now: datetime
) -> list[e.OrderEvent]:
    """The same up to an instant, which itself is left out."""
    heeded = heed_notices(order, pack, now=now) if pack else []
    return [*heeded, *_passed(before, folded(order, heeded), now=now)]


def heed_notices(order: SupervisionOrder, pack: Pack, *, now: datetime) -> list[e.OrderEvent]:
    """Count anew the open milestones that were counted before a holiday notice came."""
    version, terms = pack.calendar.version, terms_of(order.grounds[0], pack)
    outdated = [m for m in order.milestones_ahead if m.within and m.calendar_version != version]
    return [event for m in outdated for event in _recounted(m, terms, pack, now)]


def _recounted(
    milestone: MilestoneState, terms: OrderTerms, pack: Pack, now: datetime
) -> Iterator[e.MilestoneRecounted]:
    assert milestone.within is not None, "it was counted"
    assert milestone.counted_from is not None, "it was counted"
    since = milestone.counted_from
    span = Span.parse(milestone.within)
    new = planned(milestone.key, milestone.name, span, terms, pack, since=since)
    if (new.due_at, new.provisional) != (milestone.due_at, milestone.provisional):
        counting = Counting(since, milestone.due_at, new.due_at)
        because = recount(pack.calendar, milestone.calendar_version or "", counting, now=now)
        yield e.MilestoneRecounted(milestone=new, because=because)


def _passed(before: datetime, order: SupervisionOrder, *, now: datetime) -> list[e.OrderEvent]:
    found: list[e.OrderEvent] = []
    while following := _next(order, before, now):
        found.append(following)
        order = evolve(order, following)
    return found


def folded(order: SupervisionOrder, events: Sequence[e.OrderEvent]) -> SupervisionOrder:
    for event in events:
        order = evolve(order, event)
    return order


def _next(
    order: SupervisionOrder, before: datetime, now: datetime
) -> e.MilestoneMissed | e.MilestoneUrged | None:
    milestone = next(iter(order.milestones_ahead), None)
    urging = min(order.rungs_ahead, key=lambda one: one[2].at, default=None)
    due = milestone.due_at if milestone else None
    if milestone and due and due < before and not (urging and urging[2].at < due):
        return e.MilestoneMissed(key=milestone.key, at=due, late_s=_late_s(due, now))
    if urging and urging[2].at < before:
        missed, number, rung = urging
        late_s = _late_s(rung.at, now)
        return e.MilestoneUrged(
            key=missed.key, rung=number, at=rung.at, late_s=late_s, tell=rung.tell
        )
    return None


def _late_s(at: datetime, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds())
