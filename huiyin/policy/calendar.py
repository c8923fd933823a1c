"""`huiyin policy calendar`: what a holiday notice has moved, complaint by complaint."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import httpx

from huiyin.data_folder import DataFolder
from huiyin.refusals import CannotRun, NotRunning
from huiyin.settings import read_settings
from huiyin.summary import columns
from huiyin.whereabouts import ZONE, ZONE_OF_SERVICES

HEAD = (
    "投诉 complaint",
    "时限或节点 what",
    "原定 before",
    "现为 now",
    "依据通知 notice",
)
CORRECTED = "日历更正 corrected"
NOTHING = "没有因放假安排变更而重新计算的时限 / no due time was counted anew"
TIMEOUT_S = 10.0


@click.command("calendar")
@click.option("--number", metavar="编号", help="只看一件投诉。 Of one complaint only.")
@click.option("--url", metavar="URL", help="时限督办服务的地址。 Where sla answers, if not here.")
def command(number: str | None, url: str | None) -> None:
    """列出因放假安排公布或修订而重新计算的时限：原定何时、现为何时、依据哪份通知。

    List the due times that holiday notices have moved, as the running system knows them.
    """
    data = read_settings().data.resolve()
    try:
        changes = list(fetched(url or _where_sla_is(data), number))
    except httpx.HTTPError as error:
        raise CannotRun(
            f"时限督办服务没有应答（{type(error).__name__}） / sla does not answer"
        ) from error
    click.echo("\n".join(lines_of(changes, ZoneInfo(os.environ.get(ZONE) or ZONE_OF_SERVICES))))


def fetched(url: str, number: str | None) -> Iterator[Mapping[str, Any]]:
    """Every change, page by page."""
    wanted = {} if number is None else {"number": number}
    with httpx.Client(base_url=url, timeout=TIMEOUT_S) as client:
        cursor: str | None = None
        while True:
            more = {} if cursor is None else {"cursor": cursor}
            page = client.get("/calendar-changes", params={**wanted, **more}).raise_for_status()
            told = page.json()
            yield from told["changes"]
            cursor = told["next"]
            if cursor is None:
                return


def lines_of(changes: list[Mapping[str, Any]], zone: ZoneInfo) -> Iterator[str]:
    """A table for people; times by the company's clocks."""
    if not changes:
        yield NOTHING
        return
    rows = [
        (
            change["number"],
            change["name"],
            _local(change["previous_due_at"], zone),
            _local(change["due_at"], zone),
            "、".join(change["notices"]) or CORRECTED,
        )
        for change in changes
    ]
    yield columns([HEAD, *rows])


def _local(instant: str | None, zone: ZoneInfo) -> str:
    if instant is None:
        return "—"
    return f"{datetime.fromisoformat(instant).astimezone(zone):%Y-%m-%d %H:%M}"


def _where_sla_is(data: Path) -> str:
    report = DataFolder(data).read_report()
    if report is None:
        raise NotRunning(data)
    return report.urls["sla"]
