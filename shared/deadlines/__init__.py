"""Deadlines (时限): when something is due on a working calendar, and why.

Pure: data in, data out. `docs/decisions/0010-deadline-engine.md` has the conventions.
"""

from shared.deadlines.calendar import WorkingCalendar, round_the_clock
from shared.deadlines.days import add_working_days, working_days_between
from shared.deadlines.due import Deadline, deadline, ending_at
from shared.deadlines.due_before import deadline_before
from shared.deadlines.elapsed import elapsed
from shared.deadlines.errors import (
    CalendarFileIsInvalid,
    CalendarIsInvalid,
    DeadlineError,
    InstantIsUnusable,
    PauseIsBackwards,
    SpanIsUnreadable,
    StepDoesNotFit,
)
from shared.deadlines.explanation import Explanation, explain
from shared.deadlines.notice import HolidayNotice
from shared.deadlines.opening_hours import parse_hours
from shared.deadlines.pause import Pause
from shared.deadlines.span import Span, Unit
from shared.deadlines.warning import WarningStep, warning_instants
from shared.deadlines.year_table import Hours, Segment

__all__ = [
    "CalendarFileIsInvalid",
    "CalendarIsInvalid",
    "Deadline",
    "DeadlineError",
    "Explanation",
    "HolidayNotice",
    "Hours",
    "InstantIsUnusable",
    "Pause",
    "PauseIsBackwards",
    "Segment",
    "Span",
    "SpanIsUnreadable",
    "StepDoesNotFit",
    "Unit",
    "WarningStep",
    "WorkingCalendar",
    "add_working_days",
    "deadline",
    "deadline_before",
    "elapsed",
    "ending_at",
    "explain",
    "parse_hours",
    "round_the_clock",
    "warning_instants",
    "working_days_between",
]
