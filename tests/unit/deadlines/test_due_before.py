"""An obligation can end a span before a date."""

from __future__ import annotations

from datetime import date

import pytest

from shared.deadlines import deadline_before, working_days_between
from tests.unit.deadlines.company import OFFICE, local, span


@pytest.mark.parametrize(
    ("event", "ahead", "due"),
    [
        (date(2026, 12, 31), "3.5 month", "2026-09-16 00:00"),  # 30 September, less 15 days.
        (date(2026, 12, 31), "3 month", "2026-10-01 00:00"),
        (date(2026, 12, 15), "2 month", "2026-10-16 00:00"),
        (
            date(2026, 10, 16),
            "15 wd",
            "2026-09-20 18:00",
        ),  # Both make-up days of National Day count.
        (date(2026, 5, 3), "1 wd", "2026-04-30 18:00"),
        (date(2026, 5, 11), "1 wd", "2026-05-09 18:00"),
        (date(2026, 5, 11), "0 wd", "2026-05-11 18:00"),
        (date(2026, 5, 3), "0 wd", "2026-04-30 18:00"),
        (date(2026, 5, 11), "3 cd", "2026-05-09 00:00"),
        (date(2026, 5, 11), "0 cd", "2026-05-12 00:00"),
        (date(2026, 5, 11), "24 h", "2026-05-10 00:00"),
        (date(2026, 5, 6), "1 wh", "2026-04-30 17:00"),
        (date(2026, 5, 6), "4.5 wh", "2026-04-30 13:30"),
        (date(2026, 5, 6), "5 wh", "2026-04-30 11:30"),
    ],
)
def test_something_is_due_a_span_before_a_date(event: date, ahead: str, due: str) -> None:
    assert deadline_before(event, span(ahead), OFFICE).due == local(due)


def test_as_many_working_days_lie_between_as_were_asked_for() -> None:
    delivery = date(2026, 10, 16)
    found = deadline_before(delivery, span("15 wd"), OFFICE)
    assert found.due is not None
    assert working_days_between(OFFICE.local_date(found.due), delivery, OFFICE) == 15
    assert len(found.segments) == 15


def test_a_date_in_a_year_without_a_notice_makes_it_provisional() -> None:
    assert deadline_before(date(2027, 1, 8), span("3 wd"), OFFICE).provisional
    assert not deadline_before(date(2027, 1, 8), span("1 month"), OFFICE).provisional
    assert not deadline_before(date(2026, 12, 11), span("3 wd"), OFFICE).provisional


def test_it_knows_the_date_and_the_start_it_was_given() -> None:
    start = local("2026-03-02 10:00")
    found = deadline_before(date(2026, 12, 31), span("3.5 month"), OFFICE, start=start)
    assert (found.event_date, found.start) == (date(2026, 12, 31), start)
