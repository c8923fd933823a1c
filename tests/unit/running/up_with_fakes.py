"""`huiyin up` as a process of its own, with fake services: for tests that signal it.

Arguments: the data folder, then arguments of the fake service.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from huiyin.output import PrefixedTerminal
from huiyin.ports import draw_free
from huiyin.refusals import CannotRun
from huiyin.stack import Stack
from huiyin.up import run_until_stopped
from tests.unit.running.fakes import fake


def main() -> None:
    names = ("postgres", "nats", "mail", "intake")
    stack = Stack(
        Path(sys.argv[1]),
        ports=dict(zip(names, draw_free(len(names)), strict=True)),
        services=[fake("intake", *sys.argv[2:])],
        jobs=[],
        terminal=PrefixedTerminal(list(names), colour=False),
        say=click.echo,
    )
    try:
        asyncio.run(run_until_stopped(stack))
    except CannotRun as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
