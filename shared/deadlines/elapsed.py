"""How much time has run between two instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.deadlines.calendar import WorkingCalendar
from shared.deadlines.instants import in_utc
from shared.deadlines.pause import Pause, running, stops


def elapsed(
    start: datetime,
    end: datetime,
    calendar: WorkingCalendar | None,
    pauses: Sequence[Pause] = (),
) -> timedelta:
    """Working time from `start` to `end` outside the pauses; clock time without a calendar.

    None has run when `end` comes first.
    """
    begun, ended = in_utc(start), in_utc(end)
    if ended <= begun:
        return timedelta(0)
    stretches = running([(begun, ended)], stops(pauses)) if pauses else [(begun, ended)]
    return sum(
        (
            closed - opened if calendar is None else calendar.working_time(opened, closed)
            for opened, closed in stretches
        ),
        timedelta(0),
    )
