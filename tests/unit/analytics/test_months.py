"""A report's month is a month of the company's own clock."""

from __future__ import annotations

from datetime import datetime

import pytest

from services.analytics.months import Month, MonthIsInvalid
from tests.unit.analytics.bench import ZONE


@pytest.mark.parametrize(
    ("instant", "month"),
    [
        ("2026-10-31T15:59:59+00:00", Month(2026, 10)),
        ("2026-10-31T16:00:00+00:00", Month(2026, 11)),
        ("2026-11-30T23:59:59+08:00", Month(2026, 11)),
        ("2026-12-31T17:00:00+00:00", Month(2027, 1)),
    ],
)
def test_a_moment_belongs_to_its_local_month(instant: str, month: Month) -> None:
    assert Month.of(datetime.fromisoformat(instant), ZONE) == month


@pytest.mark.parametrize(
    "text",
    ["2026-13", "2026-00", "2026-1", "202611", "2026/11", "", "0000-01", "２０２６-11", "x" * 99],
)
def test_what_is_no_month_is_refused_and_the_field_is_named(text: str) -> None:
    with pytest.raises(MonthIsInvalid) as refused:
        Month.parse(text, field="from")
    assert refused.value.field == "from"
    assert "2026-11" in refused.value.sentence_zh


def test_months_follow_one_another_over_the_year() -> None:
    assert (Month(2026, 1).before, Month(2026, 12).after) == (Month(2025, 12), Month(2027, 1))


def test_before_the_first_and_after_the_last_month_there_is_none() -> None:
    assert (Month.parse("0001-01").before, Month.parse("9999-12").after) == (None, None)


def test_a_month_is_written_as_it_is_read() -> None:
    assert str(Month.parse("2026-02")) == "2026-02"
    assert Month.parse("2024-02").days == 29
