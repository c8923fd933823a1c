"""Instants and periods as the engine computes with them: always in UTC.

Two aware datetimes of one zone subtract their wall clocks, which is wrong across a change to or
from summer time, and an ambiguous local time never equals the same instant in UTC (PEP 495).
Hence everything is UTC inside and on the way out; a zone only says which local day it is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.deadlines.errors import CalendarIsInvalid, InstantIsUnusable

Period = tuple[datetime, datetime]
"""Half-open [start, end), both in UTC."""

FOREVER = datetime.max.replace(tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1900, 2200

_MICROSECOND = timedelta(microseconds=1)


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC; refuses a time without an offset or of an absurd year."""
    if instant.tzinfo is None:
        raise InstantIsUnusable(
            f"时间 {instant} 缺少时区，请写明如 +08:00",
            f"time {instant} has no UTC offset; write one such as +08:00",
        )
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise InstantIsUnusable(
            f"时间 {instant} 超出 {FIRST_YEAR} 至 {LAST_YEAR} 年",
            f"time {instant} is outside the years {FIRST_YEAR} to {LAST_YEAR}",
        )
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """The IANA time zone of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:
        raise CalendarIsInvalid(
            f"未知时区 {name!r}，请用 IANA 名称，如 Asia/Shanghai",
            f"unknown time zone {name!r}; use an IANA name such as Asia/Shanghai",
        ) from unknown


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When a local clock shows that time on that day.

    A time that happens twice means the first; one that is skipped is read with the offset before
    the gap, as RFC 5545 (3.3.5) has it.
    """
    return datetime.combine(day, clock, zone).astimezone(UTC)


def microseconds(span: timedelta) -> int:
    return span // _MICROSECOND
