"""The store port for a process that is alone and does not fail: for the year in minutes.

It keeps each aggregate's present state and drops its events, holds no locks and undoes nothing, and
hands messages on as objects. What it leaves out it refuses rather than pretends: the faults are
what the in-memory store is for (shared/event_store/memory.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

from huiyin.simulation.plain_rows import PlainRows
from shared.contracts import Message
from shared.domain import Aggregate, AggregateType, DomainEvent, State
from shared.event_store.port import (
    Answer,
    AnswerExists,
    EncodedWrite,
    NameIsTaken,
    Parked,
    PartitionClaim,
    Recorded,
    StreamConflict,
    Transaction,
    Write,
)


class NotInAPlainStore(NotImplementedError):
    """This store is for one process without faults: it has no history, partitions or parking."""


class NothingIsUndone(RuntimeError):
    """A transaction failed after it had written, and this store cannot take that back."""


@dataclass(frozen=True, slots=True)
class _Unencoded(EncodedWrite):
    """A write that stays what it is: there are no bytes to make of it."""

    write: Write | None = None


class PlainStore:
    """A service's database. `tell` takes each message as it is recorded; rows of the tables in
    `unread` are dropped."""

    def __init__(
        self,
        kinds: Iterable[AggregateType[Any]],
        *,
        tell: Callable[[Message], None],
        unread: frozenset[str] = frozenset(),
    ) -> None:
        self._kind_of: dict[type[DomainEvent], AggregateType[Any]] = {
            event: kind for kind in kinds for event in kind.events
        }
        self._tell = tell
        # By the number of a UUID: its own hash is a function of Python's, and asked for everywhere.
        self._states: dict[int, Aggregate] = {}
        self._names: dict[str, UUID] = {}
        self._answers: dict[str, Answer] = {}
        self.rows = PlainRows(unread)
        self.unit = PlainTransaction(self)
        self.writes = 0

    async def load(self, kind: AggregateType[State], stream: UUID) -> State | None:
        states: dict[int, Any] = self._states
        state: State | None = states.get(stream.int)
        return state

    async def write(self, write: Write) -> None:
        """Raises StreamConflict, AnswerExists or NameIsTaken, before anything is recorded."""
        self._check(write)
        self.writes += 1
        if write.events:
            stream = write.events[0].originator_id
            self._states[stream.int] = write.after or self._folded(stream, write.events)
            for name in write.names:
                self._names[name] = stream
        if write.answer is not None:
            self._answers[write.answer.key] = write.answer
        for message in write.messages:
            self._tell(message)

    async def load_many(
        self, kind: AggregateType[State], streams: Sequence[UUID]
    ) -> dict[UUID, State]:
        states: dict[int, Any] = self._states
        return {stream: states[stream.int] for stream in streams if stream.int in states}

    def encode(self, write: Write) -> EncodedWrite:
        return _Unencoded((), (), write.cause, write=write)

    async def write_many(self, writes: Sequence[EncodedWrite]) -> None:
        for encoded in writes:
            assert isinstance(encoded, _Unencoded), "writes are encoded by the store they are for"
            assert encoded.write is not None
            await self.write(encoded.write)

    async def history(self, stream: UUID) -> tuple[Recorded, ...]:
        raise NotInAPlainStore("history")

    async def find(self, name: str) -> UUID | None:
        return self._names.get(name)

    async def answer(self, key: str) -> Answer | None:
        return self._answers.get(key)

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        return _Unit(self)

    async def claim(self, consumer: str, partition: int) -> PartitionClaim:
        raise NotInAPlainStore("partitions")

    async def position(self, claim: PartitionClaim) -> int:
        raise NotInAPlainStore("partitions")

    async def parked_due(self, consumer: str, partition: int, limit: int) -> tuple[Parked, ...]:
        raise NotInAPlainStore("parking")

    def forget(self, stream: UUID, *, name: str | None = None) -> None:
        """Drop a stream, and the name it is found by, that nobody will ask for again."""
        self._states.pop(stream.int, None)
        if name is not None:
            self._names.pop(name, None)

    def _check(self, write: Write) -> None:
        if write.events:
            first = write.events[0]
            present = self._states.get(first.originator_id.int)
            if first.originator_version != (present.version if present else 0) + 1:
                raise StreamConflict(first.originator_id)
        if write.answer is not None and write.answer.key in self._answers:
            raise AnswerExists
        for name in write.names:
            if name in self._names:
                raise NameIsTaken

    def _folded(self, stream: UUID, events: Sequence[DomainEvent]) -> Aggregate:
        kind = self._kind_of[type(events[0])]
        state: Aggregate | None = kind.fold(self._states.get(stream.int), events)
        assert state is not None, "there are events"
        return state


class PlainTransaction:
    """A unit of work that takes effect at once."""

    def __init__(self, store: PlainStore) -> None:
        self.rows = store.rows
        self.load = store.load
        self.load_many = store.load_many
        self.write = store.write
        self.write_many = store.write_many

    async def hold(self, claim: PartitionClaim) -> int:
        _refuse("partitions")

    async def advance(self, claim: PartitionClaim, position: int) -> None:
        _refuse("partitions")

    async def take(self, consumer: str, message_ids: Sequence[str]) -> set[str]:
        _refuse("an inbox")

    async def parked_keys(self, consumer: str) -> set[UUID]:
        _refuse("parking")

    async def park(self, parked: Parked, *, partition: int, retry_in_s: float) -> None:
        _refuse("parking")

    async def put_off(self, parked: Parked, *, retry_in_s: float) -> None:
        _refuse("parking")

    async def unpark(self, consumer: str, message_id: str) -> bool:
        _refuse("parking")


class _Unit(AbstractAsyncContextManager[Transaction]):
    """`async with store.transaction()`: fails aloud where something would have to be undone."""

    def __init__(self, store: PlainStore) -> None:
        self._store = store
        self._begun_at = store.writes

    async def __aenter__(self) -> PlainTransaction:
        return self._store.unit

    async def __aexit__(self, kind: object, failure: BaseException | None, trace: object) -> None:
        if failure is not None and self._store.writes != self._begun_at:
            raise NothingIsUndone from failure


def _refuse(what: str) -> NoReturn:
    raise NotInAPlainStore(what)
