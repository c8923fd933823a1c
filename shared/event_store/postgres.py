"""The store port over PostgreSQL with asyncpg: one statement for a decision, no table locks.

The library's own recorder locks the table for every insert, which leaves one writer at a time
(findings, section A). Optimistic concurrency needs only the primary key.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from shared.domain import AggregateType, State
from shared.event_store import sql
from shared.event_store.encoding import encoded
from shared.event_store.mapper import EventMapper
from shared.event_store.port import (
    Answer,
    Cause,
    EncodedWrite,
    OutboxEntry,
    Parked,
    PartitionClaim,
    PartitionLost,
    Recorded,
    StreamConflict,
    Transaction,
    Write,
)
from shared.event_store.postgres_many import load_many, record_many
from shared.event_store.postgres_rows import PostgresRows
from shared.event_store.postgres_streams import (
    COLLISIONS,
    load,
    record,
    record_together,
    stored_event,
)
from shared.event_store.rows import Rows
from shared.gathering import Gathering
from shared.postgres.database import ACQUIRE_TIMEOUT_S, Connection

LANES = 2
"""Statements that record new streams side by side: while one waits for the disk, the other gathers
what comes."""

ENTRY_COLUMNS = ("message_id", "subject", "body", "traceparent")


class PostgresStore:
    """A service's database, reached through its pool."""

    def __init__(self, pool: asyncpg.Pool[Any], kinds: Iterable[AggregateType[Any]]) -> None:
        self._pool = pool
        self._kinds = {kind.name: kind for kind in kinds}
        self._mapper = EventMapper(self._kinds.values())
        self._beginnings = Gathering(self._begin, lanes=LANES)

    def _connection(self) -> asyncpg.pool.PoolAcquireContext[Any]:
        """One of the pool's, waited for within bounds. Raises TimeoutError."""
        return self._pool.acquire(timeout=ACQUIRE_TIMEOUT_S)

    async def load(self, kind: AggregateType[State], stream: UUID) -> State | None:
        async with self._connection() as connection:
            return await load(connection, self._mapper, kind, stream)

    async def load_many(
        self, kind: AggregateType[State], streams: Sequence[UUID]
    ) -> dict[UUID, State]:
        async with self._connection() as connection:
            return await load_many(connection, self._mapper, kind, streams)

    async def write(self, write: Write) -> None:
        if _begins(write):
            refusal = await self._beginnings.do(write)
            if refusal is not None:
                raise refusal
            return
        async with self._connection() as connection:
            await record(connection, self._mapper, self._kinds, write)

    async def _begin(self, writes: Sequence[Write]) -> list[Exception | None]:
        async with self._connection() as connection:
            return await record_together(connection, self._mapper, self._kinds, writes)

    def encode(self, write: Write) -> EncodedWrite:
        return encoded(self._mapper, self._kinds.values(), write)

    async def history(self, stream: UUID) -> tuple[Recorded, ...]:
        async with self._connection() as connection:
            rows = await connection.fetch(sql.HISTORY, stream)
        return tuple(
            Recorded(
                event=self._mapper.to_domain_event(stored_event(row)),
                cause=Cause(**row["metadata"]),
                stored_at=row["stored_at"],
            )
            for row in rows
        )

    async def find(self, name: str) -> UUID | None:
        async with self._connection() as connection:
            found: UUID | None = await connection.fetchval(sql.FIND_NAME, name)
        return found

    async def answer(self, key: str) -> Answer | None:
        async with self._connection() as connection:
            row = await connection.fetchrow(sql.ANSWER, key)
        if row is None:
            return None
        headers = tuple((name, value) for name, value in row["headers"])
        return Answer(key, row["fingerprint"], row["status"], row["body"], headers)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        try:
            async with self._connection() as connection, connection.transaction():
                unit = PostgresTransaction(connection, self._mapper, self._kinds)
                yield unit
                await unit.flush()
        except COLLISIONS as collision:
            raise StreamConflict from collision

    async def claim(self, consumer: str, partition: int) -> PartitionClaim:
        async with self._connection() as connection:
            epoch: int = await connection.fetchval(sql.TAKE_PARTITION, consumer, partition)
        return PartitionClaim(consumer, partition, epoch)

    async def position(self, claim: PartitionClaim) -> int:
        async with self.transaction() as unit:
            return await unit.hold(claim)

    async def parked_due(self, consumer: str, partition: int, limit: int) -> tuple[Parked, ...]:
        async with self._connection() as connection:
            rows = await connection.fetch(sql.PARKED_DUE, consumer, partition, limit)
        return tuple(Parked(**dict(row)) for row in rows)


def _begins(write: Write) -> bool:
    """Whether it begins a stream, and so waits for nobody's open transaction: whatever goes
    together with it would have to wait too."""
    return bool(write.events) and write.events[0].originator_version == 1 and not write.snapshot


class PostgresTransaction:
    """One unit of work on one connection; rows are written behind and flushed before commit."""

    def __init__(
        self, connection: Connection, mapper: EventMapper, kinds: dict[str, AggregateType[Any]]
    ) -> None:
        self._connection = connection
        self._mapper = mapper
        self._kinds = kinds
        self._rows = PostgresRows(connection)

    @property
    def rows(self) -> Rows:
        return self._rows

    async def flush(self) -> None:
        await self._rows.flush()

    async def load(self, kind: AggregateType[State], stream: UUID) -> State | None:
        return await load(self._connection, self._mapper, kind, stream)

    async def load_many(
        self, kind: AggregateType[State], streams: Sequence[UUID]
    ) -> dict[UUID, State]:
        return await load_many(self._connection, self._mapper, kind, streams)

    async def write(self, write: Write) -> None:
        await record(self._connection, self._mapper, self._kinds, write)

    async def write_many(self, writes: Sequence[EncodedWrite]) -> None:
        await record_many(self._connection, writes)

    async def hold(self, claim: PartitionClaim) -> int:
        position: int | None = await self._connection.fetchval(
            sql.HOLD_PARTITION, claim.consumer, claim.partition, claim.epoch
        )
        if position is None:
            raise PartitionLost(f"{claim.consumer}-{claim.partition}")
        return position

    async def advance(self, claim: PartitionClaim, position: int) -> None:
        await self._connection.execute(sql.ADVANCE, claim.consumer, claim.partition, position)

    async def take(self, consumer: str, message_ids: Sequence[str]) -> set[str]:
        rows = await self._connection.fetch(sql.TAKE, consumer, list(message_ids))
        return {row["message_id"] for row in rows}

    async def parked_keys(self, consumer: str) -> set[UUID]:
        rows = await self._connection.fetch(sql.PARKED_KEYS, consumer)
        return {row["key"] for row in rows}

    async def park(self, parked: Parked, *, partition: int, retry_in_s: float) -> None:
        await self._connection.execute(
            sql.PARK,
            parked.consumer,
            parked.message_id,
            partition,
            parked.key,
            parked.sequence,
            parked.body,
            parked.attempts,
            parked.dead,
            parked.error,
            retry_in_s,
        )

    async def put_off(self, parked: Parked, *, retry_in_s: float) -> None:
        await self._connection.execute(
            sql.PUT_OFF,
            parked.consumer,
            parked.message_id,
            parked.attempts,
            parked.dead,
            parked.error,
            retry_in_s,
        )

    async def unpark(self, consumer: str, message_id: str) -> bool:
        found = await self._connection.fetchval(sql.UNPARK, consumer, message_id)
        return found is not None


class PostgresOutbox:
    """The outbox as the relay sees it, on the connection that holds the relay's leadership.

    Losing that connection ends the relay's claim and its reads at the same moment.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def peek(self, limit: int) -> tuple[tuple[int, OutboxEntry], ...]:
        rows = await self._connection.fetch(sql.PEEK_OUTBOX, limit)
        return tuple(
            (row["id"], OutboxEntry(**{name: row[name] for name in ENTRY_COLUMNS})) for row in rows
        )

    async def remove(self, positions: Sequence[int]) -> None:
        await self._connection.execute(sql.EMPTY_OUTBOX, list(positions))
