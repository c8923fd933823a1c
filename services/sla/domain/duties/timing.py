"""When a duty of a project is due and warned of, counted from the project's dates."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from services.sla.domain.duties.project_watch import ProjectWatch
from services.sla.domain.obligation import Timing, WarningAhead
from shared.contracts.names import date_name
from shared.deadlines import (
    Deadline,
    Span,
    Unit,
    WarningStep,
    WorkingCalendar,
    deadline,
    deadline_before,
    explain,
)
from shared.deadlines.days import day_ended_by, days_by_the_clock
from shared.deadlines.due_before import working_hours_before
from shared.policy import Pack
from shared.policy.duties import DutyRule, Every

_MICROSECOND = timedelta(microseconds=1)
_AT_ONCE = {Unit.MONTH: 60, Unit.CD: 1800, Unit.WD: 1200}
"""A span has its limit; what comes again for ever is counted on from here (five years)."""


def deadline_of(
    rule: DutyRule, occurrence: int, watch: ProjectWatch, pack: Pack, *, started_at: datetime
) -> Deadline | None:
    """When it is due that time; None where the date it is counted from is not known."""
    calendar = pack.calendar
    if rule.every is None:
        assert rule.before is not None, "a duty is due before a date or again and again"
        assert rule.lead is not None, "a date and a lead belong together"
        day = watch.dates.get(rule.before)
        if day is None:
            return None
        return deadline_before(day, rule.lead, calendar, start=started_at)
    base = _base_of(rule.every, watch, calendar)
    return None if base is None else _nth(base, rule.every.span, occurrence, calendar)


def first_ahead(rule: DutyRule, watch: ProjectWatch, pack: Pack, *, now: datetime) -> int | None:
    """The first time of a duty that comes again whose due time lies ahead."""
    low, high = 0, 1
    while (due := _due(rule, high, watch, pack, now)) is not None and due <= now:
        low, high = high, 2 * high
    if due is None:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        found = _due(rule, middle, watch, pack, now)
        assert found is not None, "it was counted before"
        low, high = (middle, high) if found <= now else (low, middle)
    return high


def comes_no_more(rule: DutyRule, due: datetime, watch: ProjectWatch, pack: Pack) -> bool:
    """Whether a duty that comes again would be due after the date it ends with."""
    ends_with = rule.every.until if rule.every else None
    until = watch.dates.get(ends_with) if ends_with else None
    return until is not None and due > pack.calendar.at(until, time(0))


def timing_of(
    rule: DutyRule,
    occurrence: int,
    counted: Deadline,
    watch: ProjectWatch,
    pack: Pack,
    *,
    started_at: datetime,
    since: datetime,
) -> Timing:
    """The due time with its explanation and the warnings that lie after `since`."""
    assert counted.due is not None, "nothing pauses a duty"
    policy = f"{pack.title} {pack.version}"
    why = explain(counted, rule=rule.rule, policy=policy, worded=pack.explains)
    if pack.explains:
        sentences = (_said(rule, occurrence, watch), *why.sentences)
        why = why.model_copy(update={"sentences": sentences})
    return Timing(
        due_at=counted.due,
        warnings=_warnings(rule, started_at, counted.due, since, pack.calendar),
        explanation=why,
    )


def _base_of(every: Every, watch: ProjectWatch, calendar: WorkingCalendar) -> date | None:
    """The day that repetition is counted from: a date, or when another duty was first done."""
    if every.since is not None:
        return watch.dates.get(every.since)
    assert every.after is not None, "it begins somewhere"
    done = [duty.done_at for duty in watch.all_of(every.after) if duty.done_at is not None]
    return calendar.local_date(min(done)) if done else None


def _due(
    rule: DutyRule, occurrence: int, watch: ProjectWatch, pack: Pack, now: datetime
) -> datetime | None:
    counted = deadline_of(rule, occurrence, watch, pack, started_at=now)
    return counted.due if counted else None


def _nth(base: date, span: Span, occurrence: int, calendar: WorkingCalendar) -> Deadline:
    """Each time is counted from the same day, so that months never lose their last days."""
    at_once = max(1, int(_AT_ONCE[span.unit] // span.amount))
    while occurrence > at_once:
        stretch = _from(base, Span(span.amount * at_once, span.unit), calendar)
        assert stretch.due is not None, "nothing is paused"
        base, occurrence = day_ended_by(stretch.due, calendar), occurrence - at_once
    return _from(base, Span(span.amount * occurrence, span.unit), calendar)


def _from(base: date, span: Span, calendar: WorkingCalendar) -> Deadline:
    return deadline(calendar.at(base, time(0)), span, calendar)


def _said(rule: DutyRule, occurrence: int, watch: ProjectWatch) -> str:
    """What the count begins with, in words."""
    if rule.every is None:
        assert rule.before is not None, "a duty is due before a date or again and again"
        return f"{date_name(rule.before)}为 {watch.dates[rule.before]}。"
    every = rule.every
    begins = date_name(every.since) if every.since else "前一事项完成之日"
    until = f"，至{date_name(every.until)}为止" if every.until else ""
    return f"自{begins}起每 {every.span.zh}一次{until}，此为第 {occurrence} 次。"


def _warnings(
    rule: DutyRule, started_at: datetime, due: datetime, since: datetime, calendar: WorkingCalendar
) -> tuple[WarningAhead, ...]:
    """In order of time; steps that fall on one instant warn once, under the first of them."""
    steps: dict[datetime, str] = {}
    for step in rule.warn:
        at = _warned_at(step, started_at, due, calendar)
        if since < at < due:
            steps.setdefault(at, str(step))
    return tuple(WarningAhead(step=step, at=at) for at, step in sorted(steps.items()))


def _warned_at(
    step: WarningStep, started_at: datetime, due: datetime, calendar: WorkingCalendar
) -> datetime:
    """A share of the time from its start, or so long before the day it is due: in any unit, since
    that day is named."""
    if step.share is not None:
        used = (due - started_at) // _MICROSECOND * step.share
        return started_at + int(used) * _MICROSECOND
    assert step.before is not None, "a step is a share or a span"
    span, day = step.before, day_ended_by(due, calendar)
    if span.unit is Unit.WH:
        return working_hours_before(due, span.duration, calendar)[1]
    if span.unit is Unit.D:
        return days_by_the_clock(due, -span.amount.numerator, calendar)
    if not span.unit.counts_days:
        return due - span.duration
    warned = deadline_before(day, span, calendar).due
    assert warned is not None, "nothing is paused"
    return warned
