"""How far a long job has come, how fast it goes, and how long it will take."""

from __future__ import annotations

import sys
import time

import click

SHOW_EVERY_S = 0.2
WORTH_A_LINE_S = 3.0
ROOM = 78
MINUTE_S = 60


class Pace:
    """Told of what is done and of how many. One line that changes on a terminal; elsewhere, of what
    takes longer, a line every tenth."""

    def __init__(self) -> None:
        self._terminal = sys.stdout.isatty()
        self._what = ""
        self._began = self._shown = 0.0
        self._tenth = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what != self._what:
            self.close()
            self._what, self._began, self._tenth = what, now, 0
        tenth = 10 * done // max(total, 1)
        if self._terminal and (now - self._shown >= SHOW_EVERY_S or done >= total):
            self._shown = now
            click.echo(f"\r{self._line(done, total, now):<{ROOM}}", nl=False)
        elif not self._terminal and tenth > self._tenth and now - self._began >= WORTH_A_LINE_S:
            self._tenth = tenth
            click.echo(self._line(done, total, now))

    def close(self) -> None:
        """Leave the line to whatever is printed next."""
        if self._terminal and self._what:
            click.echo(f"\r{'':<{ROOM}}\r", nl=False)
        self._what = ""

    def _line(self, done: int, total: int, now: float) -> str:
        rate = done / max(now - self._began, 1e-9)
        left_s = int(max(total - done, 0) / max(rate, 1e-9))
        minutes, seconds = divmod(left_s, MINUTE_S)
        return (
            f"{self._what}  {done:,} / {total:,}  {100 * done // max(total, 1)}%"
            f"  {rate:,.0f}/s  剩余 left {minutes}:{seconds:02}"
        )
