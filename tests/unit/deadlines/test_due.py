"""When something is due: each unit, its first day, its end."""

from __future__ import annotations

from datetime import date

import pytest

from shared.deadlines import WorkingCalendar, deadline, round_the_clock
from tests.support.vectors import OFFICE_HOURS
from tests.unit.deadlines.company import OFFICE, SIX_DAYS, local, span, spring_festival_2027


@pytest.mark.parametrize(
    ("start", "within", "due"),
    [
        # Clock time runs through nights, weekends and holidays.
        ("2026-04-30 17:30", "15 min", "2026-04-30 17:45"),
        ("2026-04-30 17:30", "24 h", "2026-05-01 17:30"),
        # Working hours run in working time, to the second.
        ("2026-04-27 11:30", "1 wh", "2026-04-27 14:00"),
        ("2026-04-30 17:30:15", "1 wh", "2026-05-06 09:30:15"),
        ("2026-05-02 08:00", "1 wh", "2026-05-06 10:00"),
        # A budget that runs out exactly at closing is due at closing.
        ("2026-04-27 17:00", "1 wh", "2026-04-27 18:00"),
        ("2026-04-27 11:00", "1 wh", "2026-04-27 12:00"),
        # No hours at all are due as soon as there is working time.
        ("2026-04-27 18:00", "0 wh", "2026-04-28 09:00"),
        # Working days leave out the day they start on and end at its close.
        ("2026-04-27 08:00", "1 wd", "2026-04-28 18:00"),
        ("2026-04-27 23:59", "1 wd", "2026-04-28 18:00"),
        ("2026-04-30 10:00", "3 wd", "2026-05-08 18:00"),
        ("2026-05-06 10:00", "3 wd", "2026-05-09 18:00"),
        ("2026-05-02 10:00", "1 wd", "2026-05-06 18:00"),
        # The same working day; once it has closed, the next.
        ("2026-04-27 10:00", "0 wd", "2026-04-27 18:00"),
        ("2026-04-27 18:00", "0 wd", "2026-04-27 18:00"),
        ("2026-04-27 18:00:01", "0 wd", "2026-04-28 18:00"),
        ("2026-05-02 10:00", "0 wd", "2026-05-06 18:00"),
        # Calendar days end at midnight, the same day with 24:00 of it.
        ("2026-04-27 10:00", "3 cd", "2026-05-01 00:00"),
        ("2026-05-02 10:00", "0 cd", "2026-05-03 00:00"),
        # A month ends with the corresponding day, or the month's last.
        ("2026-01-15 10:00", "1 month", "2026-02-16 00:00"),
        ("2026-01-31 10:00", "1 month", "2026-03-01 00:00"),
        ("2028-01-31 10:00", "1 month", "2028-03-01 00:00"),
        ("2026-11-30 10:00", "3 month", "2027-03-01 00:00"),
        # Half a month is fifteen days after the whole months.
        ("2026-01-31 10:00", "1.5 month", "2026-03-16 00:00"),
        ("2026-01-31 10:00", "0.5 month", "2026-02-16 00:00"),
    ],
)
def test_a_span_is_due(start: str, within: str, due: str) -> None:
    assert deadline(local(start), span(within), OFFICE).due == local(due)


@pytest.mark.parametrize(
    ("within", "due", "rolled_from"),
    [
        ("4 cd", "2026-05-07 00:00", date(2026, 5, 1)),
        ("12 cd", "2026-05-10 00:00", None),  # A make-up Saturday is a working day.
        ("13 cd", "2026-05-12 00:00", date(2026, 5, 10)),
        ("3 wd", "2026-04-30 18:00", None),
        ("96 h", "2026-05-01 10:00", None),  # Only a period of days has a last day to move.
    ],
)
def test_an_end_on_a_day_without_work_rolls_where_the_pack_says_so(
    within: str, due: str, rolled_from: date | None
) -> None:
    found = deadline(local("2026-04-27 10:00"), span(within), OFFICE, roll=True)
    assert (found.due, found.rolled_from) == (local(due), rolled_from)
    assert found.rolled == (rolled_from is not None)


def test_an_end_stays_on_a_holiday_where_the_pack_does_not_roll() -> None:
    found = deadline(local("2026-04-27 10:00"), span("4 cd"), OFFICE)
    assert (found.due, found.rolled) == (local("2026-05-02 00:00"), False)


def test_the_day_is_that_of_the_calendar_not_of_the_caller() -> None:
    found = deadline(local("2026-04-27 18:00", "UTC"), span("1 wd"), OFFICE)
    assert found.due == local("2026-04-29 18:00")


def test_a_working_day_counts_as_one_however_short_it_is() -> None:
    assert deadline(local("2026-04-24 10:00"), span("1 wd"), SIX_DAYS).due == local(
        "2026-04-25 12:00"
    )


def test_working_hours_are_counted_in_the_stretches_that_were_open() -> None:
    found = deadline(local("2026-04-30 17:00"), span("5 wh"), OFFICE)
    assert [(s.start, s.end) for s in found.segments] == [
        (local("2026-04-30 17:00"), local("2026-04-30 18:00")),
        (local("2026-05-06 09:00"), local("2026-05-06 12:00")),
        (local("2026-05-06 13:30"), local("2026-05-06 14:30")),
    ]


def test_working_days_are_counted_one_by_one() -> None:
    found = deadline(local("2026-04-29 10:00"), span("3 wd"), OFFICE)
    assert [s.day for s in found.segments] == [
        date(2026, 4, 30), date(2026, 5, 6), date(2026, 5, 7)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "within", "roll", "provisional"),
    [
        ("2026-12-14 10:00", "3 wd", False, False),
        ("2026-12-24 10:00", "3 wd", False, True),
        ("2027-03-01 10:00", "1 wh", False, True),
        ("2027-03-01 10:00", "24 h", False, False),
        ("2027-03-01 10:00", "5 cd", False, False),
        ("2027-03-01 10:00", "5 cd", True, True),
        ("2026-12-20 10:00", "5 cd", True, False),
    ],
)
def test_a_deadline_is_provisional_when_a_notice_to_come_may_change_it(
    start: str, within: str, roll: bool, provisional: bool
) -> None:
    assert deadline(local(start), span(within), OFFICE, roll=roll).provisional is provisional


def test_a_roll_off_a_day_that_may_yet_change_is_provisional() -> None:
    weekly = dict.fromkeys(range(5), OFFICE_HOURS)
    without_2026 = WorkingCalendar.of("办公", "Asia/Shanghai", weekly, [spring_festival_2027()])
    found = deadline(local("2026-12-26 10:00"), span("5 cd"), without_2026, roll=True)
    assert (found.rolled_from, found.due) == (date(2026, 12, 31), local("2027-01-05 00:00"))
    assert found.provisional


def test_a_deadline_names_the_calendar_it_was_computed_with() -> None:
    assert (
        deadline(local("2026-04-27 10:00"), span("3 wd"), OFFICE).calendar_version == OFFICE.version
    )


def test_calendar_days_are_working_days_of_a_calendar_that_never_closes() -> None:
    start = local("2026-04-27 10:00")
    around = round_the_clock("Asia/Shanghai")
    assert deadline(start, span("9 cd"), OFFICE).due == deadline(start, span("9 wd"), around).due
