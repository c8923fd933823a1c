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


class IndicatorKind(StrEnum):
    """What an indicator comes to: a share of complaints, a sum of money, or a number."""

    SHARE = "share"
    MONEY = "money"
    COUNT = "count"


class Indicator(Immutable):
    """An indicator 指标 that a version of a regulation asks for, over the complaints it governs.

    A share is `part` of `whole` (`share` from 0 to 1, empty of nothing), which may have a `goal`,
    such as `>= 95 %`; `reached` is empty without one. Of a sum, `part` is the sum (money in fen)
    over `whole` complaints. A `proposal` is ours, and not the regulation's. The numbers are of the
    complaints that count towards it, and of the others of the whole.
    """

    key: str
    title: str
    rule: str
    pack: str
    version: str
    pack_title: str
    kind: IndicatorKind
    part: int
    whole: int
    share: float | None
    goal: str | None
    reached: bool | None
    proposal: bool
    counted_numbers: tuple[str, ...]
    other_numbers: tuple[str, ...]


class IndicatorReport(Immutable):
    """The indicators over the complaints received in one local month, or those of one project.

    `without_packs` are versions that govern some of them and are not in the policies folder, such
    as `zsy@2025.1`: their indicators are missing here.
    """

    month: str
    project: str | None
    indicators: tuple[Indicator, ...]
    without_packs: tuple[str, ...]


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

    `previous_total` is how many came in the month before; `by_day` the count of each day;
    `without_packs` as in `IndicatorReport`.
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
    indicators: tuple[Indicator, ...]
    without_packs: tuple[str, ...]
    complaints: tuple[Line, ...]
    definitions: tuple[Definition, ...]
