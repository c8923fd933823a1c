"""One calendar year of open hours as instants, built once and then only searched."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.deadlines.instants import Period, at

Hours = tuple[time, time]
"""Opening and closing by the local clock; closing at 00:00 means midnight at the day's end."""

MIDNIGHT = time(0)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch in which a budget ran: `counted` is the time that ran between start and end.

    For budgets of days there is one segment a day, `day`; `counted` then leaves out the closed
    hours and the pauses between its first and its last counted instant.
    """

    start: datetime
    end: datetime
    counted: timedelta
    day: date | None = None


@dataclass(frozen=True, slots=True)
class YearTable:
    """Open periods of the local year, in order: the i-th is [opens[i], closes[i]).

    `worked[i]` is the open time before the i-th period. `days` are the days that have open hours,
    with one segment each; the k-th day's periods are those from `first[k]` up to `first[k + 1]`.
    """

    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    worked: tuple[timedelta, ...]
    total: timedelta
    dates: tuple[date, ...]
    days: tuple[Segment, ...]
    first: tuple[int, ...]

    def has(self, day: date) -> bool:
        """Whether the day has open hours."""
        k = bisect_left(self.dates, day)
        return k < len(self.dates) and self.dates[k] == day

    def periods_of(self, day: date) -> tuple[Period, ...]:
        k = bisect_left(self.dates, day)
        if k == len(self.dates) or self.dates[k] != day:
            return ()
        span = slice(self.first[k], self.first[k + 1])
        return tuple(zip(self.opens[span], self.closes[span], strict=True))

    def worked_until(self, instant: datetime) -> timedelta:
        """Open time from the beginning of the year."""
        i = bisect_right(self.opens, instant) - 1
        if i < 0:
            return timedelta(0)
        return self.worked[i] + (min(instant, self.closes[i]) - self.opens[i])


def year_table(year: int, hours_on: Callable[[date], Sequence[Hours]], zone: ZoneInfo) -> YearTable:
    """Work out one year; `hours_on` gives a day's hours, ordered and disjoint."""
    opens: list[datetime] = []
    closes: list[datetime] = []
    worked: list[timedelta] = []
    days: list[Segment] = []
    first: list[int] = []
    total = timedelta(0)
    day = date(year, 1, 1)
    while day.year == year:
        before, counted = len(opens), total
        for start, end in _periods(day, hours_on(day), zone):
            opens.append(start)
            closes.append(end)
            worked.append(total)
            total += end - start
        if len(opens) > before:
            first.append(before)
            days.append(Segment(opens[before], closes[-1], total - counted, day))
        day += _DAY
    first.append(len(opens))
    return YearTable(
        opens=tuple(opens),
        closes=tuple(closes),
        worked=tuple(worked),
        total=total,
        dates=tuple(segment.day for segment in days if segment.day is not None),
        days=tuple(days),
        first=tuple(first),
    )


def _periods(day: date, hours: Sequence[Hours], zone: ZoneInfo) -> list[Period]:
    """The day's hours as instants.

    A change to summer time can make hours overlap, shrink or vanish: no second counts twice, and
    none outside the local day.
    """
    if not hours:
        return []
    found: list[Period] = []
    earliest = at(day, MIDNIGHT, zone)
    latest = at(day + _DAY, MIDNIGHT, zone)
    for opening, closing in hours:
        start = max(at(day, opening, zone), earliest)
        end = latest if closing == MIDNIGHT else min(at(day, closing, zone), latest)
        if start < end:
            found.append((start, end))
            earliest = end
    return found
