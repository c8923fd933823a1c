"""`huiyin replay FILE`: what would have been on time under "answer within N working days"?

The file goes in through the public bulk import, answers through casework, on a private stack
whose clock is stepped from one event to the next; what is on time is read from the report.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from huiyin.history import History, Player, read_history
from huiyin.processes import named
from huiyin.refusals import CannotRun
from huiyin.stack import Stack
from huiyin.stepping import Steps
from shared.domain import Refusal
from shared.settings import POLICIES
from shared.tabular import read_mapping
from shared.tabular.mapping import ColumnMapping

SERVICES = ("intake", "triage", "casework", "sla", "analytics")
PACK = "answer-within.yaml"
WITHIN = re.compile(r"within: \d+ wd")
DAYS_MAX = 400


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-n", "days", default=15, show_default=True, type=click.IntRange(1, DAYS_MAX))
@click.option("--mapping", "mapping_file", type=click.Path(exists=True, path_type=Path))
def command(file: Path, days: int, mapping_file: Path | None) -> None:
    """回放一个历史投诉文件：若限 N 个工作日答复，有多少按时？

    FILE 是 CSV 或 XLSX；列的含义由映射文件说明（默认 policies/mappings/messages.yaml）。
    """
    mapping_path = mapping_file or POLICIES / "mappings" / "messages.yaml"
    try:
        mapping = read_mapping(mapping_path.read_text(encoding="utf-8"))
        history = read_history(file.read_bytes(), mapping)
    except Refusal as refusal:
        raise CannotRun(f"{refusal.sentence_zh} / {refusal.sentence_en}") from refusal
    report = asyncio.run(_replay(history, mapping_path, mapping, days))
    for line in lines_of(report, days):
        click.echo(line)


async def _replay(
    history: History, mapping_file: Path, mapping: ColumnMapping, days: int
) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="huiyin-replay-") as folder:
        policies = policies_within(Path(folder) / "policies", days)
        stack = private_stack(policies, history, say=click.echo)
        async with stack, Steps(stack.urls, stack.nats_url) as steps:
            zone = ZoneInfo(mapping.times.zone)
            player = Player(history, mapping_file.read_bytes(), zone, days, stack.urls, steps)
            await player.play()
            return await player.report()


def private_stack(
    policies: Path, history: History, *, say: Callable[[str], None] = lambda _: None
) -> Stack:
    """A stack of its own for one replay, its clock standing a day before the history begins."""
    start = history.plays[0].at - timedelta(days=1)
    return Stack(
        clock="stepped",
        policies=policies,
        services=named(*SERVICES),
        env={"HUIYIN_CLOCK_START": start.isoformat(), "HUIYIN_TRACE_SAMPLED": "0"},
        say=say,
    )


def policies_within(folder: Path, days: int) -> Path:
    """A copy of the policies with N put into the pack."""
    shutil.copytree(POLICIES, folder)
    pack = folder / PACK
    text, changed = WITHIN.subn(f"within: {days} wd", pack.read_text(encoding="utf-8"))
    if changed != 1:
        raise CannotRun(f"{PACK} 应恰有一条 within / {PACK} must have exactly one `within`")
    pack.write_text(text, encoding="utf-8")
    for entry in (folder, *folder.rglob("*")):
        os.chmod(entry, 0o755 if entry.is_dir() else 0o644)
    return folder


def lines_of(report: dict[str, Any], days: int) -> Iterator[str]:
    """The months, then the line that sums up."""
    for month in report["months"]:
        yield f"{month['month']}  {month['on_time']} of {month['total']}"
    overall = report["overall"]
    yield f"N={days}: {overall['on_time']} of {overall['total']} on time"
