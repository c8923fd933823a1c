"""When the directory is heeded: at the start, when it was read anew, and on every new day, since a
regulation may govern a project from a day on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.clock import Clock
from shared.event_store.port import StreamConflict
from shared.policy import Policies


class Following:
    """Follows the directory for the replica that fires timers."""

    def __init__(
        self, heed: Callable[[datetime], Awaitable[int]], policies: Policies, clock: Clock
    ) -> None:
        self._heed = heed
        self._policies = policies
        self._clock = clock
        self._followed_on: date | None = None

    def ask(self) -> None:
        """Other policies are in force: look at them the next time."""
        self._followed_on = None

    async def follow(self) -> int:
        """Heed the directory where that was not done yet; how many projects changed. Where others
        kept changing one of them it is heeded again the next time, and timers fire meanwhile."""
        now = self._clock.now()
        today = now.astimezone(ZoneInfo(self._policies.directory.zone)).date()
        if today == self._followed_on:
            return 0
        self._followed_on = today
        try:
            return await self._heed(now)
        except StreamConflict:
            self._followed_on = None
            return 0
        except BaseException:
            self._followed_on = None
            raise
