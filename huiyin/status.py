"""`huiyin status`: what runs on this data folder, and whether each answers now."""

from __future__ import annotations

import asyncio
import sys

import click

from huiyin import health
from huiyin.data_folder import DataFolder, StackReport
from huiyin.refusals import NotRunning
from huiyin.settings import read_settings
from huiyin.summary import columns, summary


@click.command("status")
def command() -> None:
    """各进程是否就绪；全部就绪时退出码为 0。

    Ask every process whether it is ready; exit code 0 when all are.
    """
    folder = DataFolder(read_settings().data.resolve())
    report = folder.read_report()
    if report is None:
        raise NotRunning(folder.root)
    ready = asyncio.run(_ask(report))
    head = ("进程 process", "状态 state", "pid", "重启 deaths", "日志 log")
    rows = [
        (
            process.name,
            "就绪 ready" if ready[process.name] else f"未就绪 not ready ({process.state})",
            str(process.pid or "-"),
            str(process.deaths),
            process.log,
        )
        for process in report.processes
    ]
    click.echo(columns([head, *rows]))
    click.echo(summary(report, folder.root))
    sys.exit(0 if all(ready.values()) else 1)


async def _ask(report: StackReport) -> dict[str, bool]:
    answers = await asyncio.gather(
        *(health.is_ready(process.health) for process in report.processes)
    )
    return dict(zip((process.name for process in report.processes), answers, strict=True))
