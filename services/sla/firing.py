"""Letting time pass: fires what is due, in due order, each instant once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic
from uuid import UUID

from services.sla.ahead import Ahead
from services.sla.calendar_changes import CHANGES
from services.sla.deciding import Deciding, Decision
from services.sla.heeding import Heeding
from services.sla.timers import TIMERS, Timer, as_of, due
from shared.clock import Clock
from shared.event_store.port import Store, StreamConflict
from shared.policy import Policies
from shared.postgres.database import UNREACHABLE

log = logging.getLogger(__name__)

BATCH = 500
CONFLICT_ATTEMPTS = 5
SET_ASIDE_S = 30.0
INSTANTS_ASIDE_MAX = 20


class Firing:
    """Fires timers through the aggregates' own decisions, so that firing twice changes nothing."""

    def __init__(
        self,
        store: Store,
        policies: Policies,
        clock: Clock,
        *,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._policies = policies
        self._clock = clock
        self._after_commit = after_commit
        self._deciding = Deciding(store, policies)
        self._ahead = Ahead(store, self._deciding)
        self._heeding = Heeding(store, policies)
        self._set_aside: dict[UUID, float] = {}
        self._came_to_nothing: set[tuple[UUID, str, datetime]] = set()

    async def fire_due(self, *, limit: int = BATCH) -> int:
        """Fire what is due now; how many timers there were. A batch is one transaction; a failure
        is found by halving it, and what fails alone is set aside for a while."""
        now = self._clock.now()
        aside = self._aside()
        async with self._store.transaction() as unit:
            # As many more as may have to be passed over: they must not crowd out the others.
            found = await due(unit, now, limit + INSTANTS_ASIDE_MAX * len(aside))
        timers = _side_by_side([timer for timer in found if timer.stream not in aside][:limit])
        if not timers:
            return 0
        await self._fire(timers, now)
        self._ahead.forget(timers)
        self._after_commit()
        return len(timers)

    async def prepare(self) -> int:
        """Decide some of what comes due soon, so that it fires faster; how many timers there were.
        Nothing depends on it."""
        return await self._ahead.prepare(self._clock.now())

    async def heed_holiday_notices(self) -> int:
        """Count anew some of what was counted by calendars that have changed since; how many
        streams were looked at, 0 when all are through. What fires first is counted anew by its own
        decision, so that this is for those who look at what is ahead."""
        looked_at = await self._heeding.go_on(self._clock.now())
        if looked_at:
            self._after_commit()
        return looked_at

    async def _fire(self, timers: Sequence[Timer], now: datetime) -> None:
        try:
            decisions = await self._decisions(timers, now)
            await self._record(decisions)
            self._note_what_came_to_nothing(decisions)
        except UNREACHABLE:
            raise
        except Exception:  # noqa: BLE001  One of them failed: the others must not wait for it.
            if len(timers) == 1:
                await self._fire_anew(timers[0], now)
                return
            middle = len(timers) // 2
            await self._fire(timers[:middle], now)
            await self._fire(timers[middle:], now)

    async def _decisions(self, timers: Sequence[Timer], now: datetime) -> list[Decision]:
        """What was prepared and still is on time, and the others decided now."""
        found = {timer.stream: self._ahead.find(timer, now) for timer in timers}
        rest = [timer for timer in timers if found[timer.stream] is None]
        if rest:
            decided = await self._deciding.decide(rest, lambda timer: as_of(timer.instant, now))
            found.update({decision.timer.stream: decision for decision in decided})
        return [decision for decision in found.values() if decision is not None]

    async def _record(self, decisions: Sequence[Decision]) -> None:
        async with self._store.transaction() as unit:
            await unit.write_many([write for each in decisions for write in each.writes])
            await unit.rows.remove(TIMERS, *(timer for each in decisions for timer in each.gone))
            await unit.rows.put(TIMERS, *(timer for each in decisions for timer in each.set))
            changes = [change for each in decisions for change in each.changes]
            if changes:
                await unit.rows.put(CHANGES, *changes)

    def _note_what_came_to_nothing(self, decisions: Sequence[Decision]) -> None:
        """Somebody may have been faster, and the timer is gone. One that comes to nothing twice in
        a row is not what its stream says, and would be due for ever."""
        found = [each.timer for each in decisions if not each.writes]
        nothing = {(timer.stream, timer.place, timer.instant) for timer in found}
        for stream, _, _ in nothing & self._came_to_nothing:
            self._set_aside[stream] = monotonic() + SET_ASIDE_S
            log.error("a timer of stream %s is not what the stream says: huiyin verify sla", stream)
        self._came_to_nothing = nothing

    async def _fire_anew(self, timer: Timer, now: datetime) -> None:
        """Decide again, on what is now: somebody may have decided on this stream meanwhile."""
        for _ in range(CONFLICT_ATTEMPTS):
            self._ahead.forget([timer])
            try:
                await self._record(await self._decisions([timer], now))
                return
            except UNREACHABLE:
                raise
            except StreamConflict:
                continue
            except Exception as failure:  # noqa: BLE001
                self._set_aside[timer.stream] = monotonic() + SET_ASIDE_S
                log.error("timer of stream %s fails: %s", timer.stream, type(failure).__name__)
                return

    def _aside(self) -> frozenset[UUID]:
        """The streams that failed lately and are left alone for a while."""
        present = monotonic()
        self._set_aside = {s: until for s, until in self._set_aside.items() if until > present}
        return frozenset(self._set_aside)


def _side_by_side(timers: Sequence[Timer]) -> list[Timer]:
    """The first of them that can be decided independently: of each stream one instant, for which
    one decision serves all its timers."""
    first: dict[UUID, Timer] = {}
    for timer in timers:
        if first.setdefault(timer.stream, timer).instant != timer.instant:
            break
    return list(first.values())
