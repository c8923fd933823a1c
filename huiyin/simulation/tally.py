"""What a played year comes to, as sums that can be added to those of another branch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import Any, Self


class Sums:
    """A dataclass whose fields can be added, each by itself."""

    def __add__(self, other: Self) -> Self:
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]
        return type(self)(*(_added(getattr(self, n), getattr(other, n)) for n in names))


def _added(one: Any, other: Any) -> Any:
    """Of what has keys, by key; of names the later one."""
    if isinstance(one, dict):
        both = {key: _added(one[key], value) for key, value in other.items() if key in one}
        return type(one)({**one, **other, **both})
    return other if isinstance(one, str) else one + other


@dataclass(frozen=True, slots=True)
class MonthSums(Sums):
    """Of the complaints received in a month; `days` from receipt to the closed case, of the
    `ended` that were closed."""

    received: int
    grades: Counter[int | None]
    closed: int
    supervised: int
    reopened: int
    ended: int
    days: float


@dataclass(frozen=True, slots=True)
class ObligationSums(Sums):
    """Of one time limit 时限."""

    name: str
    started: int
    met: int
    missed: int
    cancelled: int
    open: int
    warned: int


@dataclass(frozen=True, slots=True)
class DepartmentSums(Sums):
    """Of one department; `capacity_s` is the working time of its handlers, of which they were busy
    for `busy_s`, and `waited_s` how long its tasks waited for one of them, in seconds."""

    handlers: int
    complaints: int
    tasks: int
    capacity_s: float
    busy_s: float
    waited_s: float
    met: int
    missed: int


@dataclass(frozen=True, slots=True)
class Tally(Sums):
    """Of a branch, or of several: months in order, obligations by rule and key, departments in the
    regulation's order."""

    months: dict[str, MonthSums]
    obligations: dict[tuple[str, str], ObligationSums]
    departments: dict[str, DepartmentSums]
    standing: Counter[str]
    satisfaction: Counter[str]
    notices: Counter[str]
    refused: Counter[str]
    orders: int
    milestones_missed: int
    repeated: int
    urged: int
