"""Events and snapshots as bytes, through the eventsourcing library's mapper.

The library's own decoder follows type names found in user data and imports whatever module a row
names; this mapper validates against the declared classes instead (findings, section A).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import ValidationError
from pydantic_core import from_json, to_json

from shared.domain import Aggregate, AggregateType, DomainEvent, State

VERSION = "class_version"
_IDENTITY = {"originator_id", "originator_version"}


class UnknownTopic(ValueError):
    """A stored row names an event this service does not declare: a newer release wrote it."""


class EventMapper(Mapper[UUID]):
    """Converts declared events to stored rows and back, lifting old shapes on the way."""

    def __init__(self, kinds: Iterable[AggregateType[Any]]) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self._by_topic: dict[str, type[DomainEvent]] = {}
        for kind in kinds:
            for event in kind.events:
                if self._by_topic.setdefault(event.TOPIC, event) is not event:
                    raise ValueError(f"two events share the topic {event.TOPIC}")

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        event = cast(DomainEvent, domain_event)
        state = event.model_dump_json(exclude=_IDENTITY).encode()
        if event.class_version > 1:
            state = b'{"%s":%d,%s' % (VERSION.encode(), event.class_version, state[1:])
        return StoredEvent(event.originator_id, event.originator_version, event.TOPIC, state)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEvent:
        try:
            event_class = self._by_topic[stored_event.topic]
        except KeyError:
            raise UnknownTopic(f"no event is stored as {stored_event.topic}") from None
        state = _lifted(event_class, stored_event.state)
        return event_class.model_validate_json(state).model_copy(
            update={
                "originator_id": stored_event.originator_id,
                "originator_version": stored_event.originator_version,
            }
        )


def _lifted(event_class: type[DomainEvent], state: bytes) -> bytes:
    """The stored state in today's shape."""
    if event_class.class_version == 1:
        return state
    # Not orjson: it turns whole numbers beyond 64 bits into floats.
    fields: dict[str, Any] = from_json(state)
    version = fields.pop(VERSION, 1)
    while version < event_class.class_version:
        getattr(event_class, f"upcast_v{version}_v{version + 1}")(fields)
        version += 1
    return to_json(fields)


def snapshot_topic(kind: AggregateType[Any]) -> str:
    return f"{kind.name}.snapshot.v{kind.snapshot_version}"


def snapshot_state(aggregate: Aggregate) -> bytes:
    return aggregate.model_dump_json().encode()


def read_snapshot(kind: AggregateType[State], state: bytes) -> State | None:
    """The state at the snapshot; None where its shape is another now. The events are the truth, a
    snapshot only a short cut."""
    try:
        return kind.state.model_validate_json(state)
    except ValidationError:
        return None
