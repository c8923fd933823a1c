"""The company whose year is played: its regulation, projects, households and staff.

Everything that the regulation or the directory says is taken from there; the rest are the few
assumptions at the top, which docs/planning.md tells.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from huiyin.refusals import CannotRun
from huiyin.simulation.branch import ALONE, Branch
from shared.policy import Pack, PolicyLibrary
from shared.policy.directory import Directory, Governance, Project

HOUSEHOLDS_A_COMPLAINT = 25
"""One complaint a year in so many households."""

HOUSEHOLDS_A_PROJECT = 800
CASES_A_DAY = 2.0
"""How many cases a handler completes on a working day with nothing else to do (办结能力)."""

UTILISATION_WANTED = 0.8
SEASON = (8, 6, 8, 9, 10, 12, 14, 13, 10, 9, 8, 7)
"""Complaints by month: the rains bring most."""


class PackIsNotThere(CannotRun):
    """The policies folder has no regulation of that name."""

    def __init__(self, pack: str, known: list[str]) -> None:
        packs = "、".join(known)
        super().__init__(
            f"没有制度“{pack}”，可选：{packs}。请用 --pack 指定其一，或用 --policies 换一个制度目录。"
            f" / There is no policy pack `{pack}`; there are {packs}:"
            " choose one with --pack, or another folder with --policies."
        )


class PackIsNotInForce(CannotRun):
    """Every version of the regulation takes effect later."""

    def __init__(self, pack: str, year: int) -> None:
        super().__init__(
            f"制度“{pack}”在 {year} 年初尚未生效：请用 --year 选生效之后的年份。"
            f" / No version of `{pack}` is in force at the beginning of {year}:"
            " choose a later --year."
        )


class StaffIsUnclear(CannotRun):
    """`--staff` names nobody, or not so that it could be counted."""

    def __init__(self, written: str, known: Mapping[str, str]) -> None:
        departments = "、".join(f"{key}（{name}）" for key, name in known.items())
        super().__init__(
            f"--staff 中的“{written}”看不懂，应写作 部门=人数，如 {next(iter(known))}=6；"
            f"可选部门：{departments}。"
            f" / `{written}` in --staff is not department=people, such as {next(iter(known))}=6;"
            f" the departments are {', '.join(known)}."
        )


@dataclass(frozen=True, slots=True)
class Company:
    """`staff` are the handlers of each department of the regulation, `wished` those that somebody
    asked for, `cases_a_day` what one of them completes; `weights` how often each category is
    complained of; `projects` in order. It may be one `branch` of a larger company."""

    policies: PolicyLibrary
    pack: Pack
    year: int
    complaints: int
    households: int
    projects: tuple[str, ...]
    weights: Mapping[str, float]
    staff: Mapping[str, int]
    wished: Mapping[str, int]
    cases_a_day: float
    branch: Branch = ALONE


def company(
    policies: PolicyLibrary,
    pack: str,
    *,
    year: int,
    complaints: int | None = None,
    households: int | None = None,
    projects: int | None = None,
    staff: str = "",
    cases_a_day: float = CASES_A_DAY,
) -> Company:
    """A company of that size under that regulation. Raises a CannotRun that says what is wrong."""
    governing = _in_force(policies, pack, year)
    if complaints is None:
        complaints = max(1, (households or 0) // HOUSEHOLDS_A_COMPLAINT)
    if households is None:
        households = complaints * HOUSEHOLDS_A_COMPLAINT
    count = projects or max(1, round(households / HOUSEHOLDS_A_PROJECT))
    directory = _grown(policies.directory, pack, count)
    weights = {category: 1 / (rank + 4) for rank, category in enumerate(governing.categories)}
    wished = _read(staff, governing)
    return Company(
        policies=PolicyLibrary(
            {key: found for key, found in policies.packs.items() if found.id == pack}, directory
        ),
        pack=governing,
        year=year,
        complaints=complaints,
        households=households,
        projects=tuple(directory.projects),
        weights=weights,
        staff=staff_for(governing, complaints, weights, cases_a_day, year) | wished,
        wished=wished,
        cases_a_day=cases_a_day,
    )


def _in_force(policies: PolicyLibrary, pack: str, year: int) -> Pack:
    versions = [found for found in policies.packs.values() if found.id == pack]
    if not versions:
        raise PackIsNotThere(pack, sorted({found.id for found in policies.packs.values()}))
    begun = [found for found in versions if found.effective_from <= date(year, 1, 1)]
    if not begun:
        raise PackIsNotInForce(pack, year)
    return max(begun, key=lambda found: found.effective_from)


def _grown(directory: Directory, pack: str, count: int) -> Directory:
    """So many projects under one regulation: those it governs, then more of the same kind."""
    rule = (Governance.model_validate({"pack": pack, "from": date(1, 1, 1)}),)
    governed = {
        code: project
        for code, project in directory.projects.items()
        if any(rule.pack == pack for rule in project.policies)
    } or {"project": Project(name="项目", city=next(iter(directory.cities)), policies=rule)}
    grown: dict[str, Project] = {}
    for place in range(count):
        code, project = list(governed.items())[place % len(governed)]
        stage = place // len(governed) + 1
        name = project.name if stage == 1 else f"{project.name}{stage}期"
        grown[code if stage == 1 else f"{code}-{stage}"] = project.model_copy(
            update={"name": name, "policies": rule}
        )
    return directory.model_copy(update={"projects": grown})


def staff_for(
    pack: Pack, complaints: int, weights: Mapping[str, float], cases_a_day: float, year: int
) -> dict[str, int]:
    """As many handlers as keep everybody busy for four fifths of the busiest month."""
    days = pack.calendar.count_working_days(date(year - 1, 12, 31), date(year, 12, 31))
    peak = max(SEASON) * len(SEASON) / sum(SEASON)
    a_handler = days * cases_a_day * UTILISATION_WANTED / peak
    load = dict.fromkeys(pack.departments, 0.0)
    for category, weight in weights.items():
        load[pack.department_for(category)] += complaints * weight / sum(weights.values())
    return {department: max(1, math.ceil(cases / a_handler)) for department, cases in load.items()}


def _read(written: str, pack: Pack) -> dict[str, int]:
    """`engineering=6,design=2`; who is not named keeps the staff that the load asks for."""
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in written.split(","))):
        department, _, people = part.partition("=")
        known = department.strip() in pack.departments
        if not (known and people.strip().isdecimal() and int(people) > 0):
            raise StaffIsUnclear(part, pack.departments)
        found[department.strip()] = int(people)
    return found
