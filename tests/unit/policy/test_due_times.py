"""When the limits of zsy fall due, on the pack's own calendar."""

from __future__ import annotations

import pytest

from shared.deadlines import Span, deadline
from shared.policy import Pack
from tests.unit.policy.regulations import at, library, zsy

# 2026-11-18 is a Wednesday; the National Day holiday of 2026 is 1 to 7 October.


def span_of(pack: Pack, key: str) -> Span:
    """How long an obligation of that key runs."""
    span = pack.obligation(key).within
    assert span is not None
    return span


@pytest.mark.parametrize(
    ("key", "start", "due"),
    [
        ("handover-phone", "2026-11-18 10:00", "2026-11-18 11:00"),
        ("handover-phone", "2026-11-18 11:30", "2026-11-18 12:30"),
        ("handover-after-hours", "2026-11-18 20:00", "2026-11-19 10:00"),
        ("handover-after-hours", "2026-11-18 07:00", "2026-11-18 10:00"),
        ("handover-after-hours", "2026-11-20 20:00", "2026-11-23 10:00"),
        ("handover-holiday", "2026-10-01 08:15", "2026-10-02 00:00"),
        ("preliminary-opinion", "2026-11-20 16:00", "2026-11-21 16:00"),
        ("important-state", "2026-11-20 16:00", "2026-11-23 18:00"),
        ("unsolved-week", "2026-11-18 10:00", "2026-11-26 00:00"),
        ("unsolved-month", "2026-01-31 10:00", "2026-03-01 00:00"),
    ],
)
def test_a_limit_falls_due_when_the_regulation_says(key: str, start: str, due: str) -> None:
    pack = zsy()

    assert deadline(at(start), span_of(pack, key), pack.calendar).due == at(due)


def test_15_working_days_leave_out_the_holiday_and_count_the_day_made_up_for_it() -> None:
    pack = library().pack("answer-within", "1")

    found = deadline(at("2026-09-25 10:00"), span_of(pack, "answer"), pack.calendar)

    assert found.due == at("2026-10-22 18:00")
    assert not found.provisional
