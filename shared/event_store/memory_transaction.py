"""One unit of work of the in-memory store: overlays that commit together, locks held until then."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.domain import AggregateType, State
from shared.event_store.encoding import encoded
from shared.event_store.locks import Holder
from shared.event_store.mapper import EventMapper, read_snapshot, snapshot_topic
from shared.event_store.memory_rows import MemoryRows
from shared.event_store.memory_tables import Stored, Tables, Waiting
from shared.event_store.overlay import Overlay
from shared.event_store.port import (
    AnswerExists,
    Cause,
    EncodedWrite,
    NameIsTaken,
    Parked,
    PartitionClaim,
    PartitionLost,
    StreamConflict,
    Wall,
    Write,
)
from shared.event_store.rows import Rows


class MemoryTransaction:
    """Reads what is committed and its own changes; a unique key somebody else is about to commit
    is waited for."""

    def __init__(
        self,
        tables: Tables,
        kinds: Sequence[AggregateType[Any]],
        mapper: EventMapper,
        wall: Wall,
    ) -> None:
        self._tables = tables
        self._kinds = kinds
        self._mapper = mapper
        self._wall = wall
        self._holder = Holder()
        self._events: dict[UUID, dict[int, Stored]] = {}
        self._snapshots = Overlay(tables.snapshots)
        self._names = Overlay(tables.names)
        self._answers = Overlay(tables.answers)
        self._outbox = Overlay(tables.outbox)
        self._inbox = Overlay(tables.inbox)
        self._positions = Overlay(tables.positions)
        self._parked = Overlay(tables.parked)
        self._rows = MemoryRows(tables.rows, self._lock)

    @property
    def rows(self) -> Rows:
        return self._rows

    async def load(self, kind: AggregateType[State], stream: UUID) -> State | None:
        state: State | None = None
        if kind.snapshot_every:
            shot = self._snapshots.get((stream, snapshot_topic(kind)))
            state = read_snapshot(kind, shot[1]) if shot else None
        after = state.version if state else 0
        stored = self._tables.streams.get(stream, {}) | self._events.get(stream, {})
        return kind.fold(
            state,
            (
                self._mapper.to_domain_event(stored[version].event)
                for version in sorted(stored)
                if version > after
            ),
        )

    async def load_many(
        self, kind: AggregateType[State], streams: Sequence[UUID]
    ) -> dict[UUID, State]:
        states = [await self.load(kind, stream) for stream in streams]
        return {state.id: state for state in states if state is not None}

    async def write(self, write: Write) -> None:
        await self._record(encoded(self._mapper, self._kinds, replace(write, answer=None)))
        if write.answer is not None:
            await self._lock("answer", write.answer.key)
            if write.answer.key in self._answers:
                raise AnswerExists
            self._answers.put(write.answer.key, write.answer)

    async def write_many(self, writes: Sequence[EncodedWrite]) -> None:
        for write in writes:
            await self._record(write)

    async def _record(self, write: EncodedWrite) -> None:
        for event in write.events:
            await self._append(event, write.cause)
        for name in write.names:
            await self._lock("name", name)
            if name in self._names:
                raise NameIsTaken
            self._names.put(name, write.stream)
        for entry in write.entries:
            self._outbox.put(next(self._tables.outbox_ids), entry)
        if write.snapshot is not None:
            topic, version, state = write.snapshot
            place = (write.stream, topic)
            present = self._snapshots.get(place)
            if present is None or present[0] < version:
                self._snapshots.put(place, (version, state))

    async def _append(self, event: Any, cause: Cause) -> None:
        stream, version = event.originator_id, event.originator_version
        await self._lock("event", (stream, version))
        mine = self._events.setdefault(stream, {})
        if version in self._tables.streams.get(stream, {}) or version in mine:
            raise StreamConflict(stream)
        mine[version] = Stored(event, cause, self._wall())

    async def take_partition(self, consumer: str, partition: int) -> int:
        """Raise the epoch of a claim, once whoever holds the partition has ended."""
        place = (consumer, partition)
        await self._lock("position", place)
        epoch, position = self._positions.get(place) or (0, 0)
        self._positions.put(place, (epoch + 1, position))
        return epoch + 1

    async def hold(self, claim: PartitionClaim) -> int:
        place = (claim.consumer, claim.partition)
        await self._lock("position", place)
        epoch, position = self._positions.get(place) or (0, 0)
        if epoch != claim.epoch:
            raise PartitionLost(f"{claim.consumer}-{claim.partition}")
        return position

    async def advance(self, claim: PartitionClaim, position: int) -> None:
        await self.hold(claim)
        self._positions.put((claim.consumer, claim.partition), (claim.epoch, position))

    async def take(self, consumer: str, message_ids: Sequence[str]) -> set[str]:
        fresh: set[str] = set()
        for message_id in message_ids:
            place = (consumer, message_id)
            await self._lock("inbox", place)
            if place not in self._inbox:
                self._inbox.put(place, True)
                fresh.add(message_id)
        return fresh

    async def parked_keys(self, consumer: str) -> set[UUID]:
        return {w.parked.key for w in self._parked.values() if w.parked.consumer == consumer}

    async def park(self, parked: Parked, *, partition: int, retry_in_s: float) -> None:
        place = (parked.consumer, parked.message_id)
        await self._lock("parked", place)
        if place not in self._parked:
            self._parked.put(place, Waiting(parked, partition, self._in(retry_in_s)))

    async def put_off(self, parked: Parked, *, retry_in_s: float) -> None:
        place = (parked.consumer, parked.message_id)
        await self._lock("parked", place)
        present = self._parked.get(place)
        if present is not None:
            waiting = replace(
                present.parked, attempts=parked.attempts, dead=parked.dead, error=parked.error
            )
            self._parked.put(place, Waiting(waiting, present.partition, self._in(retry_in_s)))

    def _in(self, seconds: float) -> datetime:
        return self._wall() + timedelta(seconds=seconds)

    async def unpark(self, consumer: str, message_id: str) -> bool:
        place = (consumer, message_id)
        await self._lock("parked", place)
        was_parked = place in self._parked
        self._parked.delete(place)
        return was_parked

    def commit(self) -> None:
        for stream, events in self._events.items():
            self._tables.streams.setdefault(stream, {}).update(events)
        for overlay in (
            self._snapshots,
            self._names,
            self._answers,
            self._outbox,
            self._inbox,
            self._positions,
            self._parked,
        ):
            overlay.commit()
        self._rows.commit()

    def end(self) -> None:
        """Give up the locks, whether it was committed or not."""
        self._tables.locks.release(self._holder)

    async def _lock(self, table: str, key: Hashable) -> None:
        await self._tables.locks.take((table, key), self._holder)
