"""`huiyin simulate`: a year of complaints in minutes, to plan staff and try policies."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from huiyin.refusals import CannotRun, PoliciesAreUnfit
from huiyin.simulation.as_given import models_as_given
from huiyin.simulation.company import CASES_A_DAY, Company, company
from huiyin.simulation.figures import YearReport
from huiyin.simulation.monthly import write_monthly_reports
from huiyin.simulation.plain_house import PlainHouse
from huiyin.simulation.report import year_report
from huiyin.simulation.wording import told
from huiyin.simulation.year import Year
from services.analytics.complaint_facts import TITLES
from services.analytics.course import COURSE
from shared.clock import SteppedClock
from shared.policy import PolicyIsInvalid, PolicyLibrary, describe_faults
from shared.settings import POLICIES

COMPLAINTS = 10_000
YEAR = 2026
SAY_EVERY_S = 2.0
COLLECT_EVERY = 200_000
"""New objects between two looks for garbage: next to none of ours goes round in circles."""


class FileCannotBeWritten(CannotRun):
    """A result was to be written where nothing can be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"无法写入 {path}（{reason}）：请换一个位置。"
            f" / Cannot write {path} ({reason}): choose another place."
        )


@click.command("simulate")
@click.option("--pack", default="zsy", show_default=True, help="制度 / the policy pack")
@click.option("--complaints", type=click.IntRange(1), help="全年投诉件数 / complaints a year")
@click.option("--households", type=click.IntRange(1), help="户数 / households of the company")
@click.option("--projects", type=click.IntRange(1), help="项目数 / projects")
@click.option("--year", default=YEAR, show_default=True, type=click.IntRange(2000, 2100))
@click.option(
    "--seed", default=1, show_default=True, help="随机种子 / the same seed, the same year"
)
@click.option("--staff", default="", help="各部门人数，如 engineering=6,design=2 / handlers")
@click.option(
    "--cases-a-day",
    default=CASES_A_DAY,
    show_default=True,
    type=click.FloatRange(0.05, 100),
    help="每人每工作日办结件数 / cases a handler completes a working day",
)
@click.option(
    "--policies",
    default=POLICIES,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="制度目录 / the folder of policies",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="全部数字写入此文件 / a file for all figures",
)
@click.option(
    "--monthly-report",
    "monthly",
    type=click.Path(file_okay=False, path_type=Path),
    help="十二份客服月报写入此目录 / a folder for the monthly reports",
)
def command(
    pack: str,
    complaints: int | None,
    households: int | None,
    projects: int | None,
    year: int,
    seed: int,
    staff: str,
    cases_a_day: float,
    policies: Path,
    json_file: Path | None,
    monthly: Path | None,
) -> None:
    """推演一年的投诉办理，用于安排人手、试行制度。

    Play a year of complaints under a policy pack, without waiting for it: for planning staff and
    trying policies. See docs/planning.md.
    """
    if complaints is None and households is None:
        complaints = COMPLAINTS
    planned = company(
        _library(policies),
        pack,
        year=year,
        complaints=complaints,
        households=households,
        projects=projects,
        staff=staff,
        cases_a_day=cases_a_day,
    )
    report = _played(planned, seed, monthly)
    click.echo(told(report))
    click.echo(f"\n指纹 digest：{report.digest}")
    if json_file is not None:
        try:
            json_file.write_bytes(report.json)
        except OSError as failure:
            raise FileCannotBeWritten(json_file, failure.strerror or "") from None


def _library(folder: Path) -> PolicyLibrary:
    try:
        return PolicyLibrary.read(folder)
    except PolicyIsInvalid as invalid:
        raise PoliciesAreUnfit(folder, describe_faults(invalid.faults)) from invalid


def _played(planned: Company, seed: int, monthly: Path | None) -> YearReport:
    zone = ZoneInfo(planned.pack.working_time.zone)
    unread = frozenset() if monthly else frozenset({COURSE.name, TITLES.name})

    def build(company: Company, clock: SteppedClock, seed: int) -> PlainHouse:
        return PlainHouse(company.policies, zone, clock, seed, unread=unread)

    year = Year(planned, build, seed=seed)
    began, cpu = time.monotonic(), time.process_time()
    with _collecting_seldom(), models_as_given():
        year.play(Progress(planned.complaints))
    house = year.house
    assert isinstance(house, PlainHouse)
    report = year_report(
        planned,
        year.people,
        house.stores["analytics"],
        house.notices,
        seed=seed,
        working_s=year.time.total,
    )
    if monthly is not None:
        try:
            facts = house.stores["analytics"]
            write_monthly_reports(monthly, planned.year, facts, zone, planned.policies)
        except OSError as failure:
            raise FileCannotBeWritten(monthly, failure.strerror or "") from None
    took, used = time.monotonic() - began, time.process_time() - cpu
    click.echo(
        f"{report.complaints:,} 件，{house.bus.delivered:,} 条消息，用时 {took:.0f} 秒"
        f" / {took:.0f} s, {used / max(1, report.complaints) * 1000:.2f} ms CPU a complaint\n",
        err=True,
    )
    return report


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


class Progress:
    """A line from time to time: how far, how fast, how much longer."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = self._said = time.monotonic()
        self._live = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self._said < (SAY_EVERY_S if self._live else 5 * SAY_EVERY_S):
            return
        self._said = now
        rate = done / (now - self._began)
        left = (self._total - done) / rate if rate else 0.0
        click.echo(
            f"推演 simulate {done:,}/{self._total:,}  {rate:,.0f} 件/秒 a second"
            f"  还需 {left:,.0f} 秒 s left",
            err=True,
            nl=not self._live,
        )
        if self._live:
            click.echo("\r", err=True, nl=False)
