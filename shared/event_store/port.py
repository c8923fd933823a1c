"""The port every service stores through: streams, outbox, inbox, rows, all or nothing.

Two adapters keep it, PostgreSQL and memory; one contract suite holds both to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from shared.contracts import Message
from shared.domain import Aggregate, AggregateType, DomainEvent, State
from shared.event_store.rows import Rows

Wall = Callable[[], datetime]
"""Infrastructure time: for retries, leases and ages, never for business."""


class StreamConflict(Exception):
    """Somebody else recorded this version first, or two transactions waited for each other: load
    again and decide again."""

    def __init__(self, stream: UUID | None = None) -> None:
        super().__init__(f"stream {stream} has moved on" if stream else "transactions collided")
        self.stream = stream


class NameIsTaken(Exception):
    """Another stream is known by this name."""


class AnswerExists(Exception):
    """A request with this Idempotency-Key was answered while this one was under way."""


class PartitionLost(Exception):
    """Another replica handles this partition now: stop, nothing of the batch has taken effect."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something was recorded: who or which message, in which trace (W3C traceparent)."""

    actor: str
    traceparent: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a request that carried an Idempotency-Key, kept to be given again.

    `fingerprint` is the SHA-256 of method, path and body; a repeat with another one is refused.
    """

    key: str
    fingerprint: bytes
    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Write:
    """What one decision leaves behind. It is stored whole or not at all.

    `after` is the aggregate as of the last event, for those who go on from it without loading it.
    """

    events: tuple[DomainEvent, ...]
    messages: tuple[Message, ...]
    cause: Cause
    answer: Answer | None = None
    snapshot: Aggregate | None = None
    names: tuple[str, ...] = ()
    after: Aggregate | None = None


@dataclass(frozen=True, slots=True)
class EncodedWrite:
    """A decision as the bytes it will be stored as: small to keep, quick to record.

    `snapshot` is its topic, version and state.
    """

    events: tuple[StoredEvent, ...]
    entries: tuple[OutboxEntry, ...]
    cause: Cause
    snapshot: tuple[str, int, bytes] | None = None
    names: tuple[str, ...] = ()

    @property
    def stream(self) -> Any:
        return self.events[0].originator_id


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it lies in its stream, with why it was recorded. `stored_at` is wall-clock."""

    event: DomainEvent
    cause: Cause
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that failed, or waits behind one that did, out of the stream's way.

    While a key has parked messages, its later ones join them, so that order holds. `dead` means
    that retries are used up and a person must look.
    """

    consumer: str
    message_id: str
    key: UUID
    sequence: int
    body: bytes
    attempts: int
    dead: bool
    error: str


@dataclass(frozen=True, slots=True)
class PartitionClaim:
    """The right to handle one partition for a consumer, until somebody claims it anew."""

    consumer: str
    partition: int
    epoch: int


class StreamReader(Protocol):
    async def load(self, kind: AggregateType[State], stream: UUID) -> State | None:
        """The aggregate as of its last event, or None where it has none."""
        ...

    async def load_many(
        self, kind: AggregateType[State], streams: Sequence[UUID]
    ) -> Mapping[UUID, State]:
        """The aggregates of many streams at once; streams without events are left out."""
        ...


class Recorder(StreamReader, Protocol):
    """What a decision needs: the state it decides on, and a place for what it decides."""

    async def write(self, write: Write) -> None:
        """Record. Raises StreamConflict, which ends the transaction."""
        ...


class Transaction(Recorder, Protocol):
    """One unit of work: what is read is consistent, what is written commits together."""

    @property
    def rows(self) -> Rows: ...

    async def write_many(self, writes: Sequence[EncodedWrite]) -> None:
        """Record many decisions, in this order, in one statement. Raises StreamConflict."""
        ...

    async def hold(self, claim: PartitionClaim) -> int:
        """Keep the partition until this transaction ends; the broker sequence handled so far.
        Raises PartitionLost."""
        ...

    async def advance(self, claim: PartitionClaim, position: int) -> None:
        """Everything up to this broker sequence has taken effect or is parked."""
        ...

    async def take(self, consumer: str, message_ids: Sequence[str]) -> set[str]:
        """Enter messages into the inbox; the ids that were not in it before are returned."""
        ...

    async def parked_keys(self, consumer: str) -> set[UUID]: ...

    async def park(self, parked: Parked, *, partition: int, retry_in_s: float) -> None: ...

    async def put_off(self, parked: Parked, *, retry_in_s: float) -> None:
        """Note another failed attempt; nothing where it is not parked any more, as when it took
        effect and only the answer to the commit was lost, or a person discarded it."""
        ...

    async def unpark(self, consumer: str, message_id: str) -> bool:
        """Whether it was still parked; nobody else can unpark it until this transaction ends."""
        ...


class Store(StreamReader, Protocol):
    """A service's own database."""

    async def write(self, write: Write) -> None:
        """Record in one statement. Raises StreamConflict, AnswerExists or NameIsTaken."""
        ...

    def encode(self, write: Write) -> EncodedWrite:
        """The write, which has no answer, as it will be stored. Raises MessageIsTooLarge."""
        ...

    async def history(self, stream: UUID) -> tuple[Recorded, ...]:
        """A stream from its first event, for people to read."""
        ...

    async def find(self, name: str) -> UUID | None:
        """The stream that is known by this name."""
        ...

    async def answer(self, key: str) -> Answer | None: ...

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """What is written within is committed on leaving, unless an exception leaves with it.
        Raises StreamConflict where it collided with another."""
        ...

    async def claim(self, consumer: str, partition: int) -> PartitionClaim:
        """Become the one that handles a partition, once the last one's batch is through."""
        ...

    async def position(self, claim: PartitionClaim) -> int:
        """The broker sequence handled so far. Raises PartitionLost."""
        ...

    async def parked_due(self, consumer: str, partition: int, limit: int) -> tuple[Parked, ...]:
        """The oldest parked message of each key whose retry is due, in broker order."""
        ...


class Outbox(Protocol):
    """Messages recorded with their events and not yet acknowledged by the broker, oldest first."""

    async def peek(self, limit: int) -> tuple[tuple[int, OutboxEntry], ...]: ...

    async def remove(self, positions: Sequence[int]) -> None: ...


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A message ready to publish."""

    message_id: str
    subject: str
    body: bytes
    traceparent: str | None = None
