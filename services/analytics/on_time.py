"""How often obligations were kept: the one formula, for the month's report and over time. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from services.analytics.figures import OnTime
from services.analytics.obligation_facts import ObligationFact, Outcome
from shared.contracts.sla import ObligationKind
from shared.domain import Immutable

RATE_DIGITS = 4


class OnTimeMonth(Immutable):
    """One month of receipt. `on_time` + `late` + `open` + `cancelled` = `total`; `rate` is
    on_time / (on_time + late), 0 to 1, empty while neither has happened."""

    month: str
    on_time: int
    late: int
    open: int
    cancelled: int
    total: int
    rate: float | None


class OnTimeReport(Immutable):
    """One obligation over the months of receipt; `name` and `rule` are empty where it never ran."""

    obligation: str
    name: str | None
    rule: str | None
    by: str
    months: tuple[OnTimeMonth, ...]
    overall: OnTimeMonth


def rate_of(part: int, whole: int) -> float | None:
    """A share of something, 0 to 1; None of nothing."""
    return round(part / whole, RATE_DIGITS) if whole else None


def deadlines(facts: Iterable[ObligationFact]) -> tuple[ObligationFact, ...]:
    """Those that somebody owed: a threshold passes silently and is nobody's lateness."""
    return tuple(fact for fact in facts if fact.kind is ObligationKind.DEADLINE)


def on_time(obligation: str, name: str, rule: str, facts: Sequence[ObligationFact]) -> OnTime:
    """How often these runs were kept."""
    numbers = {outcome: _numbers(facts, outcome) for outcome in Outcome}
    counts = {outcome: sum(f.outcome is outcome for f in facts) for outcome in Outcome}
    met, missed = counts[Outcome.MET], counts[Outcome.MISSED]
    return OnTime(
        obligation=obligation,
        name=name,
        rule=rule,
        met=met,
        missed=missed,
        open=counts[Outcome.OPEN],
        cancelled=counts[Outcome.CANCELLED],
        rate=rate_of(met, met + missed),
        met_numbers=numbers[Outcome.MET],
        missed_numbers=numbers[Outcome.MISSED],
        open_numbers=numbers[Outcome.OPEN],
    )


def on_time_by_month(obligation: str, facts: Iterable[ObligationFact]) -> OnTimeReport:
    """One obligation's record by month of receipt."""
    counted = deadlines(facts)
    months: defaultdict[str, list[ObligationFact]] = defaultdict(list)
    for fact in counted:
        months[fact.month].append(fact)
    latest = max(counted, key=lambda fact: fact.started_at, default=None)
    return OnTimeReport(
        obligation=obligation,
        name=latest.name if latest else None,
        rule=latest.rule if latest else None,
        by="month",
        months=tuple(_month(month, months[month]) for month in sorted(months)),
        overall=_month("overall", counted),
    )


def _month(month: str, facts: Sequence[ObligationFact]) -> OnTimeMonth:
    found = on_time("", "", "", facts)
    return OnTimeMonth(
        month=month,
        on_time=found.met,
        late=found.missed,
        open=found.open,
        cancelled=found.cancelled,
        total=len(facts),
        rate=found.rate,
    )


def _numbers(facts: Iterable[ObligationFact], outcome: Outcome) -> tuple[str, ...]:
    return tuple(sorted({fact.number for fact in facts if fact.outcome is outcome}))
