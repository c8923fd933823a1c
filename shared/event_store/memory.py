"""The store port in memory: for the simulation, and for tests that need no server.

It keeps the bytes that PostgreSQL would keep, through the same mapper, isolates transactions as
READ COMMITTED does, and waits where a row lock would wait. Nothing survives the process.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.domain import AggregateType, State
from shared.event_store.encoding import encoded
from shared.event_store.locks import Deadlock
from shared.event_store.mapper import EventMapper
from shared.event_store.memory_tables import Tables, Waiting
from shared.event_store.memory_transaction import MemoryTransaction
from shared.event_store.port import (
    Answer,
    EncodedWrite,
    OutboxEntry,
    Parked,
    PartitionClaim,
    Recorded,
    StreamConflict,
    Transaction,
    Wall,
    Write,
)


class MemoryStore:
    """A service's database. `wall` is infrastructure time, for retries and `stored_at` only."""

    def __init__(
        self, kinds: Iterable[AggregateType[Any]], *, wall: Wall = lambda: datetime.now(UTC)
    ) -> None:
        self._kinds = tuple(kinds)
        self._mapper = EventMapper(self._kinds)
        self._wall = wall
        self.tables = Tables()

    @property
    def outbox(self) -> MemoryOutbox:
        return MemoryOutbox(self.tables.outbox)

    async def load(self, kind: AggregateType[State], stream: UUID) -> State | None:
        return await self._unit().load(kind, stream)

    async def load_many(
        self, kind: AggregateType[State], streams: Sequence[UUID]
    ) -> dict[UUID, State]:
        return await self._unit().load_many(kind, streams)

    async def write(self, write: Write) -> None:
        async with self.transaction() as unit:
            await unit.write(write)

    def encode(self, write: Write) -> EncodedWrite:
        return encoded(self._mapper, self._kinds, write)

    async def history(self, stream: UUID) -> tuple[Recorded, ...]:
        return tuple(
            Recorded(self._mapper.to_domain_event(stored.event), stored.cause, stored.stored_at)
            for _, stored in sorted(self.tables.streams.get(stream, {}).items())
        )

    async def find(self, name: str) -> UUID | None:
        return self.tables.names.get(name)

    async def answer(self, key: str) -> Answer | None:
        return self.tables.answers.get(key)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        unit = self._unit()
        try:
            yield unit
            unit.commit()
        except Deadlock as deadlock:
            raise StreamConflict from deadlock
        finally:
            unit.end()

    async def claim(self, consumer: str, partition: int) -> PartitionClaim:
        unit = self._unit()
        try:
            epoch = await unit.take_partition(consumer, partition)
            unit.commit()
        finally:
            unit.end()
        return PartitionClaim(consumer, partition, epoch)

    async def position(self, claim: PartitionClaim) -> int:
        async with self.transaction() as unit:
            return await unit.hold(claim)

    async def parked_due(self, consumer: str, partition: int, limit: int) -> tuple[Parked, ...]:
        heads: dict[UUID, Waiting] = {}
        for waiting in sorted(self.tables.parked.values(), key=lambda w: w.parked.sequence):
            if (waiting.parked.consumer, waiting.partition) == (consumer, partition):
                heads.setdefault(waiting.parked.key, waiting)
        now = self._wall()
        due = [w.parked for w in heads.values() if not w.parked.dead and w.retry_at <= now]
        return tuple(due[:limit])

    def _unit(self) -> MemoryTransaction:
        return MemoryTransaction(self.tables, self._kinds, self._mapper, self._wall)


class MemoryOutbox:
    """The outbox of a MemoryStore, as its relay sees it."""

    def __init__(self, waiting: dict[int, OutboxEntry]) -> None:
        self._waiting = waiting

    async def peek(self, limit: int) -> tuple[tuple[int, OutboxEntry], ...]:
        return tuple(sorted(self._waiting.items(), key=lambda entry: entry[0])[:limit])

    async def remove(self, positions: Sequence[int]) -> None:
        for position in positions:
            self._waiting.pop(position, None)
