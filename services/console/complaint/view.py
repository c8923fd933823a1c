"""A complaint as its page shows it. Pure: from the joined rows, the words and the present."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from services.console.complaint.deadline import DeadlineView, views_of
from services.console.desk.application import JoinedComplaint
from services.console.phrases import STEPS, day
from services.console.read_model.rows import (
    Clock,
    ComplaintPage,
    GradeRuling,
    Step,
    TimelineEntry,
)
from services.console.read_model.supervision import SupervisionOrder
from services.console.story.wording import Wording
from shared.contracts.sla import ObligationKind

RECORDED_LATER = timedelta(minutes=1)
"""Services decide side by side: only what lies further back than this was entered afterwards."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One article that decided the grade, in words."""

    rule: str
    label: str
    facts: str


@dataclass(frozen=True, slots=True)
class StepView:
    name: str
    taken_at: datetime | None
    is_next: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """`recorded_later`: it happened before what stands above it, and was recorded afterwards."""

    entry: TimelineEntry
    recorded_later: bool


@dataclass(frozen=True, slots=True)
class DayView:
    day: str
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class OrderView:
    """A supervision order with its keys put into words."""

    order: SupervisionOrder
    department: str
    issued_by: str
    copies: str
    grounds: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ComplaintView:
    page: ComplaintPage
    policy: str
    approver: str | None
    graded_by: str | None
    reasons: tuple[Reason, ...]
    facts: tuple[str, ...]
    deadlines: tuple[DeadlineView, ...]
    thresholds: tuple[Clock, ...]
    orders: tuple[OrderView, ...]
    steps: tuple[StepView, ...]
    days: tuple[DayView, ...]


def view_of(joined: JoinedComplaint, wording: Wording, now: datetime) -> ComplaintView:
    page = joined.page
    ruling = page.ruling
    return ComplaintView(
        page=page,
        policy=wording.policy(page.policy),
        approver=_approver(page, wording),
        graded_by=wording.actor(ruling.by) if ruling else None,
        reasons=tuple(_reasons(ruling, wording)) if ruling else (),
        facts=tuple(_stated(ruling, wording)) if ruling else (),
        deadlines=views_of(joined.clocks, now, _answerable(page, joined.clocks, wording)),
        thresholds=tuple(c for c in joined.clocks if c.kind is ObligationKind.THRESHOLD),
        orders=tuple(_order(page, order, wording) for order in page.orders),
        steps=tuple(_steps(page)),
        days=tuple(_days(joined.timeline, wording)),
    )


def _approver(page: ComplaintPage, wording: Wording) -> str | None:
    return wording.party(page.findings.approver) if page.findings.approver else None


def _reasons(ruling: GradeRuling, wording: Wording) -> Iterator[Reason]:
    for found in ruling.evidence:
        yield Reason(found.rule, found.label, wording.facts(found.facts))


def _stated(ruling: GradeRuling, wording: Wording) -> Iterator[str]:
    """The facts that are anything but their default."""
    for name, value in ruling.facts.items():
        if value and name != "grade":
            yield wording.fact(name, value)


def _answerable(page: ComplaintPage, clocks: Iterable[Clock], wording: Wording) -> dict[str, str]:
    """Who answers, by key; the responsible department under its own name."""
    return {clock.answerable: party(page, clock.answerable, wording) for clock in clocks}


def party(page: ComplaintPage, key: str, wording: Wording) -> str:
    if key == "department" and page.department_name:
        return page.department_name
    return wording.party(key)


def _order(page: ComplaintPage, order: SupervisionOrder, wording: Wording) -> OrderView:
    return OrderView(
        order=order,
        department=party(page, order.department, wording),
        issued_by=wording.actor(order.issued_by),
        copies=wording.parties(order.copies),
        grounds=tuple(
            Reason(wording.rule(ground.rule), ground.label, wording.facts(ground.facts))
            for ground in order.grounds
        ),
    )


def _steps(page: ComplaintPage) -> Iterator[StepView]:
    """The usual steps with when they were taken; the first one missing is next, while open."""
    taken = {step.step: step.at for step in page.steps}
    following = next((step for step in Step if step not in taken), None)
    for step in Step:
        yield StepView(STEPS[step], taken.get(step), is_next=page.is_open and step is following)


def _days(timeline: Iterable[TimelineEntry], wording: Wording) -> Iterator[DayView]:
    """In the order in which things became known, under the days on which they happened."""
    marked = _marked(timeline)
    for local, group in groupby(
        marked, key=lambda e: e.entry.occurred_at.astimezone(wording.zone).date()
    ):
        yield DayView(day(local), tuple(group))


def _marked(timeline: Iterable[TimelineEntry]) -> Iterator[EntryView]:
    latest: datetime | None = None
    for entry in timeline:
        later = latest is not None and latest - entry.occurred_at >= RECORDED_LATER
        yield EntryView(entry, recorded_later=later)
        latest = max(latest or entry.occurred_at, entry.occurred_at)
