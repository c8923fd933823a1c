"""The month's report as analytics serves it (`/reports/monthly/{month}`), as far as it is shown."""

from __future__ import annotations

from decimal import Decimal

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Figures(BaseModel):
    """Read leniently: what analytics adds later is no concern of this page."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Count(Figures):
    """How many complaints, their share of all from 0 to 1, and which they are."""

    key: str
    name: str
    count: int
    share: float | None = None
    numbers: tuple[str, ...] = ()


class Breakdown(Figures):
    dimension: str
    title: str
    counts: tuple[Count, ...]


class OnTime(Figures):
    """How often one obligation was kept; `rate` from 0 to 1, None where nothing has ended."""

    name: str
    rule: str
    met: int
    missed: int
    open: int
    cancelled: int
    rate: float | None
    missed_numbers: tuple[str, ...] = ()


class Overdue(Figures):
    number: str
    title: str
    project_name: str
    grade_name: str
    department_name: str
    name: str
    rule: str
    due_at: AwareDatetime


class Order(Figures):
    order_number: str
    number: str
    project_name: str
    department_name: str
    label: str
    issued_at: AwareDatetime
    milestones: int
    milestones_met: int
    milestones_missed: int
    closed_at: AwareDatetime | None


class CourseLine(Figures):
    at: AwareDatetime
    sentence: str


class Highlight(Figures):
    """A grave complaint with its course of events (zsy-5.2.1c)."""

    number: str
    title: str
    grade: int
    grade_name: str
    project_name: str
    category_name: str
    department_name: str
    received_at: AwareDatetime
    course: tuple[CourseLine, ...]


class Answers(Figures):
    counts: tuple[Count, ...]
    reached: int
    rate: float | None


class Indicator(Figures):
    """An indicator 指标: a share from 0 to 1, or a sum (`kind` money: in fen) in `part`."""

    title: str
    rule: str
    version: str
    pack_title: str
    kind: str
    part: int
    whole: int
    share: float | None
    goal: str | None
    reached: bool | None
    proposal: bool
    counted_numbers: tuple[str, ...]
    other_numbers: tuple[str, ...]

    @property
    def is_share(self) -> bool:
        return self.kind == "share"

    @property
    def amount(self) -> str:
        """What a sum comes to, money in yuan."""
        return f"{Decimal(self.part) / 100:,.2f} 元" if self.kind == "money" else f"{self.part:,}"


class Definition(Figures):
    figure: str
    formula: str
    rule: str | None


class MonthlyReport(Figures):
    """客服月报 (zsy-5.6.1) of the complaints received in one month."""

    month: str
    title: str
    rule: str
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
    indicators: tuple[Indicator, ...] = ()
    without_packs: tuple[str, ...] = ()
    definitions: tuple[Definition, ...]
