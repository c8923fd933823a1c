"""Loading and recording streams on one PostgreSQL connection."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
from eventsourcing.persistence import StoredEvent

from shared.domain import AggregateType, State
from shared.event_store import sql
from shared.event_store.mapper import EventMapper, read_snapshot, snapshot_state, snapshot_topic
from shared.event_store.port import (
    AnswerExists,
    Cause,
    NameIsTaken,
    StreamConflict,
    Write,
    entry_of,
)
from shared.postgres.database import Connection

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
    try:
        await connection.execute(
            sql.RECORD,
            *_events(mapper, write),
            *_messages(write),
            *_answer(write),
            *_snapshot(kinds, write),
            list(write.names),
            stream,
        )
    except asyncpg.UniqueViolationError as violation:
        if violation.table_name == "answers":
            raise AnswerExists from violation
        if violation.table_name == "names":
            raise NameIsTaken from violation
        raise StreamConflict(stream) from violation
    except COLLISIONS as collision:
        raise StreamConflict from collision


def _events(mapper: EventMapper, write: Write) -> tuple[Any, ...]:
    stored = [mapper.to_stored_event(event) for event in write.events]
    return (
        [event.originator_id for event in stored],
        [event.originator_version for event in stored],
        [event.topic for event in stored],
        [event.state for event in stored],
        metadata(write.cause),
    )


def metadata(cause: Cause) -> dict[str, str]:
    """What lies beside an event of why it was recorded."""
    told = {"actor": cause.actor, "traceparent": cause.traceparent, "message": cause.message}
    return {name: value for name, value in told.items() if value}


def _messages(write: Write) -> tuple[Any, ...]:
    entries = [entry_of(message) for message in write.messages]
    return (
        [entry.message_id for entry in entries],
        [entry.subject for entry in entries],
        [entry.body for entry in entries],
        [entry.traceparent for entry in entries],
    )


def _answer(write: Write) -> tuple[Any, ...]:
    answer = write.answer
    if answer is None:
        return (None,) * 5
    headers = [list(pair) for pair in answer.headers]
    return (answer.key, answer.fingerprint, answer.status, headers, answer.body)


def _snapshot(kinds: Kinds, write: Write) -> tuple[Any, ...]:
    shot = write.snapshot
    kind = next((kind for kind in kinds.values() if shot and isinstance(shot, kind.state)), None)
    if shot is None or kind is None:
        return (None,) * 4
    return (shot.id, shot.version, snapshot_topic(kind), snapshot_state(shot))
