"""A pause stops the budget to the second."""

from __future__ import annotations

from datetime import datetime

import pytest

from shared.deadlines import Pause, PauseIsBackwards, deadline, elapsed
from tests.unit.deadlines.company import OFFICE, SIX_DAYS, local, paused, span

MONDAY = "2026-04-20 10:00"


def due(within: str, *pauses: Pause, start: str = MONDAY) -> datetime | None:
    return deadline(local(start), span(within), OFFICE, pauses=pauses).due


@pytest.mark.parametrize(
    ("within", "begin", "end", "moved_to"),
    [
        ("2 h", "2026-04-20 10:30", "2026-04-20 10:40:07", "2026-04-20 12:10:07"),
        ("4 wh", "2026-04-20 11:30", "2026-04-20 14:00:01", "2026-04-20 16:30:01"),
        # A pause outside working time stops nothing.
        ("8 wh", "2026-04-20 18:00", "2026-04-21 09:00", "2026-04-21 10:30"),
        # Paused working time of a day count is working time after the close it would have had.
        ("3 wd", "2026-04-21 10:00", "2026-04-21 11:00:01", "2026-04-24 10:00:01"),
        ("1 wd", "2026-04-21 17:00", "2026-04-22 10:00", "2026-04-22 11:00"),
        # Whole days move the end by as many days.
        ("3 wd", "2026-04-21 00:00", "2026-04-23 00:00", "2026-04-27 18:00"),
        ("3 wd", "2026-04-21 12:00", "2026-04-22 12:00", "2026-04-24 18:00"),
        ("3 cd", "2026-04-22 00:00", "2026-04-24 00:00", "2026-04-26 00:00"),
        ("3 cd", "2026-04-22 08:00", "2026-04-22 09:00", "2026-04-24 01:00"),
        ("1 month", "2026-05-01 00:00", "2026-05-03 00:00", "2026-05-23 00:00"),
        # A day that is not counted cannot be paused.
        ("3 wd", "2026-04-20 10:30", "2026-04-20 18:00", "2026-04-23 18:00"),
        ("3 wd", "2026-04-25 00:00", "2026-04-27 00:00", "2026-04-23 18:00"),
        # The same day, less the pause.
        ("0 wd", "2026-04-20 16:00", "2026-04-20 17:00", "2026-04-21 10:00"),
    ],
)
def test_a_pause_moves_the_end(within: str, begin: str, end: str, moved_to: str) -> None:
    assert due(within, paused(begin, end)) == local(moved_to)


def test_overlapping_pauses_stop_the_clock_once() -> None:
    both = (
        paused("2026-04-20 10:10", "2026-04-20 10:30"),
        paused("2026-04-20 10:20", "2026-04-20 10:40"),
    )
    assert due("1 h", *both) == due("1 h", *reversed(both)) == local("2026-04-20 11:30")


def test_a_short_pause_within_a_long_one_changes_nothing() -> None:
    long = paused("2026-04-20 10:10", "2026-04-20 11:10")
    short = paused("2026-04-20 10:20", "2026-04-20 10:30")
    assert due("1 h", long, short) == due("1 h", long) == local("2026-04-20 12:00")


def test_a_pause_from_the_opening_on_leaves_no_empty_segment() -> None:
    pause = paused("2026-04-21 09:00", "2026-04-21 10:00")
    found = deadline(local("2026-04-20 17:00"), span("2 wh"), OFFICE, pauses=[pause])
    assert [(s.start, s.end) for s in found.segments] == [
        (local("2026-04-20 17:00"), local("2026-04-20 18:00")),
        (local("2026-04-21 10:00"), local("2026-04-21 11:00")),
    ]


@pytest.mark.parametrize("within", ["30 min", "2 h", "6 wh", "0 wd", "2 wd", "3 cd", "1 month"])
def test_an_open_pause_leaves_the_end_unknown(within: str) -> None:
    assert due(within, paused("2026-04-20 10:15", None)) is None


def test_an_open_pause_that_began_after_the_end_changes_nothing() -> None:
    late = paused("2026-04-21 18:00", None)
    found = deadline(local(MONDAY), span("1 wd"), OFFICE, pauses=[late])
    assert (found.due, found.pauses) == (local("2026-04-21 18:00"), ())


def test_what_was_counted_before_an_open_pause_stays_visible() -> None:
    found = deadline(local(MONDAY), span("6 wh"), OFFICE, pauses=[paused("2026-04-20 11:00", None)])
    assert [(s.start, s.end) for s in found.segments] == [
        (local("2026-04-20 10:00"), local("2026-04-20 11:00"))
    ]


def test_a_paused_short_day_moves_the_end_by_a_day_not_by_its_few_hours() -> None:
    friday, saturday = "2026-04-24 10:00", paused("2026-04-25 00:00", "2026-04-26 00:00")
    found = deadline(local(friday), span("2 wd"), SIX_DAYS, pauses=[saturday])
    assert found.due == local("2026-04-28 18:00")


def test_half_a_paused_short_day_moves_the_end_by_half_a_day() -> None:
    friday, half = "2026-04-24 10:00", paused("2026-04-25 09:00", "2026-04-25 10:30")
    found = deadline(local(friday), span("1 wd"), SIX_DAYS, pauses=[half])
    assert found.due == local("2026-04-27 14:15")


def test_the_pauses_that_touched_the_budget_are_kept_with_the_deadline() -> None:
    before = paused("2026-04-19 10:00", "2026-04-20 10:00")
    within = paused("2026-04-20 10:10", "2026-04-20 10:30")
    found = deadline(local(MONDAY), span("1 h"), OFFICE, pauses=[before, within])
    assert found.pauses == (within,)


def test_paused_time_has_not_elapsed() -> None:
    pause = paused("2026-04-20 11:00", "2026-04-20 14:00")
    between = (local(MONDAY), local("2026-04-20 15:00"))
    assert elapsed(*between, OFFICE, [pause]).total_seconds() == 2 * 3600
    assert elapsed(*between, None, [pause]).total_seconds() == 2 * 3600
    assert elapsed(*between, OFFICE).total_seconds() == 3.5 * 3600
    assert elapsed(*between, OFFICE, [paused("2026-04-20 10:30", None)]).total_seconds() == 1800


def test_no_time_has_elapsed_backwards() -> None:
    assert not elapsed(local("2026-04-20 15:00"), local(MONDAY), OFFICE)
    assert not elapsed(local("2026-04-20 15:00"), local(MONDAY), None)


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(PauseIsBackwards, match="暂停结束"):
        paused("2026-04-20 11:00", "2026-04-20 10:00")
