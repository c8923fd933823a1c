"""The duty roster 值班表: who answers outside working hours, or always."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from pydantic import Field

from shared.domain import Immutable
from shared.policy.fields import Key
from shared.policy.working_time import Days, HoursText, weekdays

_END_OF_DAY = 24 * 60


class Duty(Immutable):
    """Somebody's hours on duty 值班, in the directory's zone. A night is two entries."""

    hours: HoursText
    days: Days = Field(default="mon-sun")
    person: Key

    @property
    def minutes(self) -> tuple[int, int]:
        """From and until which minute of the day; the last does not belong to it."""
        opening, closing = self.hours
        return _minute(opening), _minute(closing) or _END_OF_DAY

    def covers(self, local: datetime) -> bool:
        first, last = self.minutes
        return local.weekday() in weekdays(self.days) and first <= _minute(local.time()) < last

    def overlaps(self, other: Duty) -> bool:
        begins = max(self.minutes[0], other.minutes[0])
        ends = min(self.minutes[1], other.minutes[1])
        return begins < ends and bool({*weekdays(self.days)} & {*weekdays(other.days)})


def overlapping(roster: Sequence[Duty]) -> Iterator[tuple[int, int]]:
    """The places of every two entries in which two people are on duty at once."""
    for later, duty in enumerate(roster):
        for earlier in range(later):
            if duty.overlaps(roster[earlier]):
                yield earlier, later


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
