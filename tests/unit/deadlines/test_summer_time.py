"""Where clocks change, what counts is the time that really passed."""

from __future__ import annotations

from datetime import date, timedelta

from shared.deadlines import Pause, WorkingCalendar, deadline, elapsed, parse_hours, round_the_clock
from tests.unit.deadlines.company import local, span

BERLIN = "Europe/Berlin"  # Forward on 2026-03-29 at 02:00, back on 2026-10-25 at 03:00.
SAO_PAULO = "America/Sao_Paulo"  # Forward on 2015-10-18 at 00:00: that midnight never was.


def every_day(*hours: str, zone: str = BERLIN) -> WorkingCalendar:
    week = dict.fromkeys(range(7), tuple(map(parse_hours, hours)))
    return WorkingCalendar.of("夜班", zone, week, observes_holidays=False)


def length(calendar: WorkingCalendar, day: date) -> timedelta:
    return sum((end - start for start, end in calendar.intervals(day)), timedelta(0))


def test_the_day_of_the_change_is_an_hour_shorter_or_longer() -> None:
    around = round_the_clock(BERLIN)
    assert length(around, date(2026, 3, 29)) == timedelta(hours=23)
    assert length(around, date(2026, 10, 25)) == timedelta(hours=25)
    assert length(round_the_clock(SAO_PAULO), date(2015, 10, 18)) == timedelta(hours=23)


def test_clock_hours_are_real_hours() -> None:
    due = deadline(local("2026-03-28 12:00", BERLIN), span("24 h"), round_the_clock(BERLIN)).due
    assert due == local("2026-03-29 13:00", BERLIN)


def test_working_hours_are_real_hours() -> None:
    night = every_day("01:00-04:00")
    start = local("2026-03-28 12:00", BERLIN)
    assert deadline(start, span("3 wh"), night).due == local("2026-03-30 02:00", BERLIN)
    start = local("2026-10-24 12:00", BERLIN)
    assert deadline(start, span("4 wh"), night).due == local("2026-10-25 04:00", BERLIN)


def test_hours_in_the_gap_vanish_and_those_after_it_count_once() -> None:
    skipped = every_day("02:30-03:15", zone="America/Los_Angeles")
    assert not skipped.is_working_day(date(2006, 4, 2))
    overlapping = every_day("01:00-02:30", "03:00-04:00")
    assert length(overlapping, date(2026, 3, 29)) == timedelta(hours=2)


def test_a_calendar_day_ends_at_midnight_however_long_it_was() -> None:
    start = local("2026-03-27 10:00", BERLIN)
    around = round_the_clock(BERLIN)
    assert deadline(start, span("2 cd"), around).due == local("2026-03-30 00:00", BERLIN)


def test_a_paused_day_of_23_hours_moves_the_end_by_a_day() -> None:
    midnights = local("2026-03-29 00:00", BERLIN), local("2026-03-30 00:00", BERLIN)
    pause = Pause(*midnights, "等待业主到场")
    start = local("2026-03-27 10:00", BERLIN)
    found = deadline(start, span("3 cd"), round_the_clock(BERLIN), pauses=[pause])
    assert found.due == local("2026-04-01 00:00", BERLIN)


def test_a_day_that_a_country_left_out_is_no_day() -> None:
    samoa = round_the_clock("Pacific/Apia")
    assert not samoa.is_working_day(date(2011, 12, 30))
    around = (local("2011-12-29 12:00", "Pacific/Apia"), local("2011-12-31 12:00", "Pacific/Apia"))
    assert elapsed(*around, samoa) == elapsed(*around, None) == timedelta(hours=24)


def test_office_hours_of_a_left_out_day_are_not_worked_on_the_next() -> None:
    samoa = every_day("09:00-18:00", zone="Pacific/Apia")
    assert samoa.intervals(date(2011, 12, 30)) == ()
    assert length(samoa, date(2011, 12, 31)) == timedelta(hours=9)


def test_every_instant_comes_out_in_utc() -> None:
    found = deadline(local("2026-10-25 02:30", BERLIN), span("1 wh"), every_day("01:00-04:00"))
    assert found.due is not None
    assert {found.start.utcoffset(), found.due.utcoffset()} == {timedelta(0)}
