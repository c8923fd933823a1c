"""A length of time is an amount of one unit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.deadlines import Span, SpanIsUnreadable, Unit


@pytest.mark.parametrize(
    ("written", "amount", "unit"),
    [
        ("15 wd", 15, Unit.WD),
        ("24 h", 24, Unit.H),
        ("1wh", 1, Unit.WH),
        (" 30  min ", 30, Unit.MIN),
        ("0 cd", 0, Unit.CD),
        ("3.5 month", Fraction(7, 2), Unit.MONTH),
        ("1/3 h", Fraction(1, 3), Unit.H),
    ],
)
def test_a_span_is_read_as_a_regulation_writes_it(
    written: str, amount: Fraction, unit: Unit
) -> None:
    assert Span.parse(written) == Span(amount, unit)


def test_a_span_is_written_shortly() -> None:
    assert [str(Span.parse(s)) for s in ("3.50 month", "90 min", "1/3 h", "2/2 wd")] == [
        "3.5 month",
        "90 min",
        "1/3 h",
        "1 wd",
    ]


def test_a_customer_reads_it_in_chinese() -> None:
    assert Span.parse("3.5 month").zh == "3.5 个月"
    assert Span.parse("15 wd").zh == "15 个工作日"


@given(
    st.fractions(min_value=0, max_value=80_000, max_denominator=997), st.sampled_from(["h", "wh"])
)
def test_what_is_written_reads_as_the_same_span(amount: Fraction, unit: str) -> None:
    span = Span(amount, Unit(unit))
    assert Span.parse(str(span)) == span


@pytest.mark.parametrize(
    "written",
    [
        "",
        "wd",
        "15",
        "15 days",
        "-1 wd",
        "1e3 h",
        "１５ wd",
        "1.5 wd",
        "0.5 cd",
        "1.25 month",
        "1/0 h",
    ],
)
def test_what_is_no_span_is_refused_in_both_languages(written: str) -> None:
    with pytest.raises(SpanIsUnreadable) as refused:
        Span.parse(written)
    assert refused.value.zh.startswith("时限")
    assert refused.value.en.startswith("span")


def test_a_slip_of_the_pen_is_refused() -> None:
    with pytest.raises(SpanIsUnreadable, match="15000000"):
        Span.parse("15000000 wd")
