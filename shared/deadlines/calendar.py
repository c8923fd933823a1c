"""When a company works (工作日历): weekly hours, statutory holidays, make-up days, closures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from shared.deadlines.calendar_version import named_in, version_of
from shared.deadlines.errors import CalendarIsInvalid
from shared.deadlines.instants import Period, at, in_utc, zone_named
from shared.deadlines.notice import HolidayNotice, StatutoryDays, in_force
from shared.deadlines.opening_hours import checked_hours
from shared.deadlines.year_table import MIDNIGHT, Hours, Segment, YearTable, year_table

_DAY = timedelta(days=1)
# A notice may rearrange the last days of the December before; so far none reached back further
# than the 29th (2007, 2018). Three days of margin.
_NEXT_NOTICE_REACHES_BACK_TO = (12, 26)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Open hours of every day, in a time zone, under certain holiday notices.

    All instants it gives are in UTC. Two calendars are equal when their versions are, and a
    version names the notices and fingerprints everything else.
    """

    name: str = field(compare=False)
    zone: str = field(compare=False)
    version: str
    weekly: Mapping[int, tuple[Hours, ...]] = field(compare=False, repr=False)
    statutory: StatutoryDays = field(compare=False, repr=False)
    notices: tuple[HolidayNotice, ...] = field(compare=False, repr=False)
    noticed_years: frozenset[int] = field(compare=False, repr=False)
    closures: Mapping[date, str] = field(compare=False, repr=False)
    shifts: Mapping[date, tuple[Hours, ...]] = field(compare=False, repr=False)
    observes_holidays: bool = field(compare=False, repr=False)
    _years: dict[int, YearTable] = field(
        compare=False, repr=False, init=False, default_factory=dict
    )

    @classmethod
    def of(
        cls,
        name: str,
        zone: str,
        weekly: Mapping[int, Sequence[Hours]],
        notices: Sequence[HolidayNotice] = (),
        *,
        closures: Collection[date] | Mapping[date, str] = (),
        shifts: Mapping[date, Sequence[Hours]] | None = None,
        observes_holidays: bool = True,
    ) -> WorkingCalendar:
        """Build a calendar, refusing hours that overlap or a week without any.

        `weekly`: hours by weekday, 0 is Monday. `closures`: days closed for a reason of our own
        (停业), a mapping gives the reasons. `shifts`: the hours of single days, whatever else
        holds there. A make-up working day at a weekend has the hours of the first working weekday.
        `observes_holidays` False: no holiday closes it, so nothing about it is ever provisional.
        """
        zone_named(zone)
        week = {day: checked_hours(hours, f"{day}") for day, hours in sorted(weekly.items())}
        if not set(week) <= set(range(7)) or not any(week.values()):
            raise CalendarIsInvalid(
                f"日历 {name}：每周工作时间须按 0（周一）至 6（周日）给出，且不得全空",
                f"calendar {name}: weekly hours go by weekday 0 (Monday) to 6, not all empty",
            )
        ordered = in_force(notices)
        closed = dict(closures) if isinstance(closures, Mapping) else dict.fromkeys(closures, "")
        single = {day: checked_hours(hours, f"{day}") for day, hours in (shifts or {}).items()}
        return cls(
            name=name,
            zone=zone,
            version=version_of(zone, week, ordered, closed, single, observes_holidays),
            weekly=week,
            statutory=StatutoryDays.under(ordered),
            notices=ordered,
            noticed_years=frozenset(notice.year for notice in ordered),
            closures=closed,
            shifts=single,
            observes_holidays=observes_holidays,
        )

    def as_of(self, day: date) -> WorkingCalendar:
        """The calendar as it was known at the end of a day: without the notices published later.

        A notice without a date of publication counts as always known.
        """
        known = [notice for notice in self.notices if notice.is_out(day)]
        return self if len(known) == len(self.notices) else self._under(known)

    def notices_since(self, version: str) -> tuple[HolidayNotice, ...]:
        """The notices that a calendar of another version did not know, the latest last."""
        known = named_in(version)
        return tuple(notice for notice in self.notices if notice.id not in known)

    def _under(self, notices: Sequence[HolidayNotice]) -> WorkingCalendar:
        return WorkingCalendar.of(
            self.name,
            self.zone,
            self.weekly,
            notices,
            closures=self.closures,
            shifts=self.shifts,
            observes_holidays=self.observes_holidays,
        )

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """The local hours of a day: its own, else closed, holiday, make-up, else of the week."""
        if day in self.shifts:
            return self.shifts[day]
        if day in self.closures or day in self.statutory.off:
            return ()
        usual = self.weekly.get(day.weekday(), ())
        if day in self.statutory.work and (day.weekday() >= 5 or not usual):
            return next(hours for hours in self.weekly.values() if hours)
        return usual

    def is_working_day(self, day: date) -> bool:
        """Whether the day has any open hours (工作日)."""
        return self._year(day.year).has(day)

    def is_open(self, instant: datetime) -> bool:
        """Whether it is working time; at the closing time it no longer is."""
        utc = in_utc(instant)
        table = self._year(self.local_date(utc).year)
        i = bisect_right(table.closes, utc)
        return i < len(table.opens) and table.opens[i] <= utc

    def opening(self, instant: datetime) -> datetime:
        """The instant itself in working time, otherwise the next opening."""
        return next(self.open_periods(instant))[0]

    def closing(self, instant: datetime) -> datetime:
        """The last instant, not after this one, up to which there was working time."""
        return next(self.open_periods_before(instant))[1]

    def intervals(self, day: date) -> tuple[Period, ...]:
        """The open periods of a local day."""
        return self._year(day.year).periods_of(day)

    def open_periods(self, start: datetime) -> Iterator[Period]:
        """Working time from an instant on, without end."""
        instant = in_utc(start)
        year = (instant - _DAY).year  # Nowhere is it an earlier year yet.
        while True:
            table = self._year(year)
            for i in range(bisect_right(table.closes, instant), len(table.opens)):
                yield max(table.opens[i], instant), table.closes[i]
            year += 1

    def open_periods_before(self, end: datetime) -> Iterator[Period]:
        """Working time up to an instant, the latest period first."""
        instant = in_utc(end)
        year = (instant + _DAY).year  # Nowhere is it a later year already.
        while True:
            table = self._year(year)
            for i in range(bisect_left(table.opens, instant) - 1, -1, -1):
                yield table.opens[i], min(table.closes[i], instant)
            year -= 1

    def working_days_after(self, day: date, count: int) -> tuple[Segment, ...]:
        """The next working days, one segment each; the day itself is left out."""
        return self.working_days_from(day + _DAY, count)

    def working_days_from(self, day: date, count: int) -> tuple[Segment, ...]:
        """So many working days, one segment each, the first of them the day itself or later."""
        found: tuple[Segment, ...] = ()
        year = day.year
        while len(found) < count:
            table = self._year(year)
            i = bisect_left(table.dates, day)
            found += table.days[i : i + count - len(found)]
            year += 1
        return found

    def working_days_before(self, day: date, count: int) -> tuple[Segment, ...]:
        """The last working days before a day, which itself is left out; in order of time."""
        found: tuple[Segment, ...] = ()
        year = day.year
        while len(found) < count:
            table = self._year(year)
            i = bisect_left(table.dates, day)
            found = table.days[max(0, i - count + len(found)) : i] + found
            year -= 1
        return found

    def count_working_days(self, after: date, until: date) -> int:
        """How many working days D there are with after < D <= until."""
        count = 0
        for year in range(after.year, until.year + 1):
            dates = self._year(year).dates
            count += max(0, bisect_right(dates, until) - bisect_right(dates, after))
        return count

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Working time between two instants; none when the end comes first."""
        begun, ended = in_utc(start), in_utc(end)
        if ended <= begun:
            return timedelta(0)
        first, last = self.local_date(begun).year, self.local_date(ended).year
        whole = sum((self._year(y).total for y in range(first, last)), timedelta(0))
        return whole + self._year(last).worked_until(ended) - self._year(first).worked_until(begun)

    def is_provisional(self, day: date) -> bool:
        """Whether a holiday notice that is still to come may change the day."""
        return self.is_provisional_between(day, day)

    def is_provisional_between(self, first: date, last: date) -> bool:
        """Whether any day from first to last, both included, is provisional."""
        if not self.observes_holidays:
            return False
        for year in range(first.year, last.year + 1):
            if year not in self.noticed_years:
                return True
            if year + 1 not in self.noticed_years:
                end = last if last.year == year else date(year, 12, 31)
                if (end.month, end.day) >= _NEXT_NOTICE_REACHES_BACK_TO:
                    return True
        return False

    def local(self, instant: datetime) -> datetime:
        """The instant as the calendar's own clocks show it."""
        return in_utc(instant).astimezone(zone_named(self.zone))

    def local_date(self, instant: datetime) -> date:
        return in_utc(instant).astimezone(zone_named(self.zone)).date()

    def at(self, day: date, clock: time) -> datetime:
        """When the calendar's own clocks show that time on that day."""
        return at(day, clock, zone_named(self.zone))

    def _year(self, year: int) -> YearTable:
        if (table := self._years.get(year)) is None:
            table = self._years[year] = year_table(year, self.hours_on, zone_named(self.zone))
        return table


@lru_cache(maxsize=64)
def round_the_clock(zone: str) -> WorkingCalendar:
    """Every hour of every day: the calendar by which calendar days (自然日) and months run."""
    all_day = ((MIDNIGHT, MIDNIGHT),)
    return WorkingCalendar.of(
        "24×7", zone, dict.fromkeys(range(7), all_day), observes_holidays=False
    )
