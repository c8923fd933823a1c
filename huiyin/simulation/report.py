"""What a year came to: figures for whoever plans staff or tries a policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from huiyin.simulation.company import Company
from huiyin.simulation.figures import DepartmentLine, MonthLine, ObligationLine, YearReport
from huiyin.simulation.people import People
from huiyin.simulation.plain_bus import done
from huiyin.simulation.staffing import Desk
from services.analytics.complaint_facts import COMPLAINTS, ComplaintFact, Standing
from services.analytics.obligation_facts import OBLIGATIONS, ObligationFact, Outcome
from services.analytics.on_time import deadlines, rate_of
from services.analytics.supervision_facts import SUPERVISION_ORDERS, SupervisionFact
from shared.contracts.casework import Satisfaction
from shared.event_store.port import Store
from shared.policy import Pack

HOUR_S = 3600
DAY_S = 86_400
RESPONSIBLE = "department"


@dataclass(frozen=True, slots=True)
class _Facts:
    complaints: Sequence[ComplaintFact]
    obligations: Sequence[ObligationFact]
    orders: Sequence[SupervisionFact]


def year_report(
    company: Company,
    people: People,
    analytics: Store,
    notices: Counter[str],
    *,
    seed: int,
    working_s: int,
) -> YearReport:
    """Count the facts that analytics has gathered, and the work that the people had."""
    pack = company.pack
    by_month = [done(_facts(month, analytics)) for month in _months(company.year)]
    complaints = [fact for month in by_month for fact in month.complaints]
    owed = [fact for month in by_month for fact in deadlines(month.obligations)]
    orders = [order for month in by_month for order in month.orders]
    months = zip(_months(company.year), by_month, strict=True)
    return YearReport(
        pack=pack.id,
        version=pack.version,
        title=pack.title,
        year=company.year,
        seed=seed,
        households=company.households,
        projects=len(company.projects),
        cases_a_day=company.cases_a_day,
        complaints=len(complaints),
        standing=_counted(fact.standing for fact in complaints),
        grade_names=tuple(grade.name for grade in pack.grades),
        grades=_grades(complaints, pack),
        months=tuple(_month(name, facts.complaints, pack) for name, facts in months),
        obligations=tuple(_obligations(owed)),
        departments=tuple(_departments(company, people, complaints, owed, working_s)),
        warnings=sum(fact.warned for fact in owed),
        missed=sum(fact.outcome is Outcome.MISSED for fact in owed),
        orders=len(orders),
        milestones_missed=sum(order.milestones_missed for order in orders),
        repeated=sum(fact.times > 1 for fact in complaints),
        urged=sum(fact.urged for fact in complaints),
        reopened=sum(fact.reopened > 0 for fact in complaints),
        satisfaction=_counted(f.satisfaction for f in complaints if f.satisfaction is not None),
        notices=dict(sorted(notices.items())),
        refused=dict(sorted(people.refused.items())),
    )


def _months(year: int) -> list[str]:
    return [f"{year}-{month:02d}" for month in range(1, 13)]


async def _facts(month: str, analytics: Store) -> _Facts:
    async with analytics.transaction() as unit:
        return _Facts(
            complaints=await unit.rows.find(COMPLAINTS, month=month),
            obligations=await unit.rows.find(OBLIGATIONS, month=month),
            orders=await unit.rows.find(SUPERVISION_ORDERS, month=month),
        )


def _counted(found: Iterable[Standing | Satisfaction]) -> dict[str, int]:
    return dict(sorted(Counter(one.value for one in found).items()))


def _grades(complaints: Sequence[ComplaintFact], pack: Pack) -> tuple[int, ...]:
    counts = Counter(fact.grade for fact in complaints)
    return tuple(counts[grade.grade] for grade in pack.grades)


def _month(month: str, complaints: Sequence[ComplaintFact], pack: Pack) -> MonthLine:
    took = [
        (fact.closed_at - fact.received_at).total_seconds() / DAY_S
        for fact in complaints
        if fact.closed_at is not None
    ]
    return MonthLine(
        month=month,
        received=len(complaints),
        grades=_grades(complaints, pack),
        closed=sum(fact.standing is Standing.CLOSED for fact in complaints),
        supervised=sum(fact.supervised for fact in complaints),
        reopened=sum(fact.reopened > 0 for fact in complaints),
        days=round(sum(took) / len(took), 1) if took else None,
    )


def _obligations(owed: Sequence[ObligationFact]) -> Iterator[ObligationLine]:
    """By rule, as the regulation orders them."""
    groups: dict[tuple[str, str], list[ObligationFact]] = {}
    for fact in owed:
        groups.setdefault((fact.rule, fact.obligation), []).append(fact)
    for (rule, obligation), facts in sorted(groups.items()):
        ended = Counter(fact.outcome for fact in facts)
        met, missed = ended[Outcome.MET], ended[Outcome.MISSED]
        yield ObligationLine(
            obligation=obligation,
            name=facts[-1].name,
            rule=rule,
            started=len(facts),
            met=met,
            missed=missed,
            cancelled=ended[Outcome.CANCELLED],
            open=ended[Outcome.OPEN],
            warned=sum(fact.warned for fact in facts),
            rate=rate_of(met, met + missed),
        )


def _departments(
    company: Company,
    people: People,
    complaints: Sequence[ComplaintFact],
    owed: Sequence[ObligationFact],
    working_s: int,
) -> Iterator[DepartmentLine]:
    theirs = Counter(fact.department for fact in complaints)
    responsible = {fact.number: fact.department for fact in complaints}
    ended: Counter[tuple[str | None, Outcome]] = Counter()
    for fact in owed:
        own = fact.answerable == RESPONSIBLE
        ended[responsible.get(fact.number) if own else fact.answerable, fact.outcome] += 1
    for department, name in company.pack.departments.items():
        desk = people.desks.get(department, Desk(0))
        met, missed = ended[department, Outcome.MET], ended[department, Outcome.MISSED]
        yield DepartmentLine(
            department=department,
            name=name,
            handlers=desk.handlers,
            complaints=theirs[department],
            tasks=desk.tasks,
            utilisation=round(desk.utilisation(working_s), 4),
            waited_h=round(desk.waited / HOUR_S / desk.tasks, 2) if desk.tasks else 0.0,
            met=met,
            missed=missed,
            rate=rate_of(met, met + missed),
        )
