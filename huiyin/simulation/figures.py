"""The figures of a played year."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass

import orjson


@dataclass(frozen=True, slots=True)
class MonthLine:
    """Complaints received in a month: by grade, the gravest first; `days` from receipt to the
    closed case on average, None where none is closed yet."""

    month: str
    received: int
    grades: tuple[int, ...]
    closed: int
    supervised: int
    reopened: int
    days: float | None


@dataclass(frozen=True, slots=True)
class ObligationLine:
    """One time limit over the year; `rate` is met / (met + missed)."""

    obligation: str
    name: str
    rule: str
    started: int
    met: int
    missed: int
    cancelled: int
    open: int
    warned: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """`utilisation` is the share of its working time that the department was busy (1 is all of
    it), `waited_h` the working hours that a task waited for a free handler on average, `rate` how
    often it kept the limits that the responsible department owes."""

    department: str
    name: str
    handlers: int
    complaints: int
    tasks: int
    utilisation: float
    waited_h: float
    met: int
    missed: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class YearReport:
    """The same company and seed give the same report, to the byte. `branches` counts its city
    companies 城市公司; what is told of one that is not divided does not mention them."""

    pack: str
    version: str
    title: str
    year: int
    seed: int
    households: int
    projects: int
    cases_a_day: float
    complaints: int
    standing: dict[str, int]
    grade_names: tuple[str, ...]
    grades: tuple[int, ...]
    months: tuple[MonthLine, ...]
    obligations: tuple[ObligationLine, ...]
    departments: tuple[DepartmentLine, ...]
    warnings: int
    missed: int
    orders: int
    milestones_missed: int
    repeated: int
    urged: int
    reopened: int
    satisfaction: dict[str, int]
    notices: dict[str, int]
    refused: dict[str, int]
    branches: int = 1

    @property
    def json(self) -> bytes:
        figures = asdict(self)
        if self.branches == 1:
            del figures["branches"]
        return orjson.dumps(figures, option=orjson.OPT_INDENT_2)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.json).hexdigest()
