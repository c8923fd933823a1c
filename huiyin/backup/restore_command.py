"""`huiyin restore`: databases and stream as they were at one instant, into an empty data folder."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from huiyin.backup.refusals import ServersAreYourOwn, TimeIsWrong
from huiyin.backup.restoring import Restored, restore
from huiyin.settings import read_settings

DEFAULT_ZONE = "Asia/Shanghai"


@click.command("restore")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--to",
    "text",
    metavar="TIME",
    help="恢复到此刻，缺省为备份末尾。 The instant, such as 2026-03-02T14:30:00+08:00;"
    " without an offset in HUIYIN_ZONE; else the end of the backup.",
)
def command(folder: Path, text: str | None) -> None:
    """把 DIR 里的备份恢复到空的数据目录（HUIYIN_DATA）。

    Restore the backup in DIR into an empty data folder, as of an instant; then huiyin up runs it.
    """
    settings = read_settings()
    if settings.database_url or settings.nats_url:
        raise ServersAreYourOwn
    restored = asyncio.run(
        restore(
            folder,
            settings.data,
            to=read_time(text) if text else None,
            policies_here=settings.policies,
            say=click.echo,
        )
    )
    click.echo(_told(restored, settings.data.resolve()))


def read_time(text: str) -> datetime:
    """ISO 8601; a time without an offset is one of HUIYIN_ZONE. Raises TimeIsWrong."""
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            time = time.replace(tzinfo=ZoneInfo(os.environ.get("HUIYIN_ZONE") or DEFAULT_ZONE))
    except (ValueError, OSError, KeyError):
        raise TimeIsWrong(text) from None
    return time


def _told(restored: Restored, data: Path) -> str:
    messages = restored.messages
    last = restored.last_transaction
    lines = [
        f"已恢复到 / restored to {restored.reached.isoformat()}: {data}",
        "最后的事务 / last transaction: " + (last.isoformat() if last else "-"),
        f"消息 / messages: 保留 kept {messages.kept}，略去此后的 left out {messages.left_out}",
    ]
    if messages.foreign:
        lines.append(f"来历不明、已保留 / of unknown origin, kept: {messages.foreign}")
    if restored.policies:
        lines.append(
            f"当时的制度与现在的不同，放在 / the policies then in force were others, they are in"
            f" {restored.policies}（HUIYIN_POLICIES）"
        )
    return "\n".join([*lines, "下一步 / next: huiyin up"])
