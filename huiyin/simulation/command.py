"""`huiyin simulate`: a year of complaints in minutes, to plan staff and try policies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from functools import reduce
from operator import add
from pathlib import Path

import click

from huiyin.simulation.branches import branches_of
from huiyin.simulation.company import CASES_A_DAY, Company
from huiyin.simulation.figures import YearReport
from huiyin.simulation.monthly import room_for_rows, write_monthly_reports
from huiyin.simulation.playing import Played, play
from huiyin.simulation.report import year_report
from huiyin.simulation.side_by_side import play_side_by_side
from huiyin.simulation.wish import Wish
from huiyin.simulation.wording import told
from huiyin.simulation.writing import writing
from shared.settings import POLICIES

COMPLAINTS = 10_000
YEAR = 2026
SAY_EVERY_S = 2.0


@click.command("simulate")
@click.option("--pack", default="zsy", show_default=True, help="制度 / the policy pack")
@click.option("--complaints", type=click.IntRange(1), help="全年投诉件数 / complaints a year")
@click.option("--households", type=click.IntRange(1), help="户数 / households of the company")
@click.option("--projects", type=click.IntRange(1), help="项目数 / projects")
@click.option(
    "--branches",
    type=click.IntRange(1),
    help="城市公司数，各有各的部门 / city companies with departments of their own",
)
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
    branches: int | None,
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
    wish = Wish(policies, pack, year, complaints, households, projects, staff, cases_a_day)
    report = _played(wish, branches, seed, monthly)
    click.echo(told(report))
    click.echo(f"\n指纹 digest：{report.digest}")
    if json_file is not None:
        with writing(json_file):
            json_file.write_bytes(report.json)


def _played(wish: Wish, branches: int | None, seed: int, monthly: Path | None) -> YearReport:
    company = wish.company()
    count = len(branches_of(company, branches))
    if monthly is None:
        played = _play(wish, company, count, seed, None)
    else:
        with room_for_rows(monthly) as kept:
            played = _play(wish, company, count, seed, kept)
            write_monthly_reports(monthly, company, kept, count)
    tally = reduce(add, (one.tally for one in played))
    return year_report(company, tally, seed=seed, branches=count)


def _play(
    wish: Wish, company: Company, branches: int, seed: int, kept: Path | None
) -> Sequence[Played]:
    """Every branch; the only one in this process."""
    began, cpu = time.monotonic(), time.process_time()
    look = Progress(company.complaints)
    if branches == 1:
        played: Sequence[Played] = [play(company, seed=seed, kept=kept, look=look)]
        elsewhere_s = 0.0
    else:
        processes = min(branches, os.cpu_count() or 1)
        click.echo(
            f"{branches} 个城市公司，{processes} 个进程"
            f" / {branches} city companies in {processes} processes",
            err=True,
        )
        played = play_side_by_side(
            wish, branches, seed=seed, kept=kept, processes=processes, look=look
        )
        elsewhere_s = sum(one.cpu_s for one in played)
    took, used = time.monotonic() - began, time.process_time() - cpu + elsewhere_s
    messages = sum(one.messages for one in played)
    click.echo(
        f"{company.complaints:,} 件，{messages:,} 条消息，用时 {took:.0f} 秒"
        f" / {took:.0f} s, {used / company.complaints * 1000:.2f} ms CPU a complaint\n",
        err=True,
    )
    return played


class Progress:
    """A line from time to time: how far, how fast, how much longer."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = self._said = time.monotonic()
        self._live = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if not done or now - self._said < (SAY_EVERY_S if self._live else 5 * SAY_EVERY_S):
            return
        self._said = now
        rate = done / (now - self._began)
        left = (self._total - done) / rate
        click.echo(
            f"推演 simulate {done:,}/{self._total:,}  {rate:,.0f} 件/秒 a second"
            f"  还需 {left:,.0f} 秒 s left",
            err=True,
            nl=not self._live,
        )
        if self._live:
            click.echo("\r", err=True, nl=False)
