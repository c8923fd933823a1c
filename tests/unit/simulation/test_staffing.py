"""Departments as queues, in working time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from huiyin.simulation.staffing import Desk, WorkingTime
from tests.unit.simulation.years import small

HOUR_S = 3600
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def working() -> WorkingTime:
    return WorkingTime(small().pack.calendar, 2026)


def at(day: int, hour: int, minute: int = 0) -> int:
    """In March 2026, whose 6th is a Friday."""
    return int(datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI).timestamp())


@pytest.mark.parametrize(
    ("begins", "hours", "ends"),
    [
        (at(6, 9), 2, at(6, 11)),
        (at(6, 11), 2, at(6, 14, 30)),
        (at(6, 17), 2, at(9, 10)),
        (at(7, 12), 1, at(9, 10)),
    ],
    ids=["in the morning", "over noon", "over the weekend", "from a Saturday"],
)
def test_work_takes_working_time(working: WorkingTime, begins: int, hours: int, ends: int) -> None:
    assert working.instant(working.worked(begins) + hours * HOUR_S) == ends


def test_a_handler_does_one_thing_at_a_time() -> None:
    desk = Desk(1)

    assert desk.take(0, 10, until=100) == 10
    assert desk.take(5, 10, until=100) == 20
    assert desk.waited == 5


def test_two_handlers_wait_half_as_long() -> None:
    desk = Desk(2)

    ends = [desk.take(0, 10, until=100) for _ in range(4)]

    assert ends == [10, 10, 20, 20]
    assert desk.utilisation(20) == 1.0


def test_what_is_left_for_next_year_is_next_years_work() -> None:
    desk = Desk(1)

    desk.take(95, 10, until=100)
    desk.take(95, 10, until=100)

    assert desk.busy == 5
