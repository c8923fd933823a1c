"""Loading and recording many streams at once on one PostgreSQL connection."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import asyncpg
from pydantic_core import to_json

from shared.domain import AggregateType, State
from shared.event_store import sql
from shared.event_store.mapper import EventMapper, read_snapshot, snapshot_topic
from shared.event_store.port import EncodedWrite, NameIsTaken, StreamConflict
from shared.event_store.postgres_streams import COLLISIONS, stored_event
from shared.event_store.recording import metadata
from shared.postgres.database import Connection


async def load_many(
    connection: Connection,
    mapper: EventMapper,
    kind: AggregateType[State],
    streams: Sequence[UUID],
) -> dict[UUID, State]:
    """The aggregates from their newest snapshots and the events behind them."""
    found: dict[UUID, State] = {}
    if kind.snapshot_every:
        for shot in await connection.fetch(sql.SNAPSHOTS, streams, snapshot_topic(kind)):
            state = read_snapshot(kind, shot["state"])
            if state is not None:
                found[state.id] = state
    versions = [found[stream].version if stream in found else 0 for stream in streams]
    rows = await connection.fetch(sql.EVENTS_OF_MANY, streams, versions)
    for stream, group in groupby(rows, key=lambda row: row["originator_id"]):
        events = (mapper.to_domain_event(stored_event(row)) for row in group)
        state = kind.fold(found.get(stream), events)
        if state is not None:
            found[stream] = state
    return found


async def record_many(connection: Connection, writes: Sequence[EncodedWrite]) -> None:
    """Store decisions whole, in one statement. Raises as `Transaction.write_many` does."""
    try:
        await connection.execute(
            sql.RECORD_MANY,
            *_events(writes),
            *_messages(writes),
            *_snapshots(writes),
            *_names(writes),
        )
    except asyncpg.UniqueViolationError as violation:
        if violation.table_name == "names":
            raise NameIsTaken from violation
        raise StreamConflict from violation
    except COLLISIONS as collision:
        raise StreamConflict from collision


def _events(writes: Sequence[EncodedWrite]) -> tuple[list[Any], ...]:
    events = [event for write in writes for event in write.events]
    return (
        [event.originator_id for event in events],
        [event.originator_version for event in events],
        [event.topic for event in events],
        [event.state for event in events],
        [
            told
            for write in writes
            for told in (to_json(metadata(write.cause)).decode(),) * len(write.events)
        ],
    )


def _messages(writes: Sequence[EncodedWrite]) -> tuple[list[Any], ...]:
    entries = [entry for write in writes for entry in write.entries]
    return (
        [entry.message_id for entry in entries],
        [entry.subject for entry in entries],
        [entry.body for entry in entries],
        [entry.traceparent for entry in entries],
    )


def _snapshots(writes: Sequence[EncodedWrite]) -> tuple[list[Any], ...]:
    shots = [(write.stream, *write.snapshot) for write in writes if write.snapshot]
    return tuple(list(column) for column in zip(*shots, strict=True)) if shots else ([], [], [], [])


def _names(writes: Sequence[EncodedWrite]) -> tuple[list[Any], ...]:
    named = [(name, write.stream) for write in writes for name in write.names]
    return [name for name, _ in named], [stream for _, stream in named]
