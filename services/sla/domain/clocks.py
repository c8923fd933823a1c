"""Starting, ending and counting anew the obligations on a complaint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.sla.domain import events as e
from services.sla.domain.draft import Draft
from services.sla.domain.noting import News
from services.sla.domain.obligation import Obligation, Outcome, Timing, Trigger
from services.sla.domain.timing import start_of, timing_now, timing_of
from shared.domain import FactValue
from shared.policy import ObligationRule

NO_LONGER_APPLIES = "no-longer-applies"
_EVENT = "event."


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
        if not _was_started(draft, rule, trigger):
            _start(draft, rule, trigger)


def derive_anew(draft: Draft, at: datetime) -> None:
    """Judge open obligations anew, after a new grade or category.

    What does not apply any more falls away, what applies only now starts where it would have. What
    was met stays met, what was missed stays missed. When something is due depends on neither, so
    what still applies is counted anew only where a holiday notice may have come.
    """
    by_trigger = [
        (trigger, draft.pack.starting(trigger.event, draft.context(trigger.data)))
        for trigger in draft.watch.triggers
    ]
    for obligation in draft.watch.open_obligations:
        if not _still_applies(draft, obligation, by_trigger):
            cancel(draft, obligation, at, NO_LONGER_APPLIES)
        elif obligation.timing.explanation.provisional:
            _retime(draft, obligation)
    for trigger, starting in by_trigger:
        for rule in starting:
            if not _was_started(draft, rule, trigger, besides=NO_LONGER_APPLIES):
                _start(draft, rule, trigger)


def _start(draft: Draft, rule: ObligationRule, trigger: Trigger) -> None:
    watch = draft.watch
    started_at = start_of(rule, trigger, watch)
    timing = timing_of(rule, started_at, watch, draft.pack)
    assert timing.due_at is not None, "nothing is paused at its start"
    draft.add(
        e.ObligationStarted(
            key=rule.key,
            name=rule.name,
            rule=rule.rule,
            kind=rule.kind,
            answerable=rule.answerable,
            trigger=trigger,
            started_at=started_at,
            due_at=timing.due_at,
            timing=timing,
        )
    )


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
    found = (starting for trigger, starting in by_trigger if trigger == own)
    starting = next(found, None)
    if starting is None:
        starting = draft.pack.starting(own.event, draft.context(own.data))
    return any(rule.key == obligation.key for rule in starting)


def _retime(draft: Draft, obligation: Obligation) -> None:
    timing = timing_now(obligation, draft.watch, draft.pack)
    if _differs(timing, obligation.timing):
        draft.add(e.ObligationRederived(key=obligation.key, timing=timing))


def _differs(new: Timing, old: Timing) -> bool:
    """A calendar that merely learned of another year changes nothing."""
    provisional = new.explanation.provisional, old.explanation.provisional
    return (new.due_at, new.warnings) != (old.due_at, old.warnings) or len(set(provisional)) == 2


def retime_provisional(draft: Draft) -> None:
    """Count anew what a holiday notice was still missing for (暂按周末推算)."""
    for obligation in draft.watch.open_obligations:
        if obligation.timing.explanation.provisional:
            _retime(draft, obligation)


def _read_by(rules: Sequence[ObligationRule], news: News) -> dict[str, FactValue]:
    """The fields that conditions of these rules read, and no others: they may be personal."""
    names = {
        name.removeprefix(_EVENT)
        for rule in rules
        for name in (rule.when.names if rule.when else ())
        if name.startswith(_EVENT)
    }
    return {name: _plain(news.data[name]) for name in sorted(names) if name in news.data}


def _plain(value: object) -> FactValue:
    if isinstance(value, bool | int):
        return value
    return "" if value is None else str(value)
