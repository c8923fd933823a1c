"""Reading our databases with the eventsourcing library's own recorder, event store and repository.

Nothing of ours takes part but the mapper, which says how bytes become events, and the fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from eventsourcing.application import Repository
from eventsourcing.persistence import EventStore
from eventsourcing.postgres import PostgresAggregateRecorder, PostgresDatastore

from shared.domain import Aggregate, AggregateType
from shared.event_store.mapper import EventMapper

EVENTS = "events"


@contextmanager
def datastore(database_url: str) -> Iterator[PostgresDatastore]:
    parts = urlsplit(database_url)
    opened = PostgresDatastore(
        dbname=parts.path.lstrip("/"),
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 5432,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
    try:
        yield opened
    finally:
        opened.close()


def read_every_stream(
    database_url: str, kinds: Iterable[AggregateType[Any]]
) -> dict[UUID, Aggregate]:
    """Every stream of a service's database, as the library's repository reconstructs it.

    Raises where a stream cannot be read, or begins with an event that none of `kinds` has.
    """
    kinds = tuple(kinds)
    with datastore(database_url) as source:
        recorder = PostgresAggregateRecorder(source, events_table_name=EVENTS)
        events: EventStore[UUID] = EventStore(EventMapper(kinds), recorder)
        repository: Repository[UUID] = Repository(events)
        return {
            stream: _reconstruct(repository, stream, _kind_of(stream, topic, kinds))
            for stream, topic in _streams(source)
        }


def _streams(source: PostgresDatastore) -> list[tuple[UUID, str]]:
    """Every stream with the topic of its first event."""
    with source.get_connection() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT originator_id, topic FROM events"
            " WHERE originator_version = 1 ORDER BY notification_id"
        )
        return [(row["originator_id"], row["topic"]) for row in cursor.fetchall()]


def _kind_of(stream: UUID, topic: str, kinds: Sequence[AggregateType[Any]]) -> AggregateType[Any]:
    for kind in kinds:
        if any(topic == event.TOPIC for event in kind.events):
            return kind
    raise LookupError(f"stream {stream} begins with {topic}, which no kind given has")


def _reconstruct(repository: Repository[UUID], stream: UUID, kind: AggregateType[Any]) -> Aggregate:
    found: Aggregate = repository.get(stream, projector_func=kind.fold)
    return found
