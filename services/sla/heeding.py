"""Looking through what is open when a holiday notice has come (放假安排公布或修订)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from services.sla.domain import happening
from services.sla.domain.order_timing import heed_notices
from services.sla.domain.supervision_order import SUPERVISION_ORDER
from services.sla.domain.watch import WATCH
from services.sla.ledger import POLICY, Ledger
from services.sla.timers import Timer, after
from shared.domain import Immutable
from shared.event_store.port import Cause, Store, StreamConflict
from shared.event_store.rows import Table
from shared.policy import MadeOfPolicies, Policies
from shared.postgres.database import UNREACHABLE

log = logging.getLogger(__name__)

AT_ONCE = 20


class HeededCalendar(Immutable):
    """By which calendar (its version) everything open under a regulation has been counted."""

    pack: str
    version: str
    calendar: str


HEEDED = Table("calendars_heeded", HeededCalendar, key=("pack", "version"))


class Heeding:
    """Goes through every stream with time ahead, once after the calendars changed, some at a time.

    Which calendars have been heeded is stored when all are through: whoever stops on the way
    begins again, and counting anew twice changes nothing.
    """

    def __init__(self, store: Store, policies: Policies) -> None:
        self._store = store
        self._policies = policies
        self._calendars = MadeOfPolicies(policies, _calendars_of)
        self._heeding: frozenset[HeededCalendar] | None = None
        self._under_way = False
        self._last: Timer | None = None
        self._again: list[Timer] = []

    async def go_on(self, now: datetime, *, limit: int = AT_ONCE) -> int:
        """Look at some more; how many streams there were, 0 when nothing is left."""
        calendars = self._calendars()
        if calendars != self._heeding:
            self._under_way = await self._is_new(calendars)
            self._heeding, self._last, self._again = calendars, None, []
        if not self._under_way:
            return 0
        timers = await self._following(limit)
        if not timers:
            await self._are_heeded(calendars)
            return 0
        for timer in timers:
            await self._heed(timer, now)
        return len(timers)

    async def _is_new(self, calendars: frozenset[HeededCalendar]) -> bool:
        async with self._store.transaction() as unit:
            return not calendars <= set(await unit.rows.find(HEEDED))

    async def _are_heeded(self, calendars: frozenset[HeededCalendar]) -> None:
        async with self._store.transaction() as unit:
            await unit.rows.put(HEEDED, *sorted(calendars, key=lambda one: (one.pack, one.version)))
        self._under_way = False

    async def _following(self, limit: int) -> Sequence[Timer]:
        """One timer of each of the next streams; then those that somebody was changing."""
        async with self._store.transaction() as unit:
            found = await after(unit, self._last, limit)
        if found:
            passed = self._last.stream if self._last else None
            self._last = found[-1]
            first = {timer.stream: timer for timer in reversed(found) if timer.stream != passed}
            return list(first.values()) or await self._following(limit)
        again, self._again = self._again[:limit], self._again[limit:]
        return again

    async def _heed(self, timer: Timer, now: datetime) -> None:
        try:
            async with self._store.transaction() as unit:
                ledger = Ledger(self._policies, unit, now=now, cause=Cause(POLICY))
                if timer.aggregate == WATCH.name:
                    await ledger.watch(
                        timer.stream,
                        lambda watch, pack: happening.heed_notices(watch, pack, now=now),
                    )
                elif timer.aggregate == SUPERVISION_ORDER.name:  # Projects follow the directory.
                    await ledger.order(
                        timer.stream,
                        lambda order, pack: heed_notices(order, pack, now=now) if pack else (),
                    )
        except UNREACHABLE:
            raise
        except StreamConflict:
            self._again.append(timer)
        except Exception as failure:  # noqa: BLE001  One stream must not stop all timers.
            name = type(failure).__name__
            log.error("stream %s is not counted anew: %s", timer.stream, name)


def _calendars_of(policies: Policies) -> frozenset[HeededCalendar]:
    return frozenset(
        HeededCalendar(pack=pack.id, version=pack.version, calendar=pack.calendar.version)
        for pack in policies.packs.values()
    )
