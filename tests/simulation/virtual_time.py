"""An event loop whose time passes only when nobody has anything left to do.

Waiting costs nothing, and the order of everything follows from the program and its dice alone.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

Result = TypeVar("Result")

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


class _Leap(selectors.SelectSelector):
    """Instead of waiting for something to happen outside, lets the time pass at once."""

    def __init__(self) -> None:
        super().__init__()
        self.leapt_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everybody waits, and nothing will ever happen")
        self.leapt_s += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Infrastructure time in one world: it begins at 0 and leaps from timer to timer."""

    def __init__(self) -> None:
        self._leap = _Leap()
        super().__init__(self._leap)

    def time(self) -> float:
        return self._leap.leapt_s

    def wall(self) -> datetime:
        """Infrastructure time as a date: for `stored_at` and retries, never for business."""
        return BEGINNING + timedelta(seconds=self.time())


def run(main: Coroutine[Any, Any, Result], loop: VirtualLoop) -> Result:
    """Run to the end, and end whatever is still running then."""
    try:
        return loop.run_until_complete(main)
    finally:
        rest = asyncio.all_tasks(loop)
        for task in rest:
            task.cancel()
        if rest:
            loop.run_until_complete(asyncio.wait(rest))
        loop.close()
