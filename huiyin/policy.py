"""`huiyin policy`: check a folder of policies before anybody works by them."""

from __future__ import annotations

from pathlib import Path

import click

from huiyin.refusals import CannotRun
from shared.policy import PolicyIsInvalid, PolicyLibrary, describe_faults
from shared.settings import POLICIES


@click.group()
def command() -> None:
    """校验制度文件。 Check policy packs."""


@command.command()
@click.argument(
    "folder",
    default=POLICIES,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def check(folder: Path) -> None:
    """校验 FOLDER 中的制度、日历与组织文件，逐条说明错在哪里。"""
    try:
        library = PolicyLibrary.read(folder)
    except PolicyIsInvalid as invalid:
        raise CannotRun(describe_faults(invalid.faults)) from invalid
    for pack in library.packs.values():
        click.echo(
            f"{pack.id} {pack.version} {pack.title}："
            f"{len(pack.grades)} 级，{len(pack.obligations)} 条时限，{len(pack.notices)} 条通知"
        )
    click.echo(f"没有错误 / no faults in {folder.name}")
