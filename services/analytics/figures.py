"""What the monthly report is made of: figures that name the complaints they count."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from services.analytics.complaint_facts import Standing
from shared.contracts.casework import Satisfaction
from shared.domain import Immutable


class Dimension(StrEnum):
    """By what complaints are told apart."""

    GRADE = "grade"
    CATEGORY = "category"
    DEPARTMENT = "department"
    CHANNEL = "channel"
    PROJECT = "project"


class Count(Immutable):
    """How many complaints, their share of all (0 to 1, empty of none), and which they are."""

    key: str
    name: str
    count: int
    share: float | None
    numbers: tuple[str, ...]


class Breakdown(Immutable):
    """The month's complaints by one dimension."""

    dimension: Dimension
    title: str
    counts: tuple[Count, ...]


class OnTime(Immutable):
    """How often one obligation was kept: `rate` is met / (met + missed), 0 to 1, empty while
    neither has happened. What is open or fell away is shown and does not count."""

    obligation: str
    name: str
    rule: str
    met: int
    missed: int
    open: int
    cancelled: int
    rate: float | None
    met_numbers: tuple[str, ...]
    missed_numbers: tuple[str, ...]
    open_numbers: tuple[str, ...]


class Overdue(Immutable):
    """An obligation that was due unmet."""

    number: str
    title: str
    project_name: str
    grade_name: str
    department_name: str
    name: str
    rule: str
    due_at: AwareDatetime
    standing: Standing


class Order(Immutable):
    """A supervision order on one of the month's complaints."""

    order_number: str
    number: str
    project_name: str
    department_name: str
    label: str
    rule: str
    issued_at: AwareDatetime
    milestones: int
    milestones_met: int
    milestones_missed: int
    closed_at: AwareDatetime | None


class CourseLine(Immutable):
    at: AwareDatetime
    sentence: str


class Highlight(Immutable):
    """A complaint of grade 1 or 2, on its own, with its short course of events (zsy-5.2.1c)."""

    number: str
    title: str
    grade: int
    grade_name: str
    project_name: str
    category_name: str
    department_name: str
    received_at: AwareDatetime
    standing: Standing
    course: tuple[CourseLine, ...]


class Answers(Immutable):
    """What customers said in the revisits: `rate` is satisfied / reached, 0 to 1."""

    counts: tuple[Count, ...]
    reached: int
    rate: float | None


class Line(Immutable):
    """One complaint of the month."""

    number: str
    received_at: AwareDatetime
    title: str
    project_name: str
    channel_name: str
    category_name: str
    grade_name: str
    department_name: str
    standing: Standing
    times: int
    contacted_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    satisfaction: Satisfaction | None
    supervised: bool
    missed: int


class Definition(Immutable):
    """How a figure is computed, and the rule that asks for it, where one does."""

    figure: str
    formula: str
    rule: str | None


class MonthlyReport(Immutable):
    """客服月报 (zsy-5.6.1): everything about the complaints received in one local month.

    `previous_total` is how many came in the month before; `by_day` the count of each day.
    """

    month: str
    title: str
    rule: str
    zone: str
    total: int
    previous_total: int
    by_day: tuple[int, ...]
    standing: tuple[Count, ...]
    repeated: Count
    supervised: Count
    breakdowns: tuple[Breakdown, ...]
    on_time: tuple[OnTime, ...]
    on_time_overall: OnTime
    overdue: tuple[Overdue, ...]
    supervision_orders: tuple[Order, ...]
    highlights: tuple[Highlight, ...]
    satisfaction: Answers
    complaints: tuple[Line, ...]
    definitions: tuple[Definition, ...]
