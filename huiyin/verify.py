"""`huiyin verify`: is what is live what follows from stream and events?"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from huiyin.pace import Pace
from huiyin.rebuild import refuse_unknown
from huiyin.summary import columns
from huiyin.whereabouts import see_through, whereabouts
from shared.rebuild import Comparison, Report, verify_all

HEAD = (
    "服务 service",
    "内容 what",
    "应有 expected",
    "一致 equal",
    "缺 missing",
    "多 extra",
    "不同 different",
    "重复 repeated",
)
AGREES = "全部一致 / everything agrees"
REMEDY = (
    "不一致：读模型可用 huiyin rebuild 修复；其余请从备份恢复并反馈。"
    " / Something differs: huiyin rebuild mends read models;"
    " for the rest restore a backup and tell us."
)


@click.command("verify")
@click.argument("services", nargs=-1, metavar="[SERVICE]...")
def command(services: tuple[str, ...]) -> None:
    """把现有数据与从消息流、事件流重新推得的逐行比对；不影响运行。

    Compare read models, timers, queues and messages with what follows from stream and events, row
    by row. Disturbs nobody. Exit code 1 where something differs; no personal data is shown.
    """
    refuse_unknown(services)
    where = whereabouts()
    pace = Pace()
    try:
        report = see_through(
            where,
            lambda: verify_all(
                where.database_url,
                where.nats_url,
                where.policies,
                zone=where.zone,
                services=services,
                progress=pace,
            ),
        )
    finally:
        pace.close()
    for line in lines_of(report):
        click.echo(line)
    sys.exit(0 if report.agrees else 1)


def lines_of(report: Report) -> Iterator[str]:
    """The table, what differs by key and column, and the last word."""
    yield columns([HEAD, *map(_row, report.comparisons)])
    for comparison in report.disagreements:
        for example in comparison.examples:
            yield f"  {comparison.service}.{comparison.what}  {example}"
    yield AGREES if report.agrees else REMEDY


def _row(found: Comparison) -> tuple[str, ...]:
    numbers = (
        found.expected,
        found.equal,
        found.missing,
        found.extra,
        found.different,
        found.repeated,
    )
    return (found.service, found.what, *(f"{number:,}" for number in numbers))
