"""The statement that records a decision, made to measure: a part for what there is to store, none
for what there is not.

One statement that provides for everything costs half as much again: arrays to encode, parts to
start for nothing (docs/benchmarks.md). A service has a dozen shapes of decisions, and a connection
prepares each once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count
from typing import Any

from shared.domain import AggregateType
from shared.event_store import sql
from shared.event_store.encoding import entry_of
from shared.event_store.mapper import EventMapper, snapshot_state, snapshot_topic
from shared.event_store.port import Cause, Write


@dataclass(frozen=True, slots=True)
class Part:
    """A statement of `sql` with the rows it takes, all of one width."""

    text: str
    rows: Sequence[tuple[Any, ...]]

    @property
    def shape(self) -> tuple[str, int, int]:
        return self.text, len(self.rows), len(self.rows[0])


def recording(
    mapper: EventMapper, kinds: Iterable[AggregateType[Any]], writes: Sequence[Write]
) -> tuple[str, list[Any]]:
    """The statement that stores decisions whole, and its arguments. Only one that goes alone may
    have a snapshot. Raises MessageIsTooLarge."""
    parts = [
        part
        for part in (
            Part(sql.RECORD_EVENTS, _rows(writes, lambda write: _events(mapper, write))),
            Part(sql.RECORD_ANSWERS, _rows(writes, _answer)),
            *(part for write in writes for part in _snapshot(kinds, write)),
            Part(sql.RECORD_NAMES, _rows(writes, _names)),
            Part(sql.RECORD_MESSAGES, _rows(writes, _messages)),
        )
        if part.rows
    ]
    arguments = chain.from_iterable(row for part in parts for row in part.rows)
    return _statement(tuple(part.shape for part in parts)), list(arguments)


def _rows(
    writes: Sequence[Write], rows_of: Callable[[Write], list[tuple[Any, ...]]]
) -> list[tuple[Any, ...]]:
    return [row for write in writes for row in rows_of(write)]


@lru_cache(maxsize=1024)
def _statement(shapes: tuple[tuple[str, int, int], ...]) -> str:
    """The parts as one statement: all but the last as common table expressions."""
    numbers = count(1)
    texts = []
    for text, rows, width in shapes:
        places = [tuple(f"${next(numbers)}" for _ in range(width)) for _ in range(rows)]
        values = ", ".join(f"({', '.join(row)})" for row in places)
        texts.append(text.format(*places[0], rows=values))
    *before, last = texts
    if not before:
        return last
    named = ", ".join(f"part_{place} AS ({text})" for place, text in enumerate(before, start=1))
    return f"WITH {named} {last}"


def _events(mapper: EventMapper, write: Write) -> list[tuple[Any, ...]]:
    why = metadata(write.cause)
    return [
        (event.originator_id, event.originator_version, event.topic, event.state, why)
        for event in map(mapper.to_stored_event, write.events)
    ]


def metadata(cause: Cause) -> dict[str, str]:
    """What lies beside an event of why it was recorded."""
    told = {"actor": cause.actor, "traceparent": cause.traceparent, "message": cause.message}
    return {name: value for name, value in told.items() if value}


def _messages(write: Write) -> list[tuple[Any, ...]]:
    return [
        (entry.message_id, entry.subject, entry.body, entry.traceparent)
        for entry in map(entry_of, write.messages)
    ]


def _answer(write: Write) -> list[tuple[Any, ...]]:
    answer = write.answer
    if answer is None:
        return []
    headers = [list(pair) for pair in answer.headers]
    return [(answer.key, answer.fingerprint, answer.status, headers, answer.body)]


def _snapshot(kinds: Iterable[AggregateType[Any]], write: Write) -> list[Part]:
    """A stream keeps its newest snapshot only."""
    shot = write.snapshot
    kind = next((kind for kind in kinds if shot and isinstance(shot, kind.state)), None)
    if shot is None or kind is None:
        return []
    return [
        Part(
            sql.RECORD_SNAPSHOT,
            [(shot.id, shot.version, snapshot_topic(kind), snapshot_state(shot))],
        ),
        Part(sql.FORGET_SNAPSHOTS, [(shot.id, shot.version)]),
    ]


def _names(write: Write) -> list[tuple[Any, ...]]:
    return [(name, write.events[0].originator_id) for name in write.names]
