"""One line of the table: what was measured, what was hoped for, what it was compared with."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

COMPARISONS: dict[str, Callable[[float, float], bool]] = {">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that a value should keep: `Goal(">=", 5)`."""

    comparison: str
    bound: float

    def met_by(self, value: float) -> bool:
        return COMPARISONS[self.comparison](value, self.bound)


@dataclass(frozen=True, slots=True)
class Result:
    """A measured value. `goal` is text such as `>= 5 x`, None where there is none; then `met` is
    None too. `against` tells what it was compared with, and the figures behind a ratio."""

    name: str
    value: float
    unit: str
    goal: str | None = None
    met: bool | None = None
    against: str = ""


def measured(
    name: str, value: float, unit: str, goal: Goal | None = None, *, against: str = ""
) -> Result:
    """The line for a value; whether it meets the goal is judged before it is rounded for show."""
    if goal is None:
        return Result(name, value, unit, against=against)
    text = f"{goal.comparison} {goal.bound:g} {unit}"
    return Result(name, value, unit, text, goal.met_by(value), against)
