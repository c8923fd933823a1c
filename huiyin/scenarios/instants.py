"""Times as scenario files write them: local to the pack's calendar, a day ending at its 24:00."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.policy.faults import fault

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?")
_MIDNIGHT = time(0)


def instant(written: object, zone: ZoneInfo) -> datetime:
    """`2026-03-02 09:30`, with seconds or without, or `24:00` at the end of a day, in a zone.

    Raises a PydanticCustomError that says how to write it.
    """
    found = _INSTANT.fullmatch(written) if isinstance(written, str) else None
    try:
        if found is None:
            raise ValueError
        day = datetime.fromisoformat(found[1])
        hour, minute, second = (int(part or 0) for part in found.groups()[1:])
        if (hour, minute, second) == (24, 0, 0):
            local = day + timedelta(days=1)
        else:
            local = datetime.combine(day, time(hour, minute, second))
    except ValueError:
        raise fault(
            '时间应写成 "2026-03-02 09:30"（可带秒；一天的终点写作 24:00）',
            'a time is written "2026-03-02 09:30" (seconds if you like; 24:00 ends a day)',
        ) from None
    return local.replace(tzinfo=zone)


def local(instant: datetime, zone: ZoneInfo) -> str:
    """As `instant` reads it."""
    here = instant.astimezone(zone)
    if here.time() == _MIDNIGHT:
        return f"{here - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{here:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
