"""When something is due: running a span down on a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from shared.deadlines.calendar import WorkingCalendar, round_the_clock
from shared.deadlines.days import (
    day_ended_by,
    days_by_the_clock,
    earliest_day_for,
    months_after,
)
from shared.deadlines.instants import FOREVER, Period, in_utc, microseconds
from shared.deadlines.pause import Pause, running, stops
from shared.deadlines.span import Span, Unit
from shared.deadlines.year_table import Segment

_NOTHING = timedelta(0)

Run = tuple[tuple[Segment, ...], datetime | None]
"""What was counted and when the budget was used up; None while an open pause holds it."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due time together with what it was computed from; all instants are in UTC.

    `due` is None while a pause without end keeps it unknown. `segments` are the stretches counted.
    `pauses` are those that touched the budget or the time it ran in. `rolled_from` is the holiday
    that the period would have ended on (民法典 203 条). `event_date` is set when the deadline lies
    a span before a date: counting then went back from that date, and `start` is the obligation's
    own start where it was given, else the beginning of that date. It is set as well, to the last
    day, where the end was named and not counted (`ending_at`).
    """

    start: datetime
    span: Span
    due: datetime | None
    segments: tuple[Segment, ...]
    pauses: tuple[Pause, ...]
    provisional: bool
    calendar_version: str
    calendar: WorkingCalendar = field(compare=False, repr=False)
    rolled_from: date | None = None
    event_date: date | None = None

    @property
    def rolled(self) -> bool:
        return self.rolled_from is not None


def deadline(
    start: datetime,
    span: Span,
    calendar: WorkingCalendar,
    *,
    pauses: Sequence[Pause] = (),
    roll: bool = False,
) -> Deadline:
    """When `span` is used up, counted from `start`.

    Clock and working hours are due at the first instant at which the budget is used up, so at the
    closing time and not at the next opening; none at all is due at the next opening. N `wd` end at
    the close of the Nth working day after the day of `start`, N `cd` at 24:00 of the Nth day after
    it, months at 24:00 of the corresponding day or the month's last; none at all ends with the day
    itself. N `d` are due when the clock on the wall shows the same time N days later; a pause moves
    that by as long as it lasts. `roll` moves the end of `cd` and `month` off a day without work
    (民法典 201-203 条).
    """
    begun = in_utc(start)
    stopped = stops(pauses) if pauses else ()
    first_day = calendar.local_date(begun)
    rolled_from: date | None = None
    if span.unit.counts_days:
        days = counted_by(span.unit, calendar)
        segments, due = _count_days(begun, first_day, _days_in(span, first_day), days, stopped)
        if roll and due is not None and span.unit is not Unit.WD:
            segments, due, rolled_from = _rolled(segments, due, calendar)
    else:
        periods: Iterable[Period] = (
            calendar.open_periods(begun) if span.unit is Unit.WH else ((begun, FOREVER),)
        )
        budget = span.duration if span.unit is not Unit.D else _wall_days(begun, span, calendar)
        segments, due = run_down(running(periods, stopped) if stopped else periods, budget)
    return Deadline(
        start=begun,
        span=span,
        due=due,
        segments=segments,
        pauses=tuple(p for p in pauses if _touches(p, begun, due)) if pauses else (),
        provisional=_is_provisional(span, first_day, (segments, due), calendar, roll, rolled_from),
        calendar_version=calendar.version,
        calendar=calendar,
        rolled_from=rolled_from,
    )


def ending_at(d: Deadline, instant: datetime | None) -> Deadline:
    """The same obligation with the due time that somebody named, such as an extension (延期).

    Warnings count back from it. `instant` None: an open pause keeps the named time unknown. What
    was counted stays with `d`, and so does its explanation; no holiday notice moves what is named.
    """
    due = None if instant is None else in_utc(instant)
    return replace(
        d,
        due=due,
        segments=(),
        provisional=False,
        rolled_from=None,
        event_date=None if due is None else d.calendar.local_date(due),
    )


def counted_by(unit: Unit, calendar: WorkingCalendar) -> WorkingCalendar:
    """The calendar that a budget runs by: the company's own for `wh` and `wd`, else all hours."""
    return calendar if unit in (Unit.WH, Unit.WD) else round_the_clock(calendar.zone)


def run_down(periods: Iterable[Period], budget: timedelta) -> Run:
    """Use up a budget of time on periods; the earliest instant at which nothing is left."""
    counted: list[Segment] = []
    left = budget
    for start, end in periods:
        length = end - start
        if length >= left:
            due = start + left
            if left:
                counted.append(Segment(start, due, left))
            return tuple(counted), due
        counted.append(Segment(start, end, length))
        left -= length
    return tuple(counted), None


def _wall_days(start: datetime, span: Span, calendar: WorkingCalendar) -> timedelta:
    """How long it takes the clock on the wall: 23 or 25 hours where a day has as many."""
    return days_by_the_clock(start, span.amount.numerator, calendar) - start


def _days_in(span: Span, first_day: date) -> int:
    """A month span as a number of days, which depends on where it begins."""
    if span.unit is Unit.MONTH:
        return (months_after(first_day, span.amount) - first_day).days
    return span.amount.numerator


def _count_days(
    start: datetime, day: date, count: int, days: WorkingCalendar, stopped: Sequence[Period]
) -> Run:
    """`day` is the local day of `start`, which itself does not count."""
    if count == 0:
        close = earliest_day_for(start, days).end
        budget = days.working_time(start, close)
        periods = days.open_periods(start)
        return run_down(running(periods, stopped), budget) if budget else ((), close)
    if not stopped:
        segments = days.working_days_after(day, count)
        return segments, segments[-1].end
    return _count_paused_days(_days_from(day, days), count, days, stopped)


def _days_from(day: date, days: WorkingCalendar) -> Iterator[Segment]:
    while True:
        for segment in days.working_days_after(day, 16):
            yield segment
        day = segment.day or day


def _count_paused_days(
    ahead: Iterator[Segment], count: int, days: WorkingCalendar, stopped: Sequence[Period]
) -> Run:
    """Each day is worth one, spread evenly over its open time; paused time is worth nothing.

    So a pause of whole days moves the end by as many days, one within a day moves it by as much
    working time, and a longer pause never means an earlier end, whatever hours the days have.
    """
    counted: list[Segment] = []
    left = Fraction(count)
    for whole in ahead:
        if stopped[-1][1] == FOREVER and stopped[-1][0] <= whole.start:
            break
        assert whole.day is not None
        stretches = tuple(running(days.intervals(whole.day), stopped))
        time = sum((end - start for start, end in stretches), _NOTHING)
        if not time:
            continue
        worth = Fraction(microseconds(time), microseconds(whole.counted))
        if worth < left:
            counted.append(Segment(stretches[0][0], stretches[-1][1], time, whole.day))
            left -= worth
            continue
        needed = timedelta(microseconds=round(left * microseconds(whole.counted)))
        _, due = run_down(stretches, needed)
        assert due is not None
        counted.append(Segment(stretches[0][0], due, needed, whole.day))
        return tuple(counted), due
    return tuple(counted), None


def _rolled(
    segments: tuple[Segment, ...], due: datetime, calendar: WorkingCalendar
) -> tuple[tuple[Segment, ...], datetime, date | None]:
    """Move an end on a day without work to the end of the next working day.

    The days moved over count as part of the period, so that warnings keep their distance.
    """
    last = day_ended_by(due, calendar)
    if calendar.is_working_day(last):
        return segments, due, None
    target = calendar.working_days_after(last, 1)[0].day
    assert target is not None
    more = round_the_clock(calendar.zone).working_days_after(last, (target - last).days)
    return segments + more, more[-1].end, last


def _touches(pause: Pause, start: datetime, due: datetime | None) -> bool:
    begins, ends = pause.period
    return ends > start and begins < ends and (due is None or begins < due)


def _is_provisional(
    span: Span,
    first_day: date,
    counted: Run,
    calendar: WorkingCalendar,
    roll: bool,
    rolled_from: date | None,
) -> bool:
    """Whether a holiday notice still to come may change the result."""
    works = span.unit in (Unit.WH, Unit.WD)
    # Clock and calendar days know no holidays, but whether the last day is one decides the roll.
    if not works and not (roll and span.unit.counts_days):
        return False
    last = max(first_day, _last_day(counted, calendar) or first_day)
    return calendar.is_provisional_between(first_day if works else rolled_from or last, last)


def _last_day(counted: Run, calendar: WorkingCalendar) -> date | None:
    segments, due = counted
    if due is None:
        return None
    return (segments[-1].day if segments else None) or day_ended_by(due, calendar)
