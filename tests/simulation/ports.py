"""The ports of one running process: each call is a step before, in or after which the process may
be struck, and the last that a killed process takes is none at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from shared.bus.memory import MemoryBus, MemoryInlet
from shared.bus.port import Delivery
from shared.domain import AggregateType, State
from shared.event_store.memory import MemoryOutbox, MemoryStore
from shared.event_store.port import (
    Answer,
    EncodedWrite,
    OutboxEntry,
    Parked,
    PartitionClaim,
    Recorded,
    Transaction,
    Write,
)
from shared.event_store.rows import Row, Rows, Table
from tests.simulation.weather import Weather, broker_gone, database_gone

IDLE_S = 4.0
"""Whoever hears nothing looks again this often: a world spends most of its time waiting."""


class WeatheredRows:
    def __init__(self, inner: Rows, weather: Weather) -> None:
        self._inner = inner
        self._weather = weather

    async def get(self, table: Table[Row], *key: Any) -> Row | None:
        await self._weather.pass_by()
        return await self._inner.get(table, *key)

    async def put(self, table: Table[Row], *rows: Row) -> None:
        await self._inner.put(table, *rows)

    async def delete(self, table: Table[Any], **equal: Any) -> None:
        await self._weather.pass_by()
        await self._inner.delete(table, **equal)

    async def remove(self, table: Table[Row], *rows: Row) -> None:
        await self._weather.pass_by()
        await self._inner.remove(table, *rows)

    async def find(self, table: Table[Row], **query: Any) -> tuple[Row, ...]:
        await self._weather.pass_by()
        return await self._inner.find(table, **query)


class WeatheredTransaction:
    def __init__(self, inner: Transaction, weather: Weather) -> None:
        self._inner = inner
        self._weather = weather
        self.rows: Rows = WeatheredRows(inner.rows, weather)

    async def load(self, kind: AggregateType[State], stream: UUID) -> State | None:
        await self._step()
        return await self._inner.load(kind, stream)

    async def load_many(
        self, kind: AggregateType[State], streams: Sequence[UUID]
    ) -> Mapping[UUID, State]:
        await self._step()
        return await self._inner.load_many(kind, streams)

    async def write(self, write: Write) -> None:
        await self._step()
        await self._inner.write(write)

    async def write_many(self, writes: Sequence[EncodedWrite]) -> None:
        await self._step()
        await self._inner.write_many(writes)

    async def hold(self, claim: PartitionClaim) -> int:
        await self._step()
        return await self._inner.hold(claim)

    async def advance(self, claim: PartitionClaim, position: int) -> None:
        await self._inner.advance(claim, position)

    async def take(self, consumer: str, message_ids: Sequence[str]) -> set[str]:
        await self._step()
        return await self._inner.take(consumer, message_ids)

    async def parked_keys(self, consumer: str) -> set[UUID]:
        await self._step()
        return await self._inner.parked_keys(consumer)

    async def park(self, parked: Parked, *, partition: int, retry_in_s: float) -> None:
        await self._inner.park(parked, partition=partition, retry_in_s=retry_in_s)

    async def put_off(self, parked: Parked, *, retry_in_s: float) -> None:
        await self._inner.put_off(parked, retry_in_s=retry_in_s)

    async def unpark(self, consumer: str, message_id: str) -> bool:
        await self._step()
        return await self._inner.unpark(consumer, message_id)

    async def _step(self) -> None:
        await self._weather.pass_by()
        self._weather.break_connection(database_gone)


class WeatheredStore:
    def __init__(self, inner: MemoryStore, weather: Weather) -> None:
        self._inner = inner
        self._weather = weather

    async def load(self, kind: AggregateType[State], stream: UUID) -> State | None:
        await self._step()
        return await self._inner.load(kind, stream)

    async def load_many(
        self, kind: AggregateType[State], streams: Sequence[UUID]
    ) -> Mapping[UUID, State]:
        await self._step()
        return await self._inner.load_many(kind, streams)

    async def write(self, write: Write) -> None:
        await self._step()
        await self._inner.write(write)
        self._weather.lose_answer(database_gone)

    def encode(self, write: Write) -> EncodedWrite:
        return self._inner.encode(write)

    async def history(self, stream: UUID) -> tuple[Recorded, ...]:
        await self._step()
        return await self._inner.history(stream)

    async def find(self, name: str) -> UUID | None:
        await self._step()
        return await self._inner.find(name)

    async def answer(self, key: str) -> Answer | None:
        await self._step()
        return await self._inner.answer(key)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        await self._step()
        async with self._inner.transaction() as unit:
            yield WeatheredTransaction(unit, self._weather)
            await self._step()
        self._weather.lose_answer(database_gone)

    async def claim(self, consumer: str, partition: int) -> PartitionClaim:
        await self._step()
        return await self._inner.claim(consumer, partition)

    async def position(self, claim: PartitionClaim) -> int:
        await self._step()
        return await self._inner.position(claim)

    async def parked_due(self, consumer: str, partition: int, limit: int) -> tuple[Parked, ...]:
        await self._step()
        return await self._inner.parked_due(consumer, partition, limit)

    async def _step(self) -> None:
        await self._weather.pass_by()
        self._weather.break_connection(database_gone)


class WeatheredOutbox:
    def __init__(self, inner: MemoryOutbox, weather: Weather) -> None:
        self._inner = inner
        self._weather = weather

    async def peek(self, limit: int) -> tuple[tuple[int, OutboxEntry], ...]:
        await self._weather.pass_by()
        self._weather.break_connection(database_gone)
        return await self._inner.peek(limit)

    async def remove(self, positions: Sequence[int]) -> None:
        await self._weather.pass_by()
        self._weather.break_connection(database_gone)
        await self._inner.remove(positions)
        self._weather.lose_answer(database_gone)


class WeatheredBroker:
    def __init__(self, inner: MemoryBus, weather: Weather) -> None:
        self._inner = inner
        self._weather = weather

    async def store(self, entry: OutboxEntry) -> None:
        await self._step()
        await self._inner.store(entry)
        self._weather.lose_answer(broker_gone)

    async def store_together(self, entries: Sequence[OutboxEntry]) -> None:
        await self._step()
        await self._inner.store_together(entries)
        self._weather.lose_answer(broker_gone)

    async def _step(self) -> None:
        await self._weather.pass_by()
        self._weather.break_connection(broker_gone)


class WeatheredInlet:
    """Delivers late, and in batches of any size."""

    def __init__(self, inner: MemoryInlet, weather: Weather) -> None:
        self._inner = inner
        self._weather = weather

    async def start_after(self, position: int) -> None:
        await self._step()
        await self._inner.start_after(position)

    async def fetch(self, limit: int, wait_s: float) -> Sequence[Delivery]:
        await self._step()
        if self._weather.chance(self._weather.climate.pause):
            limit = 1 + limit // 100
        return await self._inner.fetch(limit, max(wait_s, IDLE_S))

    async def backlog(self) -> int:
        return await self._inner.backlog()

    async def _step(self) -> None:
        await self._weather.pass_by()
        self._weather.break_connection(broker_gone)
