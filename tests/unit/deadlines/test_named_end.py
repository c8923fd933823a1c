"""A deadline whose end somebody named: an extension, or the customer's own limit."""

from __future__ import annotations

from datetime import datetime

import pytest

from shared.deadlines import (
    Deadline,
    InstantIsUnusable,
    WarningStep,
    deadline,
    ending_at,
    warning_instants,
)
from tests.unit.deadlines.company import OFFICE, local, paused, span

MONDAY = local("2026-04-20 10:00")
FRIDAY = local("2026-04-24 18:00")


def counted(within: str = "2 wd") -> Deadline:
    return deadline(MONDAY, span(within), OFFICE)


def warned(d: Deadline, step: str) -> list[str]:
    instants = warning_instants(d, [WarningStep.parse(step)], OFFICE)
    return [f"{OFFICE.local(instant):%m-%d %H:%M}" for instant in instants]


@pytest.mark.parametrize("end", ["2026-04-24 18:00", "2026-04-20 10:30", "2026-05-01 00:00"])
def test_it_is_due_at_the_named_instant_wherever_that_lies(end: str) -> None:
    named = ending_at(counted(), local(end))

    assert named.due == local(end)
    assert (named.start, named.span) == (counted().start, counted().span)


@pytest.mark.parametrize(
    ("within", "step", "at"),
    [
        ("2 wd", "1 wd", "04-23 18:00"),
        ("2 wd", "2 wh", "04-24 16:00"),
        ("24 h", "2 h", "04-24 16:00"),
        ("24 h", "50%", "04-22 14:00"),
    ],
)
def test_warnings_count_back_from_the_named_end(within: str, step: str, at: str) -> None:
    assert warned(ending_at(counted(within), FRIDAY), step) == [at]


def test_what_was_counted_before_is_no_part_of_it() -> None:
    rolled = deadline(MONDAY, span("5 cd"), OFFICE, roll=True)
    assert rolled.rolled

    named = ending_at(rolled, FRIDAY)

    assert (named.segments, named.rolled) == ((), False)


def test_a_holiday_notice_still_to_come_cannot_move_what_is_named() -> None:
    counted_into_the_unknown = deadline(local("2031-12-30 10:00"), span("5 wd"), OFFICE)
    assert counted_into_the_unknown.provisional

    assert not ending_at(counted_into_the_unknown, local("2032-01-20 18:00")).provisional


def test_an_open_pause_keeps_the_named_end_unknown() -> None:
    held = deadline(MONDAY, span("2 wd"), OFFICE, pauses=[paused("2026-04-20 14:00", None)])

    named = ending_at(held, None)

    assert named.due is None
    assert warned(named, "1 wd") == []
    assert named.pauses == held.pauses


def test_an_end_without_an_offset_is_refused() -> None:
    with pytest.raises(InstantIsUnusable):
        ending_at(counted(), datetime(2026, 4, 24, 18))
