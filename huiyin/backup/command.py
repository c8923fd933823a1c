"""`huiyin backup`: a copy of databases and stream as one, while they run."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from huiyin.backup.taking import back_up, source_of
from huiyin.settings import read_settings

MEBIBYTE = 1024 * 1024


@click.command("backup")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--last",
    is_flag=True,
    help="此后不再刷新它。 A last time: the server keeps nothing for another refresh.",
)
def command(folder: Path, last: bool) -> None:
    """运行中备份到 DIR；再次执行即刷新，可恢复到首末之间任一时刻。

    Back up into DIR while everything runs. Called again on the same folder it adds what is new:
    any instant from the first call to the last can be restored with huiyin restore. DIR holds
    passwords and personal data.
    """
    manifest = asyncio.run(
        back_up(source_of(read_settings().data), folder, last=last, say=click.echo)
    )
    size = sum(piece.bytes for piece in manifest.pieces()) / MEBIBYTE
    click.echo(
        f"已备份 / backed up: {folder.resolve()}  {size:.1f} MiB，"
        f"{manifest.stream.messages} 条消息 / messages\n"
        f"可恢复到 / any instant from {manifest.beginning.at.isoformat()}"
        f" 至 / to {manifest.until.isoformat()}"
    )
