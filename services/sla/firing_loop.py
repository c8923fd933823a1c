"""When timers fire: the replica that leads fires what is due and prepares what comes next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic

from services.sla.firing import Firing
from services.sla.timers import next_instant
from shared.clock import Clock
from shared.event_store.port import Store
from shared.postgres.database import TROUBLE
from shared.postgres.leadership import Leadership

log = logging.getLogger(__name__)

SLEEP_MAX_S = 0.5
HEAR_FIRST_S = 5.0
LOOK_S = 0.1
PAUSE_AFTER_FAILURE_S = 0.5


class FiringLoop:
    """One replica fires: the one that leads. Two would only conflict, and cost twice."""

    def __init__(
        self,
        firing: Firing,
        store: Store,
        clock: Clock,
        url: str,
        *,
        has_heard: Callable[[], Awaitable[bool]],
        heed_directory: Callable[[], Awaitable[int]] | None = None,
    ) -> None:
        self._firing = firing
        self._store = store
        self._clock = clock
        self._url = url
        self._has_heard = has_heard
        self._heed_directory = heed_directory or _nothing_changed
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was recorded: the next instant may be another one."""
        self._woken.set()

    async def run(self) -> None:
        while True:
            try:
                await self._lead()
            except TROUBLE as failure:
                log.warning("timers pause: %s", type(failure).__name__)
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)

    async def _lead(self) -> None:
        leadership = await Leadership.win(self._url, "timers")
        try:
            await self._hear_first()
            while not leadership.connection.is_closed():
                looked_at = self._clock.now()
                if not (
                    await self._heed_directory()
                    or await self._firing.fire_due()
                    or await self._firing.prepare()
                    or await self._firing.heed_holiday_notices()
                ):
                    await self._sleep(looked_at)
        finally:
            await leadership.resign()

    async def _hear_first(self) -> None:
        """After downtime, what was done in time may still wait to be heard: judge after that."""
        deadline = monotonic() + HEAR_FIRST_S
        while monotonic() < deadline and not await self._has_heard():
            await asyncio.sleep(LOOK_S)

    async def _sleep(self, looked_at: datetime) -> None:
        """Until the next instant, a step of the clock or a wake-up, and never for long."""
        instant = await next_instant(self._store)
        if instant is not None and instant <= looked_at:
            instant = None  # It is set aside: waiting for it would not be waiting at all.
        waits = [
            asyncio.ensure_future(self._clock.sleep_until(instant, at_most_s=SLEEP_MAX_S)),
            asyncio.ensure_future(self._woken.wait()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            self._woken.clear()


async def _nothing_changed() -> int:
    return 0
