"""A calendar as it was known on a day, and what has been published since."""

from __future__ import annotations

from datetime import date

import pytest

from shared.deadlines import WorkingCalendar, deadline
from tests.unit.deadlines.company import OFFICE, local, span, spring_festival_2027


def due(start: str, written: str, known_on: str) -> str:
    calendar = OFFICE.as_of(date.fromisoformat(known_on))
    found = deadline(local(start), span(written), calendar).due
    assert found is not None
    return f"{calendar.local(found):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "the_day_before", "on_the_day", "before", "after"),
    [
        ("2015-09-01 10:00", "2015-05-12", "2015-05-13", "2015-09-04", "2015-09-07"),
        ("2019-04-29 10:00", "2019-03-21", "2019-03-22", "2019-05-03", "2019-05-06"),
        ("2020-01-23 10:00", "2020-01-26", "2020-01-27", "2020-02-03", "2020-02-05"),
    ],
    ids=["victory day 2015", "labour day 2019", "spring festival 2020"],
)
def test_an_amendment_counts_from_the_day_it_was_published(
    start: str, the_day_before: str, on_the_day: str, before: str, after: str
) -> None:
    assert due(start, "3 wd", the_day_before) == f"{before} 18:00"
    assert due(start, "3 wd", on_the_day) == f"{after} 18:00"


def test_the_saturday_that_was_to_be_worked_in_2020_was_off_in_the_end() -> None:
    make_up_day = date(2020, 2, 1)
    assert OFFICE.as_of(date(2020, 1, 26)).is_working_day(make_up_day)
    assert not OFFICE.is_working_day(make_up_day)


def test_a_year_is_provisional_until_its_notice_is_out() -> None:
    new_year = date(2026, 1, 1)
    assert OFFICE.as_of(date(2025, 11, 3)).is_provisional(new_year)
    assert not OFFICE.as_of(date(2025, 11, 4)).is_provisional(new_year)


def test_when_everything_is_known_it_is_the_same_calendar() -> None:
    assert OFFICE.as_of(date(2026, 11, 22)) is OFFICE


def test_it_names_what_was_published_since_a_version() -> None:
    known = OFFICE.as_of(date(2020, 1, 26)).version
    assert [n.id for n in OFFICE.as_of(date(2020, 2, 1)).notices_since(known)] == ["cn-2020-02"]
    assert OFFICE.notices_since(OFFICE.version) == ()


def test_it_names_the_notice_of_a_year_that_was_missing() -> None:
    told = WorkingCalendar.of(
        "办公", "Asia/Shanghai", OFFICE.weekly, (*OFFICE.notices, spring_festival_2027())
    )
    assert [notice.id for notice in told.notices_since(OFFICE.version)] == ["cn-2027"]


@pytest.mark.parametrize("version", ["", "no-notice#0", "cn-2004..cn-99999999", "a..b", ".."])
def test_an_odd_version_names_no_notice_of_ours_or_some(version: str) -> None:
    assert {notice.id for notice in OFFICE.notices_since(version)} >= {"cn-2015-09"}
