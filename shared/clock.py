"""Business time as a port. Infrastructure time (waits, time-outs, leases) never comes from here."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The business time, aware."""
        ...

    async def sleep_until(self, instant: datetime | None, *, at_most_s: float) -> None:
        """Return when `instant` is reached, the clock was moved, or `at_most_s` wall seconds
        passed."""
        ...


class SystemClock:
    """The time of day."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep_until(self, instant: datetime | None, *, at_most_s: float) -> None:
        wait_s = at_most_s
        if instant is not None:
            wait_s = min(at_most_s, max(0.0, (instant - self.now()).total_seconds()))
        await asyncio.sleep(wait_s)


class ClockRunsForward(ValueError):
    """A stepped clock was told to go back."""


class SteppedClock:
    """A clock that stands still until somebody moves it: for replays and drills."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    def step_to(self, instant: datetime) -> None:
        if instant < self._now:
            raise ClockRunsForward(f"the clock stands at {self._now}, {instant} is before it")
        self._now = instant
        self._moved.set()

    async def sleep_until(self, instant: datetime | None, *, at_most_s: float) -> None:
        if instant is not None and instant <= self._now:
            await asyncio.sleep(0)  # Whoever asks again and again must not hold up the others.
            return
        self._moved.clear()
        try:
            async with asyncio.timeout(at_most_s):
                await self._moved.wait()
        except TimeoutError:
            return
