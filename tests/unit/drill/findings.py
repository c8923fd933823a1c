"""A small world in which everything is as it should be, for tests to tamper with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from huiyin.drill.evidence import (
    BusMessage,
    Evidence,
    Kept,
    Mailbox,
    ServiceEvidence,
    StoredEvent,
)
from huiyin.drill.journal import Answered, Entry, Request
from shared.bus.manifest import read_manifest

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
COMPLAINT, WATCH, NOTICE = UUID(int=1), UUID(int=2), UUID(int=3)
KEY = "c1-00001"
NUMBER = "TS20260302-000001"
BODY = json.dumps({"number": NUMBER})
REQUEST = Request(
    key=KEY, service="intake", path="/complaints", body={}, topic="intake.complaint.received"
)


def at(hours: float) -> str:
    """So many hours before the end."""
    return (NOW - timedelta(hours=hours)).isoformat()


def event(
    stream: UUID,
    version: int,
    topic: str,
    state: Mapping[str, Any] | None = None,
    *,
    actor: str = "policy",
    message: str | None = None,
    stored_at: datetime = NOW,
) -> StoredEvent:
    return StoredEvent(stream, version, topic, state or {}, actor, message, stored_at)


def timing(due: str | None, **warnings: str) -> dict[str, Any]:
    ahead = [{"step": step, "at": when} for step, when in warnings.items()]
    return {"due_at": due, "warnings": ahead}


def sla_event(version: int, name: str, hours: float = 0, **state: Any) -> StoredEvent:
    """An event of the watch, recorded so many hours before the end."""
    recorded = {"key": "answer", "recorded_at": at(hours), **state}
    return event(WATCH, version, f"sla.watch.{name}", recorded, message=f"{COMPLAINT}:1")


MISSED_LATE = (
    sla_event(1, "obligation-started", 30, timing=timing(at(10), half=at(20))),
    sla_event(2, "deadline-approaching", 8, step="half", at=at(20), late_s=12 * 3600.0),
    sla_event(3, "deadline-missed", 8, at=at(10), late_s=2 * 3600.0),
)
"""Sla was dead for twelve hours: a warning and a miss, both noticed late."""


def service(*events: StoredEvent, **changed: Any) -> ServiceEvidence:
    plain = ServiceEvidence(
        events=events, answers={}, names={}, inbox=[], outbox=0, parked=0, rows={}
    )
    return replace(plain, **changed)


def evidence(**changed: ServiceEvidence) -> Evidence:
    """One complaint, acknowledged, watched, told of by one notice."""
    manifest = read_manifest()
    services = {
        "intake": service(
            event(COMPLAINT, 1, REQUEST.topic, actor=REQUEST.actor),
            answers={KEY: Kept(201, BODY)},
            names={NUMBER: COMPLAINT},
        ),
        "sla": service(*MISSED_LATE, rows={"timers": []}),
        "notify": service(
            event(NOTICE, 1, "notify.notice.planned", message=f"{COMPLAINT}:1"),
            event(NOTICE, 2, "notify.notice.sent", message=f"notice:{NOTICE}"),
            rows={"notices": [{"notice_id": NOTICE, "status": "sent"}]},
        ),
        **{name: service() for name in ("triage", "casework", "analytics", "console")},
    }
    messages = [
        BusMessage(f"{COMPLAINT}:1", "intake", 1),
        *(BusMessage(f"{WATCH}:{version}", "sla", 1 + version) for version in (1, 2, 3)),
        BusMessage(f"{NOTICE}:2", "notify", 5),
    ]
    for name, sources in manifest.hears.items():
        heard = [message.id for message in messages if message.source in sources]
        services[name] = replace(services[name], inbox=heard)
    return Evidence(services | changed, messages, manifest, Mailbox([f"<{NOTICE}@huiyin>"], 0))


def entries(*answers: Answered) -> dict[str, Entry]:
    """What the only client recorded; without answers, that it was acknowledged."""
    return {KEY: Entry(REQUEST, list(answers or (Answered(201, BODY),)))}
