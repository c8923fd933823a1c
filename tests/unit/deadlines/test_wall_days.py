"""`d`: days by the clock on the wall, as a service counter promises them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shared.deadlines import (
    Pause,
    SpanIsUnreadable,
    WarningStep,
    deadline,
    deadline_before,
    explain,
    round_the_clock,
    warning_instants,
)
from tests.unit.deadlines.company import OFFICE, local, span

NEW_YORK = "America/New_York"  # Forward on 2018-03-11 at 02:00, back on 2018-11-04 at 02:00.
CLOCK = round_the_clock(NEW_YORK)


def due(start: datetime, written: str, *pauses: Pause) -> str:
    found = deadline(start, span(written), CLOCK, pauses=pauses).due
    assert found is not None
    return f"{CLOCK.local(found):%Y-%m-%d %H:%M %z}"


def warned(start: str, written: str, step: str) -> list[str]:
    found = deadline(local(start, NEW_YORK), span(written), CLOCK)
    instants = warning_instants(found, [WarningStep.parse(step)], CLOCK)
    return [f"{CLOCK.local(instant):%Y-%m-%d %H:%M}" for instant in instants]


@pytest.mark.parametrize(
    ("start", "written", "expected"),
    [
        ("2018-04-12 11:11", "1 d", "2018-04-13 11:11 -0400"),
        ("2018-03-10 12:00", "1 d", "2018-03-11 12:00 -0400"),  # 23 hours
        ("2018-11-03 12:00", "1 d", "2018-11-04 12:00 -0500"),  # 25 hours
        ("2018-03-10 02:30", "1 d", "2018-03-11 03:30 -0400"),  # never happens
        ("2018-11-03 01:30", "1 d", "2018-11-04 01:30 -0400"),  # happens twice: the first
        ("2018-02-28 08:00", "30 d", "2018-03-30 08:00 -0400"),
        ("2018-04-12 11:11", "0 d", "2018-04-12 11:11 -0400"),
    ],
)
def test_it_is_due_at_the_same_time_of_day(start: str, written: str, expected: str) -> None:
    assert due(local(start, NEW_YORK), written) == expected


def test_a_start_in_the_repeated_hour_keeps_its_time_of_day() -> None:
    second = local("2018-11-04 01:30", NEW_YORK).replace(fold=1)
    assert due(second, "7 d") == "2018-11-11 01:30 -0500"


def test_a_pause_moves_it_by_as_long_as_it_lasts() -> None:
    start = local("2018-04-12 11:00", NEW_YORK)
    pause = Pause(start + timedelta(hours=1), start + timedelta(hours=7), "等待业主到场")
    assert due(start, "2 d", pause) == "2018-04-14 17:00 -0400"


def test_it_warns_at_a_share_hours_before_and_days_before() -> None:
    assert warned("2018-04-12 10:00", "4 d", "50%") == ["2018-04-14 10:00"]
    assert warned("2018-04-12 10:00", "4 d", "2 h") == ["2018-04-16 08:00"]
    assert warned("2018-03-09 10:00", "4 d", "2 d") == ["2018-03-11 10:00"]
    assert warned("2018-04-12 10:00", "4 d", "5 d") == []


def test_its_days_fit_no_budget_of_another_kind() -> None:
    step = WarningStep.parse("1 d")
    assert step.fits(span("4 d"))
    assert not any(step.fits(span(other)) for other in ("5 wd", "5 cd", "48 h", "8 wh", "1 month"))


def test_before_a_date_it_is_so_many_midnights_earlier() -> None:
    monday = local("2018-03-12 00:00", NEW_YORK).date()
    found = deadline_before(monday, span("2 d"), CLOCK)
    assert found.due == local("2018-03-10 00:00", NEW_YORK)
    warnings = warning_instants(found, [WarningStep.parse("1 d")], CLOCK)
    assert warnings == (local("2018-03-09 00:00", NEW_YORK),)


def test_it_explains_itself_without_talk_of_a_first_day() -> None:
    found = explain(deadline(local("2026-04-30 10:00"), span("3 d"), OFFICE), rule="r", policy="p")
    assert found.sentences[:3] == (
        "时限为 3 天（按钟点），依据规则 r，制度 p。",
        "自 2026年4月30日（周四） 10:00 起算。",
        "到期时间为 2026年5月3日（周日） 10:00。",
    )
    assert not found.provisional


def test_half_a_day_is_no_day_by_the_clock() -> None:
    with pytest.raises(SpanIsUnreadable):
        span("1.5 d")
