"""The pack's working calendar 工作日历, as a regulation writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, PrivateAttr, ValidationInfo, model_validator

from shared.deadlines import DeadlineError, Hours, WorkingCalendar, parse_hours
from shared.deadlines.instants import zone_named
from shared.deadlines.opening_hours import checked_hours
from shared.domain import Immutable
from shared.policy.faults import fault
from shared.policy.fields import CalendarName, Label, parsed
from shared.policy.vocabulary import Vocabulary

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = re.compile(rf"({'|'.join(_WEEK)})(?:-({'|'.join(_WEEK)}))?")


def _days(written: str) -> str:
    found = _DAYS.fullmatch(written)
    if not found or (found[2] and _WEEK.index(found[2]) <= _WEEK.index(found[1])):
        raise fault(
            f"“{written}”不是星期，应如 mon-fri 或 sat",
            f"`{written}` is not a weekday or a range such as mon-fri",
        )
    return written


def weekdays(written: str) -> range:
    """The weekdays (0 is Monday) that `mon-fri` or `sat` means."""
    first, _, last = written.partition("-")
    return range(_WEEK.index(first), _WEEK.index(last or first) + 1)


def _zone(name: str) -> str:
    try:
        zone_named(name)
    except DeadlineError as error:
        raise fault(error.zh, error.en) from error
    return name


Zone = Annotated[str, AfterValidator(_zone)]
Days = Annotated[str, AfterValidator(_days)]
HoursText = Annotated[Hours, parsed(parse_hours, "工作时段", '"09:00-12:00"')]


class WorkingTime(Immutable):
    """Weekly hours, the holiday notices that change them, and the company's own closed days.

    `holidays` names a file of the calendars folder; without it no holiday closes the calendar.
    """

    zone: Zone
    hours: Mapping[Days, tuple[HoursText, ...]] = Field(min_length=1)
    holidays: CalendarName | None = None
    closures: Mapping[date, Label] = Field(default_factory=dict)
    _calendar: WorkingCalendar = PrivateAttr()

    @model_validator(mode="after")
    def _make_the_calendar(self, info: ValidationInfo) -> WorkingTime:
        weekly = {}
        try:
            for days, hours in self.hours.items():
                for day in weekdays(days):
                    if day in weekly:
                        raise fault(f"{_WEEK[day]} 出现两次", f"{_WEEK[day]} is given twice")
                    weekly[day] = checked_hours(hours, days)
            assert isinstance(info.context, Vocabulary)
            self._calendar = WorkingCalendar.of(
                self.holidays or self.zone,
                self.zone,
                weekly,
                info.context.holidays.get(self.holidays, ()) if self.holidays else (),
                closures=self.closures,
                observes_holidays=self.holidays is not None,
            )
        except DeadlineError as error:
            raise fault(error.zh, error.en) from error
        return self

    @property
    def calendar(self) -> WorkingCalendar:
        return self._calendar
