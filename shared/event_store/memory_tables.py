"""What the in-memory store has committed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from shared.event_store.locks import KeyLocks
from shared.event_store.memory_rows import CommittedRows
from shared.event_store.port import Answer, Cause, OutboxEntry, Parked


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it lies in its stream. `stored_at` is wall-clock."""

    event: StoredEvent
    cause: Cause
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A parked message, where it waits and until when (wall-clock)."""

    parked: Parked
    partition: int
    retry_at: datetime


@dataclass(slots=True)
class Tables:
    """Keys: stream and version; stream and snapshot topic; consumer and message id; consumer and
    partition. A position holds (epoch, broker sequence). Outbox ids are drawn, not committed."""

    streams: dict[UUID, dict[int, Stored]] = field(default_factory=dict)
    snapshots: dict[tuple[UUID, str], tuple[int, bytes]] = field(default_factory=dict)
    names: dict[str, UUID] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    outbox: dict[int, OutboxEntry] = field(default_factory=dict)
    inbox: dict[tuple[str, str], bool] = field(default_factory=dict)
    positions: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    parked: dict[tuple[str, str], Waiting] = field(default_factory=dict)
    rows: CommittedRows = field(default_factory=dict)
    locks: KeyLocks = field(default_factory=KeyLocks)
    outbox_ids: count[int] = field(default_factory=lambda: count(1))
