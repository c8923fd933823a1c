"""Starting, ending and counting anew the obligations on a complaint."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from services.sla.domain import events as e
from services.sla.domain.draft import Draft
from services.sla.domain.noting import News
from services.sla.domain.obligation import Obligation, Outcome, Trigger
from services.sla.domain.retiming import retime
from services.sla.domain.timing import Course, has_an_end, start_of, timing_of
from shared.domain import FactValue
from shared.policy import ObligationRule, StartsFrom

NO_LONGER_APPLIES = "no-longer-applies"
_EVENT = "event."
_COUNTED_BY = ("facts.grade", "complaint.category")


def end_obligations(draft: Draft, news: News) -> None:
    """Meet and cancel what this event meets and cancels; meeting comes first."""
    if not draft.pack.waits_for(news.event):
        return
    for obligation in draft.watch.open_obligations:
        rule = draft.pack.obligation(obligation.key)
        if rule.met_by(news.event, news.data):
            draft.add(e.ObligationMet(key=obligation.key, met_at=news.occurred_at, by=news.event))
        elif rule.cancelled_by(news.event, news.data):
            cancel(draft, obligation, news.occurred_at, news.event)


def cancel(draft: Draft, obligation: Obligation, at: datetime, reason: str) -> None:
    draft.add(e.ObligationCancelled(key=obligation.key, cancelled_at=at, reason=reason))


def start_obligations(draft: Draft, news: News) -> None:
    """Start what this event starts. While one of a key is open, starting it changes nothing."""
    rules = draft.pack.started_by(news.event)
    if not rules:
        return
    trigger = Trigger(event=news.event, occurred_at=news.occurred_at, data=_read_by(rules, news))
    draft.add(e.TriggerNoted(trigger=trigger))
    for rule in draft.pack.starting(trigger.event, draft.context(trigger.data)):
        if not has_an_end(rule, trigger, draft.watch):
            continue
        if not _was_started(draft, rule, trigger):
            _start(draft, rule, trigger, since=start_of(rule, trigger, draft.watch))
        elif rule.due is not None:
            _move(draft, rule, trigger)


def derive_anew(draft: Draft, at: datetime) -> None:
    """Judge anew what depends on grade or category, one of which is new.

    What does not apply any more falls away, what applies only now starts where it would have. What
    was met stays met, what was missed stays missed. What still applies is counted anew where its
    limit depends on the category.
    """
    for trigger, rule in _owed_anew(draft, _COUNTED_BY, at):
        since = _given_back(draft, rule, trigger) or start_of(rule, trigger, draft.watch)
        _start(draft, rule, trigger, since=since)


def derive_by_facts(draft: Draft, facts: Collection[str], news: News) -> None:
    """Judge anew what depends on one of these facts, which this event tells.

    What does not apply any more falls away, and what still does is counted anew where its limit is
    by the fact. What applies only now starts now: before the fact was told nobody could know. What
    counts from the receipt (`from: received_at`) still does, but does not start where it would be
    over already: nobody could have kept it. What fell away before is given back with its own start,
    so that a slip put right wins no time. What the event starts itself is left to it.
    """
    at = news.occurred_at
    for trigger, rule in _owed_anew(draft, [f"facts.{name}" for name in facts], at):
        if news.event in rule.starts:
            continue
        before = _given_back(draft, rule, trigger)
        if before is not None:
            _start(draft, rule, trigger, since=before)
        elif rule.starts_from is StartsFrom.EVENT:
            _start(draft, rule, trigger, since=at, unless_over_by=at)
        else:
            _start(draft, rule, trigger, since=draft.watch.received_at, unless_over_by=at)


def _owed_anew(
    draft: Draft, names: Collection[str], at: datetime
) -> Iterator[tuple[Trigger, ObligationRule]]:
    """What these names bring about, once what they end is ended and what they move is moved."""
    judged = frozenset().union(*(draft.pack.judged_on.get(name, ()) for name in names))
    if not judged:
        return
    by_trigger = [
        (trigger, draft.pack.starting(trigger.event, draft.context(trigger.data)))
        for trigger in draft.watch.triggers
        if any(rule.key in judged for rule in draft.pack.started_by(trigger.event))
    ]
    for obligation in draft.watch.open_obligations:
        if obligation.key not in judged:
            continue
        if not _still_applies(draft, obligation, by_trigger):
            cancel(draft, obligation, at, NO_LONGER_APPLIES)
        elif draft.pack.obligation(obligation.key).limits:
            retime(draft, obligation)
    for trigger, starting in by_trigger:
        for rule in starting:
            if (
                rule.key in judged
                and has_an_end(rule, trigger, draft.watch)
                and not _was_started(draft, rule, trigger, besides=NO_LONGER_APPLIES)
            ):
                yield trigger, rule


def _given_back(draft: Draft, rule: ObligationRule, trigger: Trigger) -> datetime | None:
    """From when it ran before it fell away; None where this trigger has never started it."""
    earlier = (o for o in draft.watch.obligations if o.key == rule.key and o.trigger == trigger)
    return next((obligation.started_at for obligation in earlier), None)


def _start(
    draft: Draft,
    rule: ObligationRule,
    trigger: Trigger,
    *,
    since: datetime,
    unless_over_by: datetime | None = None,
) -> None:
    timing = timing_of(rule, Course(since, trigger), draft.watch, draft.pack)
    assert timing.due_at is not None, "nothing is paused at its start"
    if unless_over_by is not None and timing.due_at <= unless_over_by:
        return
    draft.add(
        e.ObligationStarted(
            key=rule.key,
            name=rule.name,
            rule=rule.rule,
            kind=rule.kind,
            answerable=rule.answerable,
            trigger=trigger,
            started_at=since,
            due_at=timing.due_at,
            timing=timing,
        )
    )


def _move(draft: Draft, rule: ObligationRule, trigger: Trigger) -> None:
    """A later promise of the same name moves what is open to the new instant."""
    obligation = draft.watch.obligation(rule.key)
    if obligation is None or not obligation.is_open or obligation.trigger == trigger:
        return
    course = replace(Course.of(obligation), trigger=trigger, extension=None)
    timing = timing_of(rule, course, draft.watch, draft.pack)
    draft.add(e.ObligationRederived(key=rule.key, timing=timing, because=None, trigger=trigger))


def _was_started(
    draft: Draft, rule: ObligationRule, trigger: Trigger, *, besides: str | None = None
) -> bool:
    """Whether one of this key is open, or this very trigger has started one before.

    The latter also ends what would otherwise go round: a limit that its own miss starts again.
    """
    return any(
        o.key == rule.key and (o.is_open or o.trigger == trigger)
        for o in draft.watch.obligations
        if besides is None or o.outcome is not Outcome.CANCELLED or o.ended_by != besides
    )


def _still_applies(
    draft: Draft,
    obligation: Obligation,
    by_trigger: Sequence[tuple[Trigger, Sequence[ObligationRule]]],
) -> bool:
    """Whether what started it would start it now; its trigger may not be the latest of its kind."""
    own = obligation.trigger
    if not has_an_end(draft.pack.obligation(obligation.key), own, draft.watch):
        return False
    found = (starting for trigger, starting in by_trigger if trigger == own)
    starting = next(found, None)
    if starting is None:
        starting = draft.pack.starting(own.event, draft.context(own.data))
    return any(rule.key == obligation.key for rule in starting)


def _read_by(rules: Sequence[ObligationRule], news: News) -> dict[str, FactValue]:
    """The fields that conditions of these rules read, and no others: they may be personal."""
    names = {
        name.removeprefix(_EVENT)
        for rule in rules
        for name in (rule.when.names if rule.when else ())
        if name.startswith(_EVENT)
    } | {rule.due for rule in rules if rule.due is not None}
    return {name: _plain(news.data[name]) for name in sorted(names) if name in news.data}


def _plain(value: object) -> FactValue:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)
