"""Deciding what timers do, apart from recording it, so that it can be done before their instant."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.sla.calendar_changes import CalendarChange
from services.sla.domain import happening
from services.sla.domain import order_decisions as orders
from services.sla.domain.duties import deciding as duties
from services.sla.domain.duties.project_watch import PROJECT_WATCH
from services.sla.domain.supervision_order import SUPERVISION_ORDER
from services.sla.domain.watch import WATCH
from services.sla.duties.ledger import ProjectLedger
from services.sla.ledger import POLICY, Ledger
from services.sla.timers import TIMERS, Timer
from shared.domain import Aggregate, AggregateType, State
from shared.event_store.port import Cause, EncodedWrite, Store, Transaction, Write
from shared.event_store.rows import Row, Table
from shared.policy import Policies
from shared.telemetry.spans import current_traceparent, firing

KINDS: Mapping[str, AggregateType[Any]] = {
    kind.name: kind for kind in (WATCH, SUPERVISION_ORDER, PROJECT_WATCH)
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a timer does when it fires: what is recorded, and the timers that go and come.

    `guarded` means that every stream it was decided on is written. Recording it then conflicts
    where any of them has moved on meanwhile.
    """

    timer: Timer
    writes: tuple[EncodedWrite, ...]
    gone: tuple[Timer, ...]
    set: tuple[Timer, ...]
    changes: tuple[CalendarChange, ...]
    guarded: bool


class Deciding:
    """Decides through the aggregates' own decisions. Nothing is stored."""

    def __init__(self, store: Store, policies: Policies) -> None:
        self._store = store
        self._policies = policies

    @property
    def packs(self) -> object:
        """What is decided by, as one thing: another one once the policies were read anew."""
        return self._policies.packs

    async def decide(
        self, timers: Sequence[Timer], as_of: Callable[[Timer], datetime]
    ) -> list[Decision]:
        """One decision for each timer, each as if it were the only one: they must be of different
        streams. Raises what the first of them raises that fails."""
        async with self._store.transaction() as unit:
            states = await _states(unit, timers)
            standing = await _standing(unit, timers)
            decisions = []
            for timer in timers:
                thought = _Thought(unit, states, standing)
                await self._decide(timer, thought, as_of(timer))
                decisions.append(thought.decision(timer, self._store))
                await asyncio.sleep(0)  # Deciding is all computing: others have their turn.
        return decisions

    async def _decide(self, timer: Timer, thought: _Thought, now: datetime) -> None:
        with firing(f"{timer.aggregate} timer", timer.complaint_id, timer.traceparent):
            cause = Cause(POLICY, current_traceparent())
            ledger = Ledger(self._policies, thought, now=now, cause=cause)
            until = timer.instant
            if timer.aggregate == PROJECT_WATCH.name:
                projects = ProjectLedger(self._policies, thought, now=now, cause=cause)
                await projects.watch(
                    timer.stream,
                    lambda watch, pack: duties.let_pass(watch, pack, until=until, now=now),
                )
            elif timer.aggregate == WATCH.name:
                await ledger.watch(
                    timer.stream,
                    lambda watch, pack: happening.let_pass(watch, pack, until=until, now=now),
                )
            else:
                await ledger.order(
                    timer.stream,
                    lambda order, pack: orders.brought_to(until, order, now=now, pack=pack),
                )


async def _states(unit: Transaction, timers: Sequence[Timer]) -> Mapping[UUID, Aggregate]:
    found: dict[UUID, Aggregate] = {}
    for name, kind in KINDS.items():
        streams = [timer.stream for timer in timers if timer.aggregate == name]
        if streams:
            found |= await unit.load_many(kind, streams)
    return found


async def _standing(unit: Transaction, timers: Sequence[Timer]) -> Mapping[UUID, list[Timer]]:
    """The timers of these streams. To be read after the states: then they may be newer than those,
    which a conflict tells, but never older, which nothing would."""
    streams = [timer.stream for timer in timers]
    found = defaultdict(list)
    for timer in await unit.rows.find(TIMERS, among=("stream", streams)):
        found[timer.stream].append(timer)
    return found


class _Thought:
    """A unit of work in mind only: it reads what was fetched for it, else what is stored, and its
    own writes."""

    def __init__(
        self,
        unit: Transaction,
        states: Mapping[UUID, Aggregate],
        standing: Mapping[UUID, Sequence[Timer]],
    ) -> None:
        self.rows = _ThoughtOfTimers(unit, standing)
        self._unit = unit
        self._fetched = states
        self._states: dict[UUID, Any] = {}
        self._writes: list[Write] = []

    async def load(self, kind: AggregateType[State], stream: UUID) -> State | None:
        if stream not in self._states:
            fetched = self._fetched.get(stream)
            self._states[stream] = fetched or await self._unit.load(kind, stream)
        state: State | None = self._states[stream]
        return state

    async def load_many(
        self, kind: AggregateType[State], streams: Sequence[UUID]
    ) -> Mapping[UUID, State]:
        loaded = {stream: await self.load(kind, stream) for stream in streams}
        return {stream: state for stream, state in loaded.items() if state is not None}

    async def write(self, write: Write) -> None:
        self._writes.append(write)
        self._states[write.events[0].originator_id] = write.after

    def decision(self, timer: Timer, store: Store) -> Decision:
        written = {write.events[0].originator_id for write in self._writes}
        return Decision(
            timer,
            writes=tuple(map(store.encode, self._writes)),
            gone=self.rows.gone,
            set=self.rows.set,
            changes=tuple(self.rows.changes),
            guarded=written == self._states.keys(),
        )


class _ThoughtOfTimers:
    """The timer rows of a thought, by stream and place; what is put beside them is kept."""

    def __init__(self, unit: Transaction, standing: Mapping[UUID, Sequence[Timer]]) -> None:
        self._unit = unit
        self._fetched = standing
        self._before: dict[UUID, dict[str, Timer]] = {}
        self._after: dict[UUID, dict[str, Timer]] = {}
        self.changes: list[CalendarChange] = []

    @property
    def gone(self) -> tuple[Timer, ...]:
        return tuple(
            timer
            for stream, before in self._before.items()
            for place, timer in before.items()
            if place not in self._after[stream]
        )

    @property
    def set(self) -> tuple[Timer, ...]:
        return tuple(
            timer
            for stream, after in self._after.items()
            for place, timer in after.items()
            if timer != self._before[stream].get(place)
        )

    async def find(self, table: Table[Timer], *, stream: UUID) -> tuple[Timer, ...]:
        if stream not in self._before:
            fetched = self._fetched.get(stream)
            if fetched is None:
                fetched = await self._unit.rows.find(table, stream=stream)
            self._before[stream] = {timer.place: timer for timer in fetched}
            self._after[stream] = dict(self._before[stream])
        return tuple(self._after[stream].values())

    async def put(self, table: Table[Row], *rows: Row) -> None:
        for row in rows:
            if isinstance(row, CalendarChange):
                self.changes.append(row)
            else:
                assert isinstance(row, Timer), f"no decision puts rows into {table.name}"
                self._after[row.stream][row.place] = row

    async def remove(self, table: Table[Timer], *rows: Timer) -> None:
        for timer in rows:
            del self._after[timer.stream][timer.place]
