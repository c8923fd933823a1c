"""`huiyin policy`: check, read and try out regulations before anybody works by them.

Each verb is a module of this package with a `command`, imported when it is called.
"""

from __future__ import annotations

import importlib

import click

VERBS = {
    "calendar": "放假安排公布或修订后重新计算了哪些时限。 What holiday notices have moved.",
    "check": "校验制度文件，逐条说明错在哪里。 Check policy files.",
    "explain": "把制度文件印成一份可读的制度。 Print a pack as a regulation.",
    "compare": "同一天的投诉，各项制度并列。 One day under all packs.",
    "replay": "把历史投诉放到另一制度下试算。 Try another regulation on history.",
    "scenario": "在真实系统上演算情景文件，说明为何。 Play scenarios and print why.",
    "coverage": "每条规则写在哪里、由哪个情景证明。 Where each rule lives and what proves it.",
    "schema": "制度文件的 JSON Schema，供编辑器补全。 The JSON Schema of packs.",
}
"""The verbs with their one-line help; the module of `some-verb` is `huiyin.policy.some_verb`."""


class Verbs(click.Group):
    """A group that knows its verbs without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"huiyin.policy.{cmd_name.replace('-', '_')}")
        found = module.command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令 Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs)
def command() -> None:
    """校验、解释制度文件。 Check and explain policy packs."""
