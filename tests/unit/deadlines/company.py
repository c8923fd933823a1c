"""A company's calendars and times, in which the deadline tests tell their stories."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.deadlines import HolidayNotice, Pause, Span, WorkingCalendar, parse_hours
from tests.support.vectors import office_calendar

OFFICE = office_calendar()
"""Monday to Friday, 09:00-12:00 and 13:30-18:00, official Chinese holidays."""

SIX_DAYS = WorkingCalendar.of(
    "售楼处",
    "Asia/Shanghai",
    {
        **dict.fromkeys(range(5), (parse_hours("09:00-12:00"), parse_hours("13:30-18:00"))),
        5: (parse_hours("09:00-12:00"),),
    },
    observes_holidays=False,
)
"""As the office, and Saturday mornings; no holidays."""


def local(written: str, zone: str = "Asia/Shanghai") -> datetime:
    """`2026-04-27 10:00` by the clocks of a zone."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone))


def spring_festival_2027() -> HolidayNotice:
    """A notice that is not out yet, made up for the tests."""
    return HolidayNotice(
        id="cn-2027",
        year=2027,
        title="国务院办公厅关于2027年部分节假日安排的通知",
        published=date(2026, 11, 10),
        off=frozenset({date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 8)}),
        work=frozenset({date(2027, 2, 6)}),
    )


def paused(start: str, end: str | None, reason: str = "等待业主到场") -> Pause:
    return Pause(local(start), None if end is None else local(end), reason)


def span(text: str) -> Span:
    return Span.parse(text)
