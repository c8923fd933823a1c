"""When something is due a span before a date, such as 3.5 months before delivery."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from shared.deadlines.calendar import WorkingCalendar
from shared.deadlines.days import days_by_the_clock, months_after
from shared.deadlines.due import Deadline, counted_by
from shared.deadlines.instants import in_utc
from shared.deadlines.span import Span, Unit
from shared.deadlines.year_table import Segment

_DAY = timedelta(days=1)


def deadline_before(
    event_date: date, span: Span, calendar: WorkingCalendar, *, start: datetime | None = None
) -> Deadline:
    """When something must be done to be `span` ahead of a date, which itself is left out.

    N `wd` before: the close of the Nth working day before the date; N `cd` and months: 24:00 of the
    day that many days or months before it (the month's last where it has no such day; a half month
    is the 15 days before that); hours and `d`: so long before the date begins. None at all ends
    with the date. `start` is when the obligation began, for warnings at a share of the time there
    is.
    """
    segments, due = _back(event_date, span, calendar)
    begun = calendar.at(event_date, time(0)) if start is None else in_utc(start)
    works = span.unit in (Unit.WH, Unit.WD)
    return Deadline(
        start=begun,
        span=span,
        due=due,
        segments=segments,
        pauses=(),
        provisional=works and calendar.is_provisional_between(calendar.local_date(due), event_date),
        calendar_version=calendar.version,
        calendar=calendar,
        event_date=event_date,
    )


def _back(
    event_date: date, span: Span, calendar: WorkingCalendar
) -> tuple[tuple[Segment, ...], datetime]:
    beginning = calendar.at(event_date, time(0))
    if span.unit is Unit.WH:
        return working_hours_before(beginning, span.duration, calendar)
    if not span.unit.counts_days:
        if span.unit is Unit.D:
            due = days_by_the_clock(beginning, -span.amount.numerator, calendar)
        else:
            due = beginning - span.duration
        return (Segment(due, beginning, beginning - due),), due
    days = counted_by(span.unit, calendar)
    if not span.amount:
        return (), days.working_days_before(event_date + _DAY, 1)[0].end
    if span.unit is Unit.MONTH:
        count = (event_date - months_after(event_date, -span.amount)).days
    else:
        count = span.amount.numerator
    segments = days.working_days_before(event_date, count)
    return segments, segments[0].end


def working_hours_before(
    end: datetime, budget: timedelta, calendar: WorkingCalendar
) -> tuple[tuple[Segment, ...], datetime]:
    """The latest instant from which the whole budget of working time still lies before `end`."""
    counted: list[Segment] = []
    left = budget
    for opened, closed in calendar.open_periods_before(end):
        length = closed - opened
        if length >= left:
            if left:
                counted.append(Segment(closed - left, closed, left))
            return tuple(reversed(counted)), closed - left
        counted.append(Segment(opened, closed, length))
        left -= length
    raise AssertionError("a calendar has no first opening")
