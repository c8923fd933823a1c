"""Decisions made before their instants, so that at the instant they have only to be recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.sla.deciding import Deciding, Decision
from services.sla.timers import ON_TIME, Timer, as_of, coming
from shared.event_store.port import Store
from shared.postgres.database import UNREACHABLE

AHEAD = timedelta(seconds=60)
PREPARED_MAX = 15_000
AT_ONCE = 16
"""Few enough, at about a millisecond each, that what comes due meanwhile does not wait for long."""


class Ahead:
    """What timers will do in the next minute. A short cut, never a truth: what is not here, or
    holds no longer, is decided when it is due."""

    def __init__(self, store: Store, deciding: Deciding) -> None:
        self._store = store
        self._deciding = deciding
        self._prepared: dict[UUID, Decision] = {}
        self._reached: Timer | None = None
        self._packs = deciding.packs

    async def prepare(self, now: datetime) -> int:
        """Prepare some of what is not prepared yet; how many timers were looked at."""
        self._drop_what_other_packs_decided()
        self._drop_what_is_over(now)
        room = PREPARED_MAX - len(self._prepared)
        async with self._store.transaction() as unit:
            found = await coming(unit, now, now + AHEAD, self._reached, min(AT_ONCE, room))
        if not found:
            return 0
        self._reached = found[-1]
        first = {timer.stream: timer for timer in reversed(found)}
        fresh = [timer for stream, timer in first.items() if stream not in self._prepared]
        decided = await self._decided(fresh)
        if self._drop_what_other_packs_decided():
            return len(found)
        for decision in decided:
            if decision.guarded:
                self._prepared[decision.timer.stream] = decision
        return len(found)

    def find(self, timer: Timer, now: datetime) -> Decision | None:
        """What was prepared for this very instant, where it is fired on time."""
        self._drop_what_other_packs_decided()
        prepared = self._prepared.get(timer.stream)
        if prepared is None or prepared.timer.instant != timer.instant:
            return None
        return prepared if as_of(timer.instant, now) == timer.instant else None

    def forget(self, timers: Iterable[Timer]) -> None:
        """They have fired, or what was prepared for them does not hold any longer."""
        for timer in timers:
            self._prepared.pop(timer.stream, None)

    async def _decided(self, timers: Sequence[Timer]) -> list[Decision]:
        try:
            return await self._deciding.decide(timers, lambda timer: timer.instant)
        except UNREACHABLE:
            raise
        except Exception:  # noqa: BLE001  Why it fails will be told when it is due.
            if len(timers) == 1:
                return []
            return [decision for timer in timers for decision in await self._decided([timer])]

    def _drop_what_other_packs_decided(self) -> bool:
        """The policies were read anew: a decision says nothing of the packs that it rests on."""
        if self._deciding.packs is self._packs:
            return False
        self._packs = self._deciding.packs
        self._prepared.clear()
        self._reached = None
        return True

    def _drop_what_is_over(self, now: datetime) -> None:
        """Of timers that were withdrawn meanwhile; what is prepared lies in due order."""
        while self._prepared:
            stream, oldest = next(iter(self._prepared.items()))
            if oldest.timer.instant + ON_TIME >= now:
                return
            del self._prepared[stream]
