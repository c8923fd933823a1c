"""How long something may take (时限), in the unit of the regulation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Self

from shared.deadlines.errors import SpanIsUnreadable


class Unit(StrEnum):
    """What is counted. Day counts (`wd`, `cd`, `month`) leave out the day they start on.

    `d` is no day count: it keeps the time of day, and is due at the same time by the clock on the
    wall so many days later.
    """

    MIN = "min"
    H = "h"
    D = "d"
    WH = "wh"
    WD = "wd"
    CD = "cd"
    MONTH = "month"

    @property
    def counts_days(self) -> bool:
        return self in _DAY_UNITS

    @property
    def zh(self) -> str:
        return _ZH[self]


_UNITS = frozenset(unit.value for unit in Unit)
_DAY_UNITS = frozenset({Unit.WD, Unit.CD, Unit.MONTH})
_ZH = {
    Unit.MIN: "分钟",
    Unit.H: "小时",
    Unit.D: "天（按钟点）",
    Unit.WH: "个工作小时",
    Unit.WD: "个工作日",
    Unit.CD: "日",
    Unit.MONTH: "个月",
}
_SMALLEST_STEP = {
    Unit.D: Fraction(1),
    Unit.WD: Fraction(1),
    Unit.CD: Fraction(1),
    Unit.MONTH: Fraction(1, 2),
}
# Ten years: long enough for every warranty, short enough to catch a slip of the pen at load.
_LONGEST = {
    Unit.MIN: 5_270_400,
    Unit.H: 87_840,
    Unit.D: 3_660,
    Unit.WH: 87_840,
    Unit.WD: 3_660,
    Unit.CD: 3_660,
    Unit.MONTH: 120,
}
_SECONDS = {Unit.MIN: 60, Unit.H: 3600, Unit.WH: 3600}
_WRITTEN = re.compile(
    r"\s*(?P<amount>[0-9]{1,9}(?:\.[0-9]{1,6}|/[0-9]{1,9})?)\s*(?P<unit>[a-z]+)\s*"
)


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of one unit, such as `15 wd`; never negative.

    The amount is exact: whole for `d`, `wd` and `cd`, a multiple of one half for `month` (a half
    month 半个月 is 15 days, counted after the whole months), any fraction for the others.
    """

    amount: Fraction
    unit: Unit
    _duration: timedelta | None = field(init=False, compare=False, repr=False)
    _text: str = field(init=False, compare=False, repr=False)

    def __init__(self, amount: Fraction | int, unit: Unit) -> None:
        exact = Fraction(amount)
        if not 0 <= exact <= _LONGEST[unit]:
            raise SpanIsUnreadable(
                f"时限 {exact} {unit} 超出范围 0 至 {_LONGEST[unit]} {unit}",
                f"span {exact} {unit} is outside 0 to {_LONGEST[unit]} {unit}",
            )
        step = _SMALLEST_STEP.get(unit)
        if step is not None and exact % step:
            raise SpanIsUnreadable(
                f"时限 {exact} {unit} 须为 {step} 的整数倍",
                f"span {exact} {unit} must be a multiple of {step}",
            )
        object.__setattr__(self, "amount", exact)
        object.__setattr__(self, "unit", unit)
        seconds = _SECONDS.get(unit)
        span = (
            None if seconds is None else timedelta(microseconds=round(exact * seconds * 1_000_000))
        )
        object.__setattr__(self, "_duration", span)
        object.__setattr__(self, "_text", f"{_decimal(exact)} {unit}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `15 wd`, `24 h`, `3.5 month`; `str(span)` writes what this reads."""
        found = _WRITTEN.fullmatch(text)
        if found is None or found["unit"] not in _UNITS:
            raise SpanIsUnreadable(
                f"时限 {text!r} 无法识别，请写成数量加单位（{'、'.join(Unit)}），如 15 wd",
                f"span {text!r} is unreadable; write amount and unit ({', '.join(Unit)}) as 15 wd",
            )
        try:
            amount = Fraction(found["amount"])
        except ZeroDivisionError as by_zero:
            raise SpanIsUnreadable(
                f"时限 {text!r} 的分母为零", f"span {text!r} divides by zero"
            ) from by_zero
        return cls(amount, Unit(found["unit"]))

    @property
    def duration(self) -> timedelta:
        """The budget of a `min`, `h` or `wh` span, to the microsecond; no other span is of the
        same length everywhere."""
        assert self._duration is not None, f"{self} has no length of its own"
        return self._duration

    @property
    def zh(self) -> str:
        """As a customer reads it, such as 15 个工作日."""
        return f"{_decimal(self.amount)} {self.unit.zh}"

    def __str__(self) -> str:
        return self._text


def _decimal(amount: Fraction) -> str:
    """`7/2` as `3.5`; what has no short decimal form stays a fraction."""
    if amount.denominator == 1:
        return str(amount.numerator)
    millionths = amount * 1_000_000
    if millionths.denominator != 1:
        return f"{amount.numerator}/{amount.denominator}"
    whole, rest = divmod(millionths.numerator, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0")
