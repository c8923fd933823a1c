"""Counting what a branch's year came to: the facts that analytics gathered, and people's work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from huiyin.simulation.company import Company
from huiyin.simulation.people import People
from huiyin.simulation.plain_bus import done
from huiyin.simulation.tally import DepartmentSums, MonthSums, ObligationSums, Tally
from services.analytics.complaint_facts import COMPLAINTS, ComplaintFact, Standing
from services.analytics.obligation_facts import OBLIGATIONS, ObligationFact, Outcome
from services.analytics.on_time import deadlines
from services.analytics.supervision_facts import SUPERVISION_ORDERS, SupervisionFact
from shared.contracts.casework import Satisfaction
from shared.event_store.port import Store

DAY_S = 86_400
RESPONSIBLE = "department"


@dataclass(frozen=True, slots=True)
class _Facts:
    complaints: Sequence[ComplaintFact]
    obligations: Sequence[ObligationFact]
    orders: Sequence[SupervisionFact]


def tally_of(
    company: Company, people: People, analytics: Store, notices: Counter[str], *, working_s: int
) -> Tally:
    """The figures of a year of `working_s` seconds of working time; `notices` by their key."""
    by_month = {month: done(_facts(month, analytics)) for month in months_of(company.year)}
    complaints = [fact for month in by_month.values() for fact in month.complaints]
    owed = [fact for month in by_month.values() for fact in deadlines(month.obligations)]
    orders = [order for month in by_month.values() for order in month.orders]
    return Tally(
        months={name: _month(month.complaints) for name, month in by_month.items()},
        obligations=_obligations(owed),
        departments=_departments(company, people, complaints, owed, working_s),
        standing=_counted(fact.standing for fact in complaints),
        satisfaction=_counted(f.satisfaction for f in complaints if f.satisfaction is not None),
        notices=notices,
        refused=people.refused,
        orders=len(orders),
        milestones_missed=sum(order.milestones_missed for order in orders),
        repeated=sum(fact.times > 1 for fact in complaints),
        urged=sum(fact.urged for fact in complaints),
    )


def months_of(year: int) -> list[str]:
    return [f"{year}-{month:02d}" for month in range(1, 13)]


async def _facts(month: str, analytics: Store) -> _Facts:
    async with analytics.transaction() as unit:
        return _Facts(
            complaints=await unit.rows.find(COMPLAINTS, month=month),
            obligations=await unit.rows.find(OBLIGATIONS, month=month),
            orders=await unit.rows.find(SUPERVISION_ORDERS, month=month),
        )


def _counted(found: Iterable[Standing | Satisfaction]) -> Counter[str]:
    return Counter(one.value for one in found)


def _month(complaints: Sequence[ComplaintFact]) -> MonthSums:
    took = [
        (fact.closed_at - fact.received_at).total_seconds() / DAY_S
        for fact in complaints
        if fact.closed_at is not None
    ]
    return MonthSums(
        received=len(complaints),
        grades=Counter(fact.grade for fact in complaints),
        closed=sum(fact.standing is Standing.CLOSED for fact in complaints),
        supervised=sum(fact.supervised for fact in complaints),
        reopened=sum(fact.reopened > 0 for fact in complaints),
        ended=len(took),
        days=sum(took),
    )


def _obligations(owed: Sequence[ObligationFact]) -> dict[tuple[str, str], ObligationSums]:
    groups: dict[tuple[str, str], list[ObligationFact]] = {}
    for fact in owed:
        groups.setdefault((fact.rule, fact.obligation), []).append(fact)
    found = {}
    for key, facts in groups.items():
        ended = Counter(fact.outcome for fact in facts)
        found[key] = ObligationSums(
            name=facts[-1].name,
            started=len(facts),
            met=ended[Outcome.MET],
            missed=ended[Outcome.MISSED],
            cancelled=ended[Outcome.CANCELLED],
            open=ended[Outcome.OPEN],
            warned=sum(fact.warned for fact in facts),
        )
    return found


def _departments(
    company: Company,
    people: People,
    complaints: Sequence[ComplaintFact],
    owed: Sequence[ObligationFact],
    working_s: int,
) -> dict[str, DepartmentSums]:
    theirs = Counter(fact.department for fact in complaints)
    responsible = {fact.number: fact.department for fact in complaints}
    ended: Counter[tuple[str | None, Outcome]] = Counter()
    for fact in owed:
        own = fact.answerable == RESPONSIBLE
        ended[responsible.get(fact.number) if own else fact.answerable, fact.outcome] += 1
    return {
        department: DepartmentSums(
            handlers=desk.handlers,
            complaints=theirs[department],
            tasks=desk.tasks,
            capacity_s=desk.handlers * working_s,
            busy_s=desk.busy,
            waited_s=desk.waited,
            met=ended[department, Outcome.MET],
            missed=ended[department, Outcome.MISSED],
        )
        for department, desk in people.desks.items()
        if department in company.pack.departments
    }
