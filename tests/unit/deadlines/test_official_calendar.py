"""The official calendar in `policies/` against two independent collections of the notices."""

from __future__ import annotations

import json
from datetime import date, timedelta

import chinese_calendar
import pytest

from tests.support.shared_data import require
from tests.support.vectors import official_notices
from tests.unit.deadlines.company import OFFICE


def test_every_day_of_2004_to_2026_agrees_with_chinesecalendar() -> None:
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    different = [d for d in every if OFFICE.is_working_day(d) != chinese_calendar.is_workday(d)]
    assert len(every) == 8401
    assert different == []


def test_there_is_one_notice_a_year_and_three_amendments() -> None:
    plain = [notice.year for notice in official_notices() if notice.amends is None]
    amending = [(n.id, n.amends) for n in official_notices() if n.amends is not None]
    assert plain == list(range(2004, 2027))
    assert amending == [
        ("cn-2015-09", "cn-2015"),
        ("cn-2019-05", "cn-2019"),
        ("cn-2020-02", "cn-2020"),
    ]


def test_every_notice_since_2006_says_when_it_was_published() -> None:
    undated = [notice.id for notice in official_notices() if notice.published is None]
    assert undated == ["cn-2004", "cn-2005"]


@pytest.mark.parametrize("year", range(2018, 2025))
def test_the_days_named_by_a_year_agree_with_holiday_cn(year: int) -> None:
    days = json.loads(require(f"calendar/holiday-cn-{year}.json").read_text("utf-8"))["days"]
    different = [
        day
        for day in days
        if OFFICE.is_working_day(date.fromisoformat(day["date"])) == day["isOffDay"]
    ]
    assert days
    assert different == []
