"""Warnings come in steps: a share of the budget, or a span before the end."""

from __future__ import annotations

from datetime import date

import pytest

from shared.deadlines import (
    Deadline,
    StepDoesNotFit,
    WarningStep,
    deadline,
    deadline_before,
    warning_instants,
)
from tests.unit.deadlines.company import OFFICE, local, paused, span

MONDAY = local("2026-04-20 10:00")


def warned(d: Deadline, *steps: str) -> list[str]:
    instants = warning_instants(d, [WarningStep.parse(step) for step in steps], OFFICE)
    return [f"{OFFICE.local(instant):%m-%d %H:%M}" for instant in instants]


@pytest.mark.parametrize(
    ("within", "step", "at"),
    [
        ("24 h", "50%", "04-20 22:00"),
        ("24 h", "2 h", "04-21 08:00"),
        ("4 wh", "50%", "04-20 12:00"),
        ("4 wh", "1 wh", "04-20 14:30"),
        ("7.5 wh", "3 h", "04-21 07:00"),  # Clock time before the end, wherever that falls.
        ("2 wd", "50%", "04-21 18:00"),
        ("3 wd", "50%", "04-22 14:15"),
        ("3 wd", "1 wd", "04-22 18:00"),
        ("3 wd", "3 wd", "04-21 09:00"),
        ("3 wd", "2 wh", "04-23 16:00"),
        ("3 wd", "30 min", "04-23 17:30"),
        ("0 wd", "50%", "04-20 14:45"),
        ("0 wd", "1 wh", "04-20 17:00"),
        ("4 cd", "25%", "04-22 00:00"),
        ("4 cd", "1 cd", "04-24 00:00"),
        ("4 cd", "12 h", "04-24 12:00"),
        ("3 month", "1 month", "06-21 00:00"),
        ("3 month", "15 cd", "07-06 00:00"),
    ],
)
def test_a_step_warns_at(within: str, step: str, at: str) -> None:
    assert warned(deadline(MONDAY, span(within), OFFICE), step) == [at]


def test_steps_come_in_order_each_instant_once() -> None:
    found = deadline(MONDAY, span("2 wd"), OFFICE)
    assert warned(found, "1 h", "1 wd", "50%") == ["04-21 18:00", "04-22 17:00"]


@pytest.mark.parametrize(
    ("within", "step"),
    [("1 h", "2 h"), ("1 wh", "2 wh"), ("2 wd", "3 wd"), ("0 wd", "1 wd"), ("1 wd", "0 min")],
)
def test_nothing_warns_before_the_start_or_at_the_end(within: str, step: str) -> None:
    assert warned(deadline(MONDAY, span(within), OFFICE), step) == []


def test_a_pause_is_neither_used_nor_left() -> None:
    pause = paused("2026-04-20 10:30", "2026-04-20 11:00")
    found = deadline(MONDAY, span("2 h"), OFFICE, pauses=[pause])
    assert warned(found, "50%", "15 min") == ["04-20 11:30", "04-20 12:15"]


def test_a_paused_day_is_not_among_the_days_left() -> None:
    pause = paused("2026-04-22 00:00", "2026-04-23 00:00")
    found = deadline(MONDAY, span("3 wd"), OFFICE, pauses=[pause])
    assert found.due == local("2026-04-24 18:00")
    assert warned(found, "1 wd", "2 wd") == ["04-21 18:00", "04-23 18:00"]


def test_a_half_paused_day_counts_half() -> None:
    pause = paused("2026-04-21 14:15", "2026-04-21 18:00")
    found = deadline(MONDAY, span("2 wd"), OFFICE, pauses=[pause])
    assert found.due == local("2026-04-23 14:15")
    assert warned(found, "25%", "50%", "1 wd") == ["04-21 14:15", "04-22 14:15"]


def test_an_unknown_end_warns_of_nothing_yet() -> None:
    found = deadline(MONDAY, span("2 h"), OFFICE, pauses=[paused("2026-04-20 10:30", None)])
    assert warned(found, "50%") == []


def test_a_rolled_end_keeps_its_distance() -> None:
    found = deadline(local("2026-04-29 10:00"), span("3 cd"), OFFICE, roll=True)
    assert found.due == local("2026-05-07 00:00")
    assert warned(found, "1 cd") == ["05-06 00:00"]


def test_a_day_that_is_rolled_over_a_holiday_is_shared_out_by_time() -> None:
    found = deadline(local("2026-05-01 12:00"), span("0 cd"), OFFICE, roll=True)
    assert found.due == local("2026-05-07 00:00")
    assert warned(found, "50%") == ["05-04 06:00"]


def test_a_deadline_before_a_date_warns_further_ahead_of_it() -> None:
    delivery = deadline_before(date(2026, 10, 16), span("15 wd"), OFFICE)
    assert warned(delivery, "1 wd", "1 h", "1 wh") == ["09-18 18:00", "09-20 17:00"]
    handover = deadline_before(date(2026, 12, 31), span("3 month"), OFFICE)
    assert warned(handover, "1 month", "1 cd") == ["08-31 00:00", "09-30 00:00"]


def test_a_share_of_the_time_before_a_date_needs_a_start() -> None:
    event, ahead = date(2026, 5, 11), span("24 h")
    assert warned(deadline_before(event, ahead, OFFICE), "50%") == []
    started = deadline_before(event, ahead, OFFICE, start=local("2026-05-08 00:00"))
    assert warned(started, "50%") == ["05-09 00:00"]
    assert warned(started, "72 h") == []


def test_a_step_of_another_kind_than_the_budget_is_refused() -> None:
    step = WarningStep.parse("1 wd")
    assert not step.fits(span("24 h"))
    with pytest.raises(StepDoesNotFit, match="1 wd"):
        warned(deadline(MONDAY, span("24 h"), OFFICE), "1 wd")


@pytest.mark.parametrize("written", ["50%", "12.5%", "2 h", "1.5 month"])
def test_a_step_is_written_as_it_is_read(written: str) -> None:
    assert str(WarningStep.parse(written)) == written


@pytest.mark.parametrize("written", ["0%", "100%", "-5%", "soon"])
def test_a_step_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"预警|时限"):
        WarningStep.parse(written)
