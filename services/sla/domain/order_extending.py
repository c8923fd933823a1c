"""Granting a milestone more time 节点延期."""

from __future__ import annotations

from datetime import datetime

from services.sla.domain import order_events as e
from services.sla.domain import refusals as r
from services.sla.domain.milestone import MilestoneExtension, MilestoneState
from services.sla.domain.order_checks import ensure_open, milestone_of
from services.sla.domain.order_timing import brought_to, folded, rungs_after
from services.sla.domain.supervising import terms_of
from services.sla.domain.supervision_order import SupervisionOrder
from services.sla.domain.timing import later_by
from shared.deadlines import DeadlineError, Span
from shared.deadlines.instants import in_utc
from shared.domain import DomainEvent, Immutable
from shared.policy import Pack


class ExtendMilestone(Immutable):
    """Grant a milestone more time: up to an instant, or by a span after its present due time."""

    key: str
    until: datetime | None
    by: str | None
    reason: str
    approved_by: str


def extend(
    order: SupervisionOrder, command: ExtendMilestone, pack: Pack, *, by: str, now: datetime
) -> list[DomainEvent]:
    """More time for one milestone: before its expiry, by whom the regulation allows."""
    ensure_open(order)
    before = brought_to(now, order, now=now, pack=pack)
    milestone = milestone_of(folded(order, before), command.key)
    if not milestone.is_open:
        raise r.MilestoneCannotBeExtended(name=milestone.name)
    terms = terms_of(order.grounds[0], pack)
    post = terms.extended_by
    if post is not None and command.approved_by != post:
        raise r.ApproverIsNotThePost(
            field="approved_by", name=milestone.name, post=pack.posts.get(post, post)
        )
    extension = MilestoneExtension(
        granted_at=now,
        until=_until(command, milestone, pack),
        reason=command.reason,
        approved_by=command.approved_by,
        by=by,
    )
    rungs = rungs_after(extension.until, terms, pack)
    return [*before, e.MilestoneExtended(key=command.key, extension=extension, rungs=rungs)]


def _until(command: ExtendMilestone, milestone: MilestoneState, pack: Pack) -> datetime:
    if (command.until is None) == (command.by is None):
        raise r.EitherUntilOrBy(field="until", first="until", second="by")
    field, due = "until" if command.by is None else "by", milestone.due_at
    try:
        if command.by is not None:
            until = later_by(due, Span.parse(command.by), pack)
        else:
            assert command.until is not None
            until = in_utc(command.until)
    except DeadlineError as error:
        raise r.TimeIsUnusable(field=field, reason_zh=error.zh, reason_en=error.en) from error
    if until <= due:
        raise r.ExtensionIsNotLater(field=field, due=pack.calendar.local(due).isoformat())
    return until
