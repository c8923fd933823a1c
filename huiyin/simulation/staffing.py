"""Departments as queues: so many handlers, who do one thing at a time, first come first served.

Time is measured in seconds of working time since the beginning of the year, in which nights,
weekends and holidays take no time at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from heapq import heapreplace
from itertools import accumulate

from shared.deadlines import WorkingCalendar


class WorkingTime:
    """The working time of a year and the next, both ways; instants are seconds since 1970."""

    def __init__(self, calendar: WorkingCalendar, year: int) -> None:
        self.begin = int(calendar.at(date(year, 1, 1), time(0)).timestamp())
        self.end = int(calendar.at(date(year + 1, 1, 1), time(0)).timestamp())
        until = datetime.fromtimestamp(self.end, UTC) + timedelta(days=730)
        self._opens: list[int] = []
        lengths: list[int] = []
        for opens, closes in calendar.open_periods(datetime.fromtimestamp(self.begin, UTC)):
            if opens >= until:
                break
            self._opens.append(int(opens.timestamp()))
            lengths.append(int((closes - opens).total_seconds()))
        self._lengths = lengths
        self._before = [0, *accumulate(lengths)]
        self.total = self.worked(self.end)
        days = calendar.count_working_days(date(year - 1, 12, 31), date(year, 12, 31))
        self.day = self.total / max(1, days)

    def worked(self, instant: int) -> int:
        """How much working time lies before an instant."""
        place = bisect_right(self._opens, instant) - 1
        if place < 0:
            return 0
        return self._before[place] + min(instant - self._opens[place], self._lengths[place])

    def instant(self, worked: float) -> int:
        """When so much working time is over: within working time, never at its opening."""
        place = min(bisect_right(self._before, worked) - 1, len(self._opens) - 1)
        return self._opens[place] + int(worked - self._before[place])


class Desk:
    """A department at work."""

    def __init__(self, handlers: int) -> None:
        self.handlers = handlers
        self.tasks = 0
        self.busy = 0.0
        self.waited = 0.0
        self._free_at = [0.0] * handlers

    def take(self, ready: float, work: float, *, until: float) -> float:
        """Do `work` that is ready now; when it will be done, all in working time. What is done
        after `until` is next year's business and not counted."""
        start = max(ready, self._free_at[0])
        end = start + work
        heapreplace(self._free_at, end)
        self.tasks += 1
        self.busy += max(0.0, min(end, until) - start)
        self.waited += start - ready
        return end

    def utilisation(self, total: float) -> float:
        return self.busy / (self.handlers * total) if total else 0.0


def desks(staff: Mapping[str, int]) -> dict[str, Desk]:
    return {department: Desk(handlers) for department, handlers in staff.items()}
