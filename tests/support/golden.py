"""Stored events as files: whatever was ever written must be readable for good.

`tests/golden/<service>/<topic>.v<N>.json` holds an event as it lies in the `events` table. A file
once committed never changes: a new shape is a new class version, with an upcaster and a new file.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from shared.domain import Aggregate, AggregateType, DomainEvent
from shared.event_store.mapper import EventMapper

FOLDER = Path(__file__).resolve().parents[1] / "golden"
WRITE = "HUIYIN_WRITE_GOLDEN"
STREAM = UUID("00000000-0000-4000-8000-000000000001")


def check_golden(event: DomainEvent, folder: str, *, root: Path = FOLDER) -> None:
    """The event is stored today as its file says, and the file reads back as the event. Files of
    earlier class versions are still read, lifted to the present one."""
    event = event.model_copy(update={"originator_id": STREAM, "originator_version": 1})
    mapper = _mapper(type(event))
    stored = mapper.to_stored_event(event)
    path = _file(type(event), folder, event.class_version, root)
    if not path.exists() and os.environ.get(WRITE) == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_pretty(json.loads(stored.state)), encoding="utf-8")
    assert path.exists(), f"{path} is missing: write it with {WRITE}=1 and look it over"
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert json.loads(stored.state) == kept
    assert mapper.to_domain_event(_stored(type(event), kept)) == event
    for version in range(1, event.class_version):
        read_golden(type(event), folder, version=version, root=root)


def read_golden(
    event: type[DomainEvent], folder: str, *, version: int, root: Path = FOLDER
) -> DomainEvent:
    """A stored event of an old class version, as it is read today."""
    kept = json.loads(_file(event, folder, version, root).read_text(encoding="utf-8"))
    return _mapper(event).to_domain_event(_stored(event, kept))


def _file(event: type[DomainEvent], folder: str, version: int, root: Path) -> Path:
    return root / folder / f"{event.TOPIC}.v{version}.json"


def _mapper(event: type[DomainEvent]) -> EventMapper:
    kind = AggregateType(name="golden", state=Aggregate, events=(event,), evolve=_never)
    return EventMapper([kind])


def _never(state: Aggregate | None, event: Any) -> Aggregate:
    raise AssertionError("a golden event is only read")


def _stored(event: type[DomainEvent], state: Any) -> StoredEvent:
    return StoredEvent(STREAM, 1, event.TOPIC, json.dumps(state).encode())


def _pretty(state: Any) -> str:
    return json.dumps(state, ensure_ascii=False, indent=2) + "\n"
