"""When an obligation is due and warned of: the rule, its start, pauses, limits and extensions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from services.sla.domain.obligation import (
    Extension,
    Obligation,
    PausedSpell,
    Timing,
    Trigger,
    WarningAhead,
)
from services.sla.domain.watch import Watch
from shared.deadlines import (
    Deadline,
    Span,
    Unit,
    deadline,
    ending_at,
    explain,
    warning_instants,
)
from shared.policy import ObligationRule, Pack, StartsFrom

_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_A_MINUTE = 60_000_000


def start_of(rule: ObligationRule, trigger: Trigger, watch: Watch) -> datetime:
    """The instant that the rule counts from."""
    return watch.received_at if rule.starts_from is StartsFrom.RECEIVED else trigger.occurred_at


def timing_of(
    rule: ObligationRule,
    started_at: datetime,
    watch: Watch,
    pack: Pack,
    *,
    pauses: Sequence[PausedSpell] = (),
    extension: Extension | None = None,
) -> Timing:
    """Count an obligation down from its own start.

    What the customer named is used where it ends earlier than the rule (zsy-5.2.4). An extension
    replaces the due time; what is paused after it was granted moves it by as much clock time.
    """
    stops = [spell.pause for spell in pauses]
    counted = deadline(started_at, rule.within, pack.calendar, pauses=stops)
    effective, because = counted, list[str]()
    limit = watch.answer_wanted_by if rule.customer_limit else None
    if counted.due is not None and limit is not None and started_at < limit < counted.due:
        effective = ending_at(counted, limit)
        because.append(f"客户要求不晚于 {_moment(limit, pack)} 答复，早于制度时限，以此为准。")
    if extension is not None:
        until = _moved_by_pauses(extension, pauses, pack)
        effective = ending_at(counted, until)
        moved = _moment(until, pack) if until else "恢复计时后确定的时间"
        because.append(f"经 {extension.approved_by} 批准，延期至 {moved}。")
    why = explain(counted, rule=rule.rule, policy=f"{pack.title} {pack.version}")
    if because:
        due = effective.due and pack.calendar.local(effective.due)
        why = why.model_copy(update={"due": due, "sentences": (*why.sentences, *because)})
    return Timing(
        due_at=effective.due,
        warnings=_warnings(rule, effective, pack, extension.granted_at if extension else None),
        explanation=why,
    )


def timing_now(obligation: Obligation, watch: Watch, pack: Pack) -> Timing:
    """Count an obligation anew, with everything that has been recorded of it."""
    return timing_of(
        pack.obligation(obligation.key),
        obligation.started_at,
        watch,
        pack,
        pauses=obligation.pauses,
        extension=obligation.extensions[-1] if obligation.extensions else None,
    )


def later_by(due: datetime, span: Span, pack: Pack) -> datetime:
    """The due time moved back by a span, counted on the pack's calendar."""
    # A day count leaves out the day it starts on, which is the day that the due time ends.
    start = due - _MICROSECOND if span.unit.counts_days else due
    later = deadline(start, span, pack.calendar).due
    assert later is not None, "nothing is paused"
    return later


def _moved_by_pauses(
    extension: Extension, pauses: Sequence[PausedSpell], pack: Pack
) -> datetime | None:
    later = [spell.pause for spell in pauses if spell.since >= extension.granted_at]
    budget = (extension.until - extension.granted_at) // _MICROSECOND
    clock_time = Span(Fraction(budget, _MICROSECONDS_A_MINUTE), Unit.MIN)
    return deadline(extension.granted_at, clock_time, pack.calendar, pauses=later).due


def _warnings(
    rule: ObligationRule, counted: Deadline, pack: Pack, after: datetime | None
) -> tuple[WarningAhead, ...]:
    """In order of time; steps that fall on one instant warn once, under the first of them."""
    steps: dict[datetime, str] = {}
    for step in rule.warn:
        for at in warning_instants(counted, (step,), pack.calendar):
            if after is None or at > after:
                steps.setdefault(at, str(step))
    return tuple(WarningAhead(step=step, at=at) for at, step in sorted(steps.items()))


def _moment(instant: datetime, pack: Pack) -> str:
    return f"{pack.calendar.local(instant):%Y-%m-%d %H:%M}"
