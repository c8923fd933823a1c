"""The `huiyin` command. A sub-command is imported when it is called: they start fast."""

from __future__ import annotations

import importlib
import sys
from typing import TextIO

import click

from huiyin.refusals import CannotRun

SUBCOMMANDS = {
    "up": ("启动全部：数据库、消息、各服务。 Start everything.", "huiyin.up"),
    "down": ("停止 huiyin up 启动的一切。 Stop what huiyin up started.", "huiyin.down"),
    "status": ("各进程是否就绪。 Say what runs and whether it is ready.", "huiyin.status"),
    "migrate": (
        "建库、迁移、声明消息流。 Bring databases and streams up to date.",
        "huiyin.migrate",
    ),
    "demo": (
        "填充两个月的虚构投诉供浏览。 Fill it with made-up complaints.",
        "huiyin.demo.command",
    ),
    "replay": ("用历史投诉文件回放。 Replay a file of complaints.", "huiyin.replay"),
    "dead-letters": (
        "查看、重投处理失败的消息。 Show and retry dead letters.",
        "huiyin.dead_letters",
    ),
    "backup": ("运行中备份，可反复刷新。 Back up while it runs.", "huiyin.backup.command"),
    "restore": (
        "恢复到某一时刻。 Restore a backup as of an instant.",
        "huiyin.backup.restore_command",
    ),
    "drill": (
        "故障演练：杀进程、断连接，再核对。 Break everything, then check.",
        "huiyin.drill.command",
    ),
    "rebuild": (
        "从消息流重建读模型，不停机。 Make read models anew while it runs.",
        "huiyin.rebuild",
    ),
    "verify": (
        "核对现有数据与重新推得的是否一致。 Compare live rows with rebuilt ones.",
        "huiyin.verify",
    ),
    "simulate": (
        "推演一年投诉，安排人手、试行制度。 Play a year of complaints.",
        "huiyin.simulation.command",
    ),
    "policy": ("校验、解释制度文件。 Check and explain policy packs.", "huiyin.policy"),
}


class LazyGroup(click.Group):
    """A group that knows its members' one-line help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUBCOMMANDS:
            return None
        command = importlib.import_module(SUBCOMMANDS[cmd_name][1]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令 Commands"):
            formatter.write_dl([(name, text) for name, (text, _) in SUBCOMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="huiyin")
def root() -> None:
    """回音：房屋投诉处理系统。 Huiyin: customer complaints about homes."""


def main() -> None:
    """The entry point: what cannot be done is said in one sentence, exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        _never_fail_on_chinese(stream)
    try:
        root(prog_name="huiyin")
    except CannotRun as refusal:
        click.echo(f"{refusal}", err=True)
        sys.exit(1)


def _never_fail_on_chinese(stream: TextIO) -> None:
    """A terminal in a Latin-1 locale shows question marks instead of stopping us."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
