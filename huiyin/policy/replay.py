"""`huiyin policy replay`: what would another regulation have made of our history?"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import orjson

from huiyin.data_folder import DataFolder
from huiyin.progress import progress
from huiyin.refusals import CannotRun, PoliciesAreUnfit
from huiyin.settings import read_settings
from huiyin.whatif.bench import Trial, Version
from huiyin.whatif.differing import Comparison
from huiyin.whatif.from_file import lives_in as lives_in_file
from huiyin.whatif.from_stream import Period
from huiyin.whatif.life import Life
from huiyin.whatif.page import whatif_page
from huiyin.whatif.telling import as_json, lines_of
from huiyin.whatif.trying import try_lives, try_stream
from huiyin.whatif.untold import beyond_judging
from huiyin.whereabouts import trouble_told, whereabouts
from shared.bus.manifest import read_manifest
from shared.domain import Refusal
from shared.policy import PolicyIsInvalid, PolicyLibrary, describe_faults
from shared.settings import POLICIES
from shared.tabular import read_mapping

ZONE = ZoneInfo("Asia/Shanghai")
DAY = click.DateTime(["%Y-%m-%d"])
RECORD = "实际记录"
LONGEST_LIMIT = timedelta(days=366)
"""How long after the last complaint of a file its limits are followed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line."""

    after: str
    before: str | None
    begin: datetime
    end: datetime
    project: str | None
    policies: Path
    workers: int


@click.command("replay")
@click.option("--pack", required=True, help="要试行的制度，如 guoying 或 zsy@2026.2 / to be tried")
@click.option("--against", help="与之比较的制度；不写则与实际记录比较 / compared with")
@click.option("--from", "begin", type=DAY, default="2000-01-01", help="收到日期自 / received from")
@click.option("--to", "end", type=DAY, help="至（含当日） / up to and with this day")
@click.option("--project", help="只看一个项目 / one project only")
@click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="历史文件"
)
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="各列的含义，默认 policies/mappings/messages.yaml",
)
@click.option(
    "--policies", default=POLICIES, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--out", default="what-if.html", type=click.Path(path_type=Path), show_default=True)
@click.option("--workers", default=os.cpu_count() or 1, type=click.IntRange(1, 64))
def command(
    pack: str,
    against: str | None,
    begin: datetime,
    end: datetime | None,
    project: str | None,
    file: Path | None,
    mapping: Path | None,
    policies: Path,
    out: Path,
    workers: int,
) -> None:
    """把历史投诉放到另一制度（或版本）下试算，报告有何不同；历史不作任何改动。

    与运行中的系统当时的记录比较；写了 --against 则两项制度都试算。--file 读历史文件，须写 --against。
    Try another regulation on past complaints, beside their record or (--against) a second trial.
    """
    last = end or datetime.now(UTC)
    wanted = Wanted(
        after=pack,
        before=against,
        begin=datetime.combine(begin.date(), time(0), ZONE),
        end=datetime.combine(last.date() + timedelta(days=1), time(0), ZONE),
        project=project,
        policies=policies,
        workers=workers,
    )
    library = _library(policies)
    comparison = _of_file(file, mapping, wanted, library) if file else _of_system(wanted, library)
    if not comparison.before.complaints:
        raise CannotRun("这段时间没有投诉 / there is no complaint in this time")
    titles = _titles(wanted, library)
    recorded = wanted.before is None
    page = whatif_page(
        comparison,
        titles=titles,
        recorded=recorded,
        untold=_untold(wanted, library, comparison),
        zone=ZONE,
        console_url=None if file else _console(),
    )
    _write(page, as_json(comparison, titles, recorded=recorded), out)
    for line in lines_of(comparison, titles, recorded=recorded):
        click.echo(line)
    click.echo(f"报告 report: {out}  {out.with_suffix('.json')}")


def _library(policies: Path) -> PolicyLibrary:
    try:
        return PolicyLibrary.read(policies)
    except PolicyIsInvalid as invalid:
        raise PoliciesAreUnfit(policies, describe_faults(invalid.faults)) from invalid


def _of_file(
    file: Path, mapping: Path | None, wanted: Wanted, library: PolicyLibrary
) -> Comparison:
    if wanted.before is None:
        raise CannotRun("用 --file 时请写 --against / with --file say what to compare --against")
    try:
        text = (mapping or POLICIES / "mappings" / "messages.yaml").read_text(encoding="utf-8")
        lives, unreadable = lives_in_file(file.read_bytes(), read_mapping(text))
    except Refusal as refusal:
        raise CannotRun(f"{refusal.sentence_zh} / {refusal.sentence_en}") from refusal
    if unreadable:
        click.echo(f"{unreadable} 行无法读取，未计入 / {unreadable} rows could not be read")
    period = Period(wanted.begin, wanted.end, wanted.project)
    chosen = [life for life in lives if period.holds(life)]
    until = _followed_until(chosen, wanted)
    with progress(len(chosen), "试算 what-if") as bar:
        trial = _trial(wanted, library, until)
        return try_lives(
            chosen, trial, library, workers=wanted.workers, counted=lives, progress=bar.update
        )


def _of_system(wanted: Wanted, library: PolicyLibrary) -> Comparison:
    where = whereabouts()
    trial = _trial(wanted, library, datetime.now(UTC))
    steps = 2 * len(read_manifest().partitions)
    with trouble_told(where), progress(steps, "试算 what-if") as bar:
        return try_stream(
            where.nats_url,
            Period(wanted.begin, wanted.end, wanted.project),
            trial,
            library,
            workers=wanted.workers,
            progress=bar.update,
        )


def _followed_until(lives: list[Life], wanted: Wanted) -> datetime:
    """A file ends some day, but what came in last still has time to be missed."""
    ends = [one.occurred_at for life in lives for one in life.happenings[-1:]]
    last = max((life.received.received_at for life in lives), default=wanted.end)
    return max([last + LONGEST_LIMIT, *ends])


def _trial(wanted: Wanted, library: PolicyLibrary, until: datetime) -> Trial:
    before = version_named(wanted.before, library) if wanted.before else None
    return Trial(wanted.policies, before, version_named(wanted.after, library), until)


def version_named(name: str, library: PolicyLibrary) -> Version:
    """`zsy@2026.1`, or the version of `zsy` that takes effect last. Raises CannotRun."""
    pack, at, version = name.partition("@")
    found = [p for p in library.packs.values() if p.id == pack and (not at or p.version == version)]
    if not found:
        known = "、".join(f"{p.id}@{p.version}" for p in library.packs.values())
        raise CannotRun(f"没有制度 {name}，现有：{known} / there is no pack {name}")
    chosen = max(found, key=lambda one: one.effective_from)
    return chosen.id, chosen.version


def _titles(wanted: Wanted, library: PolicyLibrary) -> tuple[str, str]:
    def title(name: str | None) -> str:
        if name is None:
            return RECORD
        pack = library.pack(*version_named(name, library))
        return f"{pack.title}（{pack.id} {pack.version}）"

    return title(wanted.before), title(wanted.after)


def _console() -> str | None:
    report = DataFolder(read_settings().data.resolve()).read_report()
    return report.urls.get("console") if report else None


def _untold(
    wanted: Wanted, library: PolicyLibrary, comparison: Comparison
) -> tuple[Sequence[str], Sequence[str]]:
    def of(name: str | None) -> Sequence[str]:
        if name is None:
            return ()
        return beyond_judging(library.pack(*version_named(name, library)), comparison.happened)

    return of(wanted.before), of(wanted.after)


def _write(page: str, told: Mapping[str, Any], out: Path) -> None:
    try:
        out.write_text(page, encoding="utf-8")
        out.with_suffix(".json").write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    except OSError as error:
        raise CannotRun(f"无法写入 {out}：{error.strerror} / cannot write {out}") from error
