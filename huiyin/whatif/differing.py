"""Two regulations on the same history, side by side: what differs, and the figures of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from huiyin.whatif.outcome import Outcome

SHOWN_MAX = 3000
"""So many complaints a browser still opens at once; the figures are always of all."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One complaint under both regulations. `text` is the customer's; never logged."""

    number: str
    project: str
    received_at: datetime
    title: str
    text: str
    before: Outcome
    after: Outcome

    @property
    def order(self) -> tuple[datetime, str]:
        """What is read on the page follows it."""
        return self.received_at, self.number

    @property
    def differs(self) -> bool:
        """Whether anybody would notice: the grade, who answers, what is missed, what is pressed."""
        return _seen(self.before) != _seen(self.after)


def _seen(outcome: Outcome) -> tuple[object, ...]:
    return (
        outcome.grade,
        outcome.department,
        tuple(sorted(thing.name for thing in outcome.missed)),
        len(outcome.orders),
        bool(outcome.out_of_scope),
    )


@dataclass(slots=True)
class Figures:
    """What one regulation came to over all complaints; `workload` counts by department."""

    complaints: int = 0
    grades: Counter[tuple[int, str]] = field(default_factory=Counter)
    owed: int = 0
    missed: int = 0
    complaints_late: int = 0
    orders: int = 0
    milestones_missed: int = 0
    out_of_scope: int = 0
    workload: Counter[str] = field(default_factory=Counter)
    missed_by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    facts_unknown: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        missed = outcome.missed
        self.complaints += 1
        self.grades[outcome.grade, outcome.grade_name] += 1
        self.owed += len(outcome.owed)
        self.missed += len(missed)
        self.complaints_late += bool(missed)
        self.orders += len(outcome.orders)
        self.milestones_missed += sum(order.milestones_missed for order in outcome.orders)
        self.out_of_scope += bool(outcome.out_of_scope)
        self.workload.update(set(outcome.departments))
        self.missed_by_rule.update((thing.rule, thing.name) for thing in missed)
        self.facts_unknown.update(outcome.facts_unknown)

    def join(self, other: Figures) -> None:
        """Take in the figures of another part of the history."""
        for name in self.__dataclass_fields__:
            mine, its = getattr(self, name), getattr(other, name)
            if isinstance(mine, Counter):
                mine.update(its)
            else:
                setattr(self, name, mine + its)


@dataclass(slots=True)
class Comparison:
    """Both figures and every complaint that differs, in order of receipt; `happened` counts what
    the history tells of, by event, and `first` and `last` are when complaints came in."""

    before: Figures = field(default_factory=Figures)
    after: Figures = field(default_factory=Figures)
    differing: list[Compared] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None

    def add(self, compared: Compared) -> bool:
        """Take in a complaint; whether it differs."""
        self._extend(compared.received_at, compared.received_at)
        self.before.add(compared.before)
        self.after.add(compared.after)
        differs = compared.differs
        if differs:
            self.differing.append(compared)
        return differs

    def join(self, others: Iterable[Comparison]) -> Comparison:
        for other in others:
            self.before.join(other.before)
            self.after.join(other.after)
            self.differing += other.differing
            self.happened.update(other.happened)
            if other.first and other.last:
                self._extend(other.first, other.last)
        self.differing.sort(key=lambda one: one.order)
        return self

    def _extend(self, first: datetime, last: datetime) -> None:
        self.first = min(self.first or first, first)
        self.last = max(self.last or last, last)


def shown_of_each(parts: Sequence[Comparison]) -> Sequence[int]:
    """How many of what differs in each part the page shows: the earliest `SHOWN_MAX` of all."""
    places = [
        (one.order, number)
        for number, part in enumerate(parts)
        for one in part.differing[:SHOWN_MAX]
    ]
    shown = Counter(number for _, number in sorted(places)[:SHOWN_MAX])
    return [shown[number] for number in range(len(parts))]
