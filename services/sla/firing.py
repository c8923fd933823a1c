"""Letting time pass: fires what is due, in due order, each instant once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic
from uuid import UUID

from services.sla.domain import happening
from services.sla.domain import order_decisions as orders
from services.sla.domain.watch import WATCH
from services.sla.ledger import POLICY, Ledger
from services.sla.timers import Timer, due, next_instant, provisional_streams
from shared.clock import Clock
from shared.event_store.port import Cause, Store, StreamConflict, Transaction
from shared.policy import PolicyLibrary
from shared.postgres.database import TROUBLE, UNREACHABLE
from shared.postgres.leadership import Leadership
from shared.telemetry.spans import current_traceparent, firing

log = logging.getLogger(__name__)

BATCH = 500
CONFLICT_ATTEMPTS = 5
SLEEP_MAX_S = 0.5
HEAR_FIRST_S = 5.0
LOOK_S = 0.1
PAUSE_AFTER_FAILURE_S = 0.5
SET_ASIDE_S = 30.0
INSTANTS_ASIDE_MAX = 20


class Firing:
    """Fires timers through the aggregates' own decisions, so that firing twice changes nothing."""

    def __init__(
        self,
        store: Store,
        policies: PolicyLibrary,
        clock: Clock,
        *,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._policies = policies
        self._clock = clock
        self._after_commit = after_commit
        self._set_aside: dict[UUID, float] = {}

    async def fire_due(self, *, limit: int = BATCH) -> int:
        """Fire what is due now; how many timers there were. A batch is one transaction; where one
        of them fails, each is fired alone, and what fails alone is set aside for a while."""
        now = self._clock.now()
        aside = self._aside()
        async with self._store.transaction() as unit:
            # As many more as may have to be passed over: they must not crowd out the others.
            found = await due(unit, now, limit + INSTANTS_ASIDE_MAX * len(aside))
        timers = [timer for timer in found if timer.stream not in aside][:limit]
        if not timers:
            return 0
        try:
            async with self._store.transaction() as unit:
                for timer in timers:
                    await self._fire(timer, unit, now)
        except UNREACHABLE:
            raise
        except Exception:  # noqa: BLE001  One of them failed: the others must not wait for it.
            for timer in timers:
                await self._fire_alone(timer, now)
        self._after_commit()
        return len(timers)

    async def heed_holiday_notices(self) -> None:
        """Count anew every provisional due time, as the calendars are now."""
        for stream in await provisional_streams(self._store):
            try:
                await self._heed(stream, self._clock.now())
            except UNREACHABLE:
                raise
            except Exception as failure:  # noqa: BLE001  One watch must not stop all timers.
                log.error("stream %s is not counted anew: %s", stream, type(failure).__name__)
        self._after_commit()

    async def _heed(self, stream: UUID, now: datetime) -> None:
        async with self._store.transaction() as unit:
            ledger = Ledger(self._policies, unit, now=now, cause=Cause(POLICY))
            await ledger.watch(
                stream, lambda watch, pack: happening.heed_notices(watch, pack, now=now)
            )

    async def _fire(self, timer: Timer, unit: Transaction, now: datetime) -> None:
        with firing(f"{timer.aggregate} timer", timer.complaint_id, timer.traceparent):
            cause = Cause(POLICY, current_traceparent())
            ledger = Ledger(self._policies, unit, now=now, cause=cause)
            until = timer.instant
            if timer.aggregate == WATCH.name:
                await ledger.watch(
                    timer.stream,
                    lambda watch, pack: happening.let_pass(watch, pack, until=until, now=now),
                )
            else:
                await ledger.order(
                    timer.stream, lambda order: orders.brought_to(until, order, now=now)
                )

    async def _fire_alone(self, timer: Timer, now: datetime) -> None:
        for _ in range(CONFLICT_ATTEMPTS):
            try:
                async with self._store.transaction() as unit:
                    await self._fire(timer, unit, now)
                return
            except UNREACHABLE:
                raise
            except StreamConflict:
                continue  # Somebody decided on this stream meanwhile: decide again on what is now.
            except Exception as failure:  # noqa: BLE001
                self._set_aside[timer.stream] = monotonic() + SET_ASIDE_S
                log.error("timer of stream %s fails: %s", timer.stream, type(failure).__name__)
                return

    def _aside(self) -> frozenset[UUID]:
        """The streams that failed lately and are left alone for a while."""
        present = monotonic()
        self._set_aside = {s: until for s, until in self._set_aside.items() if until > present}
        return frozenset(self._set_aside)


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
    ) -> None:
        self._firing = firing
        self._store = store
        self._clock = clock
        self._url = url
        self._has_heard = has_heard
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
            await self._firing.heed_holiday_notices()
            while not leadership.connection.is_closed():
                looked_at = self._clock.now()
                if not await self._firing.fire_due():
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
