"""`huiyin policy explain`: a pack as the regulation that people read."""

from __future__ import annotations

from pathlib import Path

import click

from huiyin.refusals import CannotRun
from shared.policy import describe_faults
from shared.policy.checking import check_file
from shared.policy.explaining import regulation


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """把制度文件 FILE 印成一份可读的制度，逐条注明出处，（建议）为作者所补。"""
    checked = check_file(file)
    if checked.faults:
        raise CannotRun(describe_faults(checked.faults))
    for pack in checked.packs:
        click.echo(regulation(pack), nl=False)
