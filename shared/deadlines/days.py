"""Counting dates: working days between two, months after one."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from fractions import Fraction

from shared.deadlines.calendar import WorkingCalendar
from shared.deadlines.year_table import Segment

DAYS_IN_HALF_A_MONTH = 15


def working_days_between(start: date, end: date, calendar: WorkingCalendar) -> int:
    """How many working days D there are with start < D <= end."""
    return calendar.count_working_days(start, end)


def add_working_days(day: date, count: int, calendar: WorkingCalendar) -> date:
    """The Nth working day after a date, or before it where N is negative; the date is left out."""
    if count == 0:
        return day
    if count > 0:
        found = calendar.working_days_after(day, count)[-1].day
    else:
        found = calendar.working_days_before(day, -count)[0].day
    assert found is not None
    return found


def months_after(day: date, months: Fraction) -> date:
    """The corresponding day so many months on, else that month's last (民法典 202 条).

    Negative months go back. Half a month is 15 days, counted last, as in BGB section 189.
    """
    sign = -1 if months < 0 else 1
    whole, half = divmod(abs(months.numerator) * 2 // months.denominator, 2)
    index = day.year * 12 + day.month - 1 + sign * whole
    year, month = index // 12, index % 12 + 1
    try:
        moved = date(year, month, day.day)
    except ValueError:
        moved = date(year, month, monthrange(year, month)[1])
    return moved + sign * timedelta(days=DAYS_IN_HALF_A_MONTH * half)


def days_by_the_clock(instant: datetime, count: int, calendar: WorkingCalendar) -> datetime:
    """The instant so many days later, or earlier, at which the local clock shows the same time.

    One that never happens there moves forward with the clock, one that happens twice is the first.
    """
    local = calendar.local(instant)
    clock = local.time().replace(fold=0)
    return calendar.at(local.date() + timedelta(days=count), clock)


def earliest_day_for(start: datetime, calendar: WorkingCalendar) -> Segment:
    """The day on which something is still done "the same day": today, after its close the next."""
    today, tomorrow = calendar.working_days_from(calendar.local_date(start), 2)
    return today if start <= today.end else tomorrow


def day_ended_by(due: datetime, calendar: WorkingCalendar) -> date:
    """The local day on which something due then is due; 24:00 belongs to the day that it ends."""
    return calendar.local_date(due - timedelta(microseconds=1))
