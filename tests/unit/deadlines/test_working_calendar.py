"""When a company works: its week, the notices, its own closures and shifts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from shared.deadlines import (
    CalendarIsInvalid,
    HolidayNotice,
    Hours,
    InstantIsUnusable,
    WorkingCalendar,
    parse_hours,
    round_the_clock,
)
from tests.support.vectors import OFFICE_HOURS, official_notices
from tests.unit.deadlines.company import OFFICE, local, spring_festival_2027

WEEK = dict.fromkeys(range(5), OFFICE_HOURS)


def office(*notices: HolidayNotice) -> WorkingCalendar:
    return WorkingCalendar.of("办公", "Asia/Shanghai", WEEK, notices)


def test_a_holiday_is_no_working_day_and_a_make_up_saturday_is_one() -> None:
    assert not OFFICE.is_working_day(date(2026, 5, 5))
    assert OFFICE.is_working_day(date(2026, 5, 9))
    assert not OFFICE.is_working_day(date(2026, 5, 16))


def test_a_make_up_saturday_has_the_hours_of_an_ordinary_weekday() -> None:
    assert OFFICE.intervals(date(2026, 5, 9)) == (
        (local("2026-05-09 09:00"), local("2026-05-09 12:00")),
        (local("2026-05-09 13:30"), local("2026-05-09 18:00")),
    )


def test_a_make_up_saturday_is_a_whole_day_where_saturdays_are_half() -> None:
    week = WEEK | {5: (parse_hours("09:00-12:00"),)}
    calendar = WorkingCalendar.of("售楼处", "Asia/Shanghai", week, official_notices())
    assert len(calendar.intervals(date(2026, 5, 9))) == 2
    assert len(calendar.intervals(date(2026, 5, 16))) == 1


def test_it_is_open_from_the_opening_on_and_no_longer_at_the_closing() -> None:
    assert OFFICE.is_open(local("2026-04-27 09:00"))
    assert not OFFICE.is_open(local("2026-04-27 12:00"))
    assert not OFFICE.is_open(local("2026-04-27 12:30"))


def test_the_next_opening_and_the_last_closing_pass_over_the_holiday() -> None:
    may_day = local("2026-05-03 10:00")
    assert OFFICE.opening(may_day) == local("2026-05-06 09:00")
    assert OFFICE.closing(may_day) == local("2026-04-30 18:00")
    assert OFFICE.closing(local("2026-04-28 09:00")) == local("2026-04-27 18:00")
    assert OFFICE.closing(local("2026-04-28 10:00")) == local("2026-04-28 10:00")


def test_closing_at_midnight_joins_the_next_day_without_a_gap() -> None:
    around = round_the_clock("Asia/Shanghai")
    begin = local("2026-12-31 20:00")
    assert around.working_time(begin, local("2027-01-01 04:00")) == timedelta(hours=8)
    assert around.intervals(date(2026, 12, 31))[0][1] == local("2027-01-01 00:00")


def test_a_shift_sets_the_hours_of_one_day_whatever_else_holds() -> None:
    duty = {date(2026, 5, 1): (parse_hours("10:00-14:00"),)}
    calendar = WorkingCalendar.of("值班", "Asia/Shanghai", WEEK, official_notices(), shifts=duty)
    assert calendar.intervals(date(2026, 5, 1)) == (
        (local("2026-05-01 10:00"), local("2026-05-01 14:00")),
    )


def test_a_local_closure_closes_the_day() -> None:
    calendar = WorkingCalendar.of(
        "台风", "Asia/Shanghai", WEEK, closures={date(2026, 4, 27): "台风停业"}
    )
    assert not calendar.is_working_day(date(2026, 4, 27))


def test_a_later_notice_of_the_year_changes_only_the_days_it_lists() -> None:
    first = HolidayNotice(
        "cn-2020", 2020, "", date(2019, 11, 21),
        off=frozenset({date(2020, 1, 30), date(2020, 5, 1)}), work=frozenset({date(2020, 2, 1)}),
    )  # fmt: skip
    longer = HolidayNotice(
        "cn-2020-extended", 2020, "", date(2020, 1, 27),
        off=frozenset({date(2020, 1, 31), date(2020, 2, 1)}), work=frozenset({date(2020, 1, 30)}),
    )  # fmt: skip
    for given_order in ((first, longer), (longer, first)):
        calendar = office(*given_order)
        days = [date(2020, 1, 30), date(2020, 1, 31), date(2020, 2, 1), date(2020, 5, 1)]
        assert [calendar.is_working_day(day) for day in days] == [True, False, False, False]


def test_a_year_without_a_notice_has_weekends_only_and_is_provisional() -> None:
    assert OFFICE.is_working_day(date(2027, 1, 1))
    assert OFFICE.is_provisional(date(2027, 1, 1))
    assert not OFFICE.is_provisional(date(2026, 10, 1))


def test_the_end_of_december_waits_for_the_next_notice_too() -> None:
    assert OFFICE.is_provisional(date(2026, 12, 31))
    told = office(*official_notices(), spring_festival_2027())
    assert not told.is_provisional(date(2026, 12, 31))
    assert not told.is_working_day(date(2026, 12, 31))


def test_a_calendar_that_observes_no_holidays_is_never_provisional() -> None:
    assert not round_the_clock("Asia/Shanghai").is_provisional(date(2190, 1, 1))


def test_the_version_names_the_notices_and_changes_with_anything_that_decides() -> None:
    plain = office(*official_notices())
    told = office(*official_notices(), spring_festival_2027())
    closed = WorkingCalendar.of(
        "办公", "Asia/Shanghai", WEEK, official_notices(), closures=[date(2026, 4, 27)]
    )
    amended = "cn-2015-09,cn-2019-05,cn-2020-02"
    assert plain.version.startswith(f"cn-2004..cn-2026,{amended}#")
    assert told.version.startswith(f"cn-2004..cn-2027,{amended}#")
    assert len({plain.version, told.version, closed.version}) == 3
    assert plain == OFFICE


@pytest.mark.parametrize(
    ("weekly", "about"),
    [
        ({}, "hours go by weekday"),
        ({7: OFFICE_HOURS}, "hours go by weekday"),
        ({0: ((time(18), time(9)),)}, "begin before they end"),
        ({0: ((time(9), time(12)), (time(11), time(13)))}, "overlap"),
        ({0: ((time(9), time(0)), (time(23), time(0)))}, "overlap"),
    ],
)
def test_hours_that_make_no_week_are_refused(
    weekly: dict[int, tuple[Hours, ...]], about: str
) -> None:
    with pytest.raises(CalendarIsInvalid, match=about):
        WorkingCalendar.of("x", "Asia/Shanghai", weekly)


@pytest.mark.parametrize(
    "written", ["9-12", "09:00-25:00", "24:00-09:00", "12:00-09:00", "09:60-10:00"]
)
def test_unreadable_hours_are_refused(written: str) -> None:
    with pytest.raises(CalendarIsInvalid):
        parse_hours(written)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(CalendarIsInvalid, match="Asia/Atlantis"):
        WorkingCalendar.of("x", "Asia/Atlantis", WEEK)


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(InstantIsUnusable, match=r"\+08:00"):
        OFFICE.is_open(datetime(2026, 4, 27, 9))


def test_the_same_notice_twice_is_refused() -> None:
    with pytest.raises(CalendarIsInvalid, match="cn-2027"):
        office(spring_festival_2027(), spring_festival_2027())
