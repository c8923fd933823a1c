"""What a year came to: figures for whoever plans staff or tries a policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from huiyin.simulation.company import Company
from huiyin.simulation.figures import DepartmentLine, MonthLine, ObligationLine, YearReport
from huiyin.simulation.tally import DepartmentSums, MonthSums, ObligationSums, Tally
from services.analytics.on_time import rate_of
from shared.policy import Pack

HOUR_S = 3600


def year_report(company: Company, tally: Tally, *, seed: int, branches: int = 1) -> YearReport:
    """The year of a company whose city companies came to `tally` together."""
    pack = company.pack
    months = tuple(_month(name, sums, pack) for name, sums in tally.months.items())
    obligations = tuple(_obligations(tally.obligations))
    grades = sum((month.grades for month in tally.months.values()), Counter[int | None]())
    return YearReport(
        pack=pack.id,
        version=pack.version,
        title=pack.title,
        year=company.year,
        seed=seed,
        households=company.households,
        projects=len(company.projects),
        cases_a_day=company.cases_a_day,
        complaints=sum(month.received for month in months),
        standing=dict(sorted(tally.standing.items())),
        grade_names=tuple(grade.name for grade in pack.grades),
        grades=_grades(grades, pack),
        months=months,
        obligations=obligations,
        departments=tuple(_departments(tally.departments, pack)),
        warnings=sum(line.warned for line in obligations),
        missed=sum(line.missed for line in obligations),
        orders=tally.orders,
        milestones_missed=tally.milestones_missed,
        repeated=tally.repeated,
        urged=tally.urged,
        reopened=sum(month.reopened for month in months),
        satisfaction=dict(sorted(tally.satisfaction.items())),
        notices=dict(sorted(tally.notices.items())),
        refused=dict(sorted(tally.refused.items())),
        branches=branches,
    )


def _grades(counts: Counter[int | None], pack: Pack) -> tuple[int, ...]:
    return tuple(counts[grade.grade] for grade in pack.grades)


def _month(month: str, sums: MonthSums, pack: Pack) -> MonthLine:
    return MonthLine(
        month=month,
        received=sums.received,
        grades=_grades(sums.grades, pack),
        closed=sums.closed,
        supervised=sums.supervised,
        reopened=sums.reopened,
        days=round(sums.days / sums.ended, 1) if sums.ended else None,
    )


def _obligations(
    obligations: Mapping[tuple[str, str], ObligationSums],
) -> Iterator[ObligationLine]:
    """By rule, as the regulation orders them."""
    for (rule, obligation), sums in sorted(obligations.items()):
        yield ObligationLine(
            obligation=obligation,
            name=sums.name,
            rule=rule,
            started=sums.started,
            met=sums.met,
            missed=sums.missed,
            cancelled=sums.cancelled,
            open=sums.open,
            warned=sums.warned,
            rate=rate_of(sums.met, sums.met + sums.missed),
        )


def _departments(departments: Mapping[str, DepartmentSums], pack: Pack) -> Iterator[DepartmentLine]:
    for department, sums in departments.items():
        yield DepartmentLine(
            department=department,
            name=pack.departments[department],
            handlers=sums.handlers,
            complaints=sums.complaints,
            tasks=sums.tasks,
            utilisation=round(sums.busy_s / sums.capacity_s, 4) if sums.capacity_s else 0.0,
            waited_h=round(sums.waited_s / HOUR_S / sums.tasks, 2) if sums.tasks else 0.0,
            met=sums.met,
            missed=sums.missed,
            rate=rate_of(sums.met, sums.met + sums.missed),
        )
