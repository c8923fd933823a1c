"""A decision as bytes, the same in every store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shared.contracts import Message
from shared.domain import AggregateType
from shared.event_store.mapper import EventMapper, snapshot_state, snapshot_topic
from shared.event_store.port import EncodedWrite, OutboxEntry, Write

MESSAGE_MAX_BYTES = 1_000_000


class MessageIsTooLarge(ValueError):
    """The broker would refuse it, and everything behind it in the outbox would wait for ever."""


def entry_of(message: Message) -> OutboxEntry:
    """The message as it is published. Raises MessageIsTooLarge, before anything is recorded."""
    body = message.to_json()
    if len(body) > MESSAGE_MAX_BYTES:
        raise MessageIsTooLarge(f"{message.contract.type()} of {len(body)} bytes")
    return OutboxEntry(message.id, message.subject, body, message.traceparent)


def encoded(mapper: EventMapper, kinds: Iterable[AggregateType[Any]], write: Write) -> EncodedWrite:
    """The write as it will be stored. Raises MessageIsTooLarge."""
    assert write.answer is None, "an answer is recorded with its one decision, at once"
    shot = write.snapshot
    kind = next((kind for kind in kinds if shot and isinstance(shot, kind.state)), None)
    return EncodedWrite(
        events=tuple(map(mapper.to_stored_event, write.events)),
        entries=tuple(map(entry_of, write.messages)),
        cause=write.cause,
        snapshot=(snapshot_topic(kind), shot.version, snapshot_state(shot))
        if shot and kind
        else None,
        names=write.names,
    )
