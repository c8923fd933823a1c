"""Opening hours by the local clock (营业时间)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from shared.deadlines.errors import CalendarIsInvalid
from shared.deadlines.year_table import MIDNIGHT, Hours

_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])"
_WRITTEN = re.compile(rf"{_CLOCK}\s*[-–]\s*(?:{_CLOCK}|24:00)")


def parse_hours(text: str) -> Hours:
    """Read `09:00-12:00`; `24:00` closes at midnight."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise CalendarIsInvalid(
            f"时段 {text!r} 无法识别，请写成 09:00-12:00，午夜收工写 24:00",
            f"hours {text!r} are unreadable; write 09:00-12:00, with 24:00 for midnight",
        )
    opens_h, opens_m, closes_h, closes_m = found.groups()
    closing = MIDNIGHT if closes_h is None else time(int(closes_h), int(closes_m))
    return checked_hours([(time(int(opens_h), int(opens_m)), closing)], text)[0]


def checked_hours(hours: Sequence[Hours], where: str) -> tuple[Hours, ...]:
    """The hours of one day in order; refuses what overlaps or ends before it begins."""
    ordered = tuple(sorted(hours))
    earliest = MIDNIGHT
    for opening, closing in ordered:
        ends_at_midnight = closing == MIDNIGHT
        if opening.tzinfo or closing.tzinfo or not (ends_at_midnight or opening < closing):
            raise CalendarIsInvalid(
                f"{where}：时段 {opening}-{closing} 须先开始后结束，跨夜的请拆成两天",
                f"{where}: hours {opening}-{closing} must begin before they end; split a night",
            )
        if opening < earliest:
            raise CalendarIsInvalid(
                f"{where}：时段 {opening}-{closing} 与前一时段重叠",
                f"{where}: hours {opening}-{closing} overlap the ones before",
            )
        earliest = time.max if ends_at_midnight else closing
    return ordered
