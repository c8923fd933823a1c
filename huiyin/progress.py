"""How far a long job has come."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click


@contextmanager
def progress(total: int, label: str) -> Iterator[Any]:
    """A bar on a terminal, a line every tenth elsewhere. Yields something with `update(n)`."""
    if sys.stdout.isatty():
        with click.progressbar(length=total, label=label, width=40) as bar:
            yield bar
    else:
        yield _Tenths(total, label)


class _Tenths:
    def __init__(self, total: int, label: str) -> None:
        self._total, self._label = total, label
        self._done = 0

    def update(self, count: int) -> None:
        before, self._done = self._done, self._done + count
        tenth = 10 * self._done // self._total
        if tenth > 10 * before // self._total:
            click.echo(f"{self._label} {10 * tenth}%")
