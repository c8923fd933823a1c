"""When to warn before a deadline (预警): at a share of the budget, or a span before the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Self

from shared.deadlines.calendar import WorkingCalendar
from shared.deadlines.days import day_ended_by, days_by_the_clock, months_after
from shared.deadlines.due import Deadline, counted_by, run_down
from shared.deadlines.due_before import deadline_before, working_hours_before
from shared.deadlines.elapsed import elapsed
from shared.deadlines.errors import StepDoesNotFit
from shared.deadlines.instants import Period, microseconds
from shared.deadlines.pause import running, stops
from shared.deadlines.span import Span, Unit
from shared.deadlines.year_table import Segment

_SHARE = re.compile(r"\s*([0-9]{1,2}(?:\.[0-9]{1,4})?)\s*%\s*")
Amount = int | Fraction
"""How much of a budget: whole numbers wherever they are exact, since they are many times faster."""

_CLOCK = frozenset({Unit.MIN, Unit.H})
_WORKING = frozenset({Unit.WH, Unit.WD})
_CALENDAR_DAYS = frozenset({Unit.CD, Unit.MONTH})
_FITS = {
    Unit.MIN: frozenset(Unit),
    Unit.H: frozenset(Unit),
    Unit.D: frozenset({Unit.D}),
    Unit.WH: _WORKING,
    Unit.WD: frozenset({Unit.WD}),
    Unit.CD: _CALENDAR_DAYS,
    Unit.MONTH: _CALENDAR_DAYS,
}


@dataclass(frozen=True, slots=True)
class WarningStep:
    """Warn when `share` of the budget is used, or while `before` of it is left: one of the two."""

    share: Fraction | None = None
    before: Span | None = None
    _text: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if (self.share is None) == (self.before is None) or (
            self.share is not None and not 0 < self.share < 1
        ):
            raise StepDoesNotFit(
                "预警须为 0% 与 100% 之间的比例或到期前的时长，二者择一",
                "a warning is either a share between 0% and 100% or a span before the end",
            )
        object.__setattr__(self, "_text", _written(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `50%` (used) or `2 h` (left); `str(step)` writes what this reads."""
        found = _SHARE.fullmatch(text)
        if found is not None:
            return cls(share=Fraction(found[1]) / 100)
        return cls(before=Span.parse(text))

    def fits(self, budget: Span) -> bool:
        """Whether the step can be measured on a budget of that unit.

        Clock time before the end always can; the other units only on budgets of their own kind.
        """
        return self.before is None or budget.unit in _FITS[self.before.unit]

    def __str__(self) -> str:
        return self._text


def _written(step: WarningStep) -> str:
    if step.before is not None:
        return str(step.before)
    percent = Span((step.share or Fraction(0)) * 100, Unit.H)
    return f"{str(percent).removesuffix(' h')}%"


def warning_instants(
    d: Deadline, steps: Sequence[WarningStep], calendar: WorkingCalendar
) -> tuple[datetime, ...]:
    """When to warn, in order, each instant once: from the start on, strictly before the end.

    Pauses are left out of what is used and what is left. A deadline before a date has no share
    unless its start is known. Without a due time there is nothing to warn of yet.
    """
    if d.due is None:
        return ()
    found: set[datetime] = set()
    backward = d.event_date is not None
    for step in steps:
        if not step.fits(d.span):
            raise StepDoesNotFit(
                f"预警 {step} 无法按时限 {d.span} 的单位计算",
                f"warning {step} cannot be measured on a budget of {d.span}",
            )
        instant = (_ahead_of_date if backward else _in_budget)(d, step, calendar, d.due)
        starts = d.start if not backward or d.start < d.due else None
        if instant is not None and instant < d.due and (starts is None or starts <= instant):
            found.add(instant)
    return tuple(sorted(found))


def _in_budget(
    d: Deadline, step: WarningStep, calendar: WorkingCalendar, due: datetime
) -> datetime | None:
    days = counted_by(d.span.unit, calendar)
    if step.share is not None:
        worth = _worth(d, days)
        parts = step.share.denominator
        return _when_used(d, days, worth, sum(worth) * step.share.numerator, parts)
    assert step.before is not None
    left = step.before
    if left.unit.counts_days:
        if not d.segments or d.segments[0].day is None:
            return None
        worth = _worth(d, days)
        return _when_used(d, days, worth, sum(worth) - _days(left, day_ended_by(due, calendar)))
    if left.unit in _CLOCK and d.span.unit in _WORKING:
        return due - left.duration
    time_left = due - _clock_time_before(due, left, calendar)
    lengths = [microseconds(segment.counted) for segment in d.segments]
    return _when_used(d, days, lengths, sum(lengths) - microseconds(time_left))


def _worth(d: Deadline, days: WorkingCalendar) -> Sequence[Amount]:
    """How much of the budget each segment used: time, or days and parts of days."""
    if not d.segments or d.segments[0].day is None:
        return [microseconds(segment.counted) for segment in d.segments]
    if not d.pauses:
        return [1] * len(d.segments)
    return [_share_of_day(segment, days) for segment in d.segments]


def _share_of_day(segment: Segment, days: WorkingCalendar) -> Fraction:
    assert segment.day is not None
    whole = days.working_days_from(segment.day, 1)[0].counted
    return Fraction(microseconds(segment.counted), microseconds(whole))


def _when_used(
    d: Deadline, days: WorkingCalendar, amounts: Sequence[Amount], used: Amount, parts: int = 1
) -> datetime | None:
    """The first instant at which `used`, in that many parts of what the segments amount to, was
    used; None when less than none."""
    if used < 0:
        return None
    for segment, amount in zip(d.segments, amounts, strict=True):
        whole = amount * parts
        if whole >= used:
            into = round(_exact(used * microseconds(segment.counted), whole))
            return run_down(_stretches(d, segment, days), timedelta(microseconds=into))[1]
        used -= whole
    return None


def _exact(numerator: Amount, denominator: Amount) -> Amount:
    if isinstance(numerator, int) and isinstance(denominator, int):
        whole, rest = divmod(numerator, denominator)
        return Fraction(numerator, denominator) if rest else whole
    return Fraction(numerator) / denominator


def _stretches(d: Deadline, segment: Segment, days: WorkingCalendar) -> Sequence[Period]:
    if segment.day is None:
        return ((segment.start, segment.end),)
    open_hours = days.intervals(segment.day)
    return tuple(running(open_hours, stops(d.pauses))) if d.pauses else open_hours


def _ahead_of_date(
    d: Deadline, step: WarningStep, calendar: WorkingCalendar, due: datetime
) -> datetime | None:
    if step.share is not None:
        if d.start >= due:
            return None
        days = counted_by(d.span.unit, calendar)
        budget = microseconds(elapsed(d.start, due, days)) * step.share
        return run_down(days.open_periods(d.start), timedelta(microseconds=round(budget)))[1]
    assert step.before is not None
    if step.before.unit is Unit.WH:
        return working_hours_before(due, step.before.duration, calendar)[1]
    if step.before.unit in _CLOCK or step.before.unit is Unit.D:
        return _clock_time_before(due, step.before, calendar)
    return deadline_before(day_ended_by(due, calendar), step.before, calendar).due


def _clock_time_before(due: datetime, span: Span, calendar: WorkingCalendar) -> datetime:
    if span.unit is Unit.D:
        return days_by_the_clock(due, -span.amount.numerator, calendar)
    return due - span.duration


def _days(span: Span, last: date) -> int:
    if span.unit is Unit.MONTH:
        return (last - months_after(last, -span.amount)).days
    return span.amount.numerator
