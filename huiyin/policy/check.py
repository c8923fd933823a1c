"""`huiyin policy check`: everything that is wrong with policy files, and what looks wrong."""

from __future__ import annotations

from pathlib import Path

import click

from huiyin.refusals import CannotRun
from shared.policy import describe_faults
from shared.policy.checking import Checked, check_file, check_folder
from shared.policy.report import describe_warnings
from shared.settings import POLICIES


@click.command()
@click.argument("path", default=POLICIES, type=click.Path(exists=True, path_type=Path))
def command(path: Path) -> None:
    """校验 PATH（一个制度文件，或整个制度文件夹），逐条说明错在哪里。

    有错误时退出码为 1；提醒（写得通、但不会起作用的条款）不影响退出码。
    """
    checked = check_folder(path) if path.is_dir() else check_file(path)
    if checked.warnings:
        click.echo(describe_warnings(checked.warnings))
    if checked.faults:
        raise CannotRun(describe_faults(checked.faults))
    for line in _summaries(checked):
        click.echo(line)
    warned = f"，{len(checked.warnings)} 处提醒" if checked.warnings else ""
    click.echo(f"没有错误{warned} / no faults in {path.name}")


def _summaries(checked: Checked) -> list[str]:
    return [
        f"{pack.id} {pack.version} {pack.title}："
        f"{len(pack.grades)} 级，{len(pack.obligations)} 条时限，{len(pack.notices)} 条通知"
        for pack in checked.packs
    ]
