"""Loading and recording streams on one PostgreSQL connection."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any
from uuid import UUID

import asyncpg
from eventsourcing.persistence import StoredEvent

from shared.domain import AggregateType, State
from shared.event_store import sql
from shared.event_store.mapper import EventMapper, read_snapshot, snapshot_topic
from shared.event_store.port import AnswerExists, NameIsTaken, StreamConflict, Write
from shared.event_store.recording import recording
from shared.postgres.database import UNREACHABLE, Connection

Kinds = dict[str, AggregateType[Any]]

# Two transactions met; PostgreSQL ended one of them, which has only to begin again.
COLLISIONS = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)


async def load(
    connection: Connection, mapper: EventMapper, kind: AggregateType[State], stream: UUID
) -> State | None:
    """The aggregate from its newest snapshot and the events behind it."""
    state: State | None = None
    if kind.snapshot_every:
        shot = await connection.fetchrow(sql.SNAPSHOT, stream, snapshot_topic(kind))
        if shot is not None:
            state = read_snapshot(kind, shot["state"])
    rows = await connection.fetch(sql.EVENTS, stream, state.version if state else 0)
    return kind.fold(state, (mapper.to_domain_event(stored_event(row)) for row in rows))


def stored_event(row: Any) -> StoredEvent:
    return StoredEvent(row["originator_id"], row["originator_version"], row["topic"], row["state"])


async def record(connection: Connection, mapper: EventMapper, kinds: Kinds, write: Write) -> None:
    """Store a decision whole, in one statement. Raises as `Store.write` does."""
    stream = write.events[0].originator_id if write.events else None
    statement, arguments = recording(mapper, kinds.values(), [write])
    try:
        await connection.execute(statement, *arguments)
    except asyncpg.UniqueViolationError as violation:
        if violation.table_name == "answers":
            raise AnswerExists from violation
        if violation.table_name == "names":
            raise NameIsTaken from violation
        raise StreamConflict(stream) from violation
    except COLLISIONS as collision:
        raise StreamConflict from collision


async def record_together(
    connection: Connection, mapper: EventMapper, kinds: Kinds, writes: Sequence[Write]
) -> list[Exception | None]:
    """Store decisions of different callers in one statement; what became of each, as `record`
    raises it. Where one of them cannot be stored, each goes alone."""
    if len(writes) > 1:
        try:
            statement, arguments = recording(mapper, kinds.values(), writes)
            await connection.execute(statement, *arguments)
            return [None] * len(writes)
        except UNREACHABLE:
            raise
        except Exception:  # noqa: BLE001, S110  Whose fault it is shows when each goes alone.
            pass
    return [await _outcome(record(connection, mapper, kinds, write)) for write in writes]


async def _outcome(recording: Awaitable[None]) -> Exception | None:
    try:
        await recording
    except Exception as failure:  # noqa: BLE001  Each caller hears of its own decision only.
        return failure
    return None
