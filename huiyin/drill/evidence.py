"""What lies in databases, stream and mailbox after the drill, read as it lies there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import nats
from nats.js.api import AckPolicy, ConsumerConfig
from pydantic_core import from_json

from huiyin.mail_sink import HANDED_OVER_AGAIN
from shared.bus.manifest import Manifest, read_manifest
from shared.migrations import services_with_database
from shared.postgres.database import prepare, service_url

STREAM_BATCH = 500
EVENTS = """
SELECT originator_id, originator_version, topic, state, metadata, stored_at
  FROM events ORDER BY originator_id, originator_version
"""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of `events`. `stored_at` is when its transaction began: one for all it wrote."""

    stream: UUID
    version: int
    topic: str
    state: Mapping[str, Any]
    actor: str
    message: str | None
    stored_at: datetime

    @property
    def message_id(self) -> str:
        """The id of the (first) message that tells it."""
        return f"{self.stream}:{self.version}"


@dataclass(frozen=True, slots=True)
class BusMessage:
    """A message in the stream."""

    id: str
    source: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept answer of an Idempotency-Key."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class ServiceEvidence:
    """One service's database."""

    events: Sequence[StoredEvent]
    answers: Mapping[str, Kept]
    names: Mapping[str, UUID]
    inbox: Sequence[str]
    outbox: int
    parked: int
    rows: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`identities` are the Message-IDs of the stored messages, one each; `again` how many were
    handed over once more and recognised."""

    identities: Sequence[str]
    again: int


@dataclass(frozen=True, slots=True)
class Evidence:
    services: Mapping[str, ServiceEvidence]
    messages: Sequence[BusMessage]
    manifest: Manifest
    mailbox: Mailbox


async def gather(database_url: str, nats_url: str, mail_dir: Path) -> Evidence:
    services = {
        service: await _service(service_url(database_url, service), service)
        for service in services_with_database()
    }
    manifest = read_manifest()
    messages = await _messages(nats_url, manifest.stream.name)
    return Evidence(services, messages, manifest, read_mailbox(mail_dir))


async def _service(url: str, service: str) -> ServiceEvidence:
    connection = await asyncpg.connect(url)
    try:
        await prepare(connection)
        events = [_event(row) for row in await connection.fetch(EVENTS)]
        answers = await connection.fetch("SELECT key, status, body FROM answers")
        names = await connection.fetch("SELECT name, originator_id FROM names")
        inbox = await connection.fetch("SELECT message_id FROM inbox")
        return ServiceEvidence(
            events=events,
            answers={row["key"]: Kept(row["status"], row["body"].decode()) for row in answers},
            names={row["name"]: row["originator_id"] for row in names},
            inbox=[row["message_id"] for row in inbox],
            outbox=await connection.fetchval("SELECT count(*) FROM outbox"),
            parked=await connection.fetchval("SELECT count(*) FROM parked"),
            rows={
                table: [dict(row) for row in await connection.fetch(f"TABLE {table}")]
                for table in _TABLES.get(service, ())
            },
        )
    finally:
        await connection.close()


_TABLES = {"sla": ("timers",), "notify": ("notices",)}


def _event(row: asyncpg.Record) -> StoredEvent:
    metadata = row["metadata"]
    return StoredEvent(
        stream=row["originator_id"],
        version=row["originator_version"],
        topic=row["topic"],
        state=from_json(row["state"]),
        actor=metadata.get("actor") or "",
        message=metadata.get("message"),
        stored_at=row["stored_at"],
    )


async def _messages(nats_url: str, name: str) -> list[BusMessage]:
    client = await nats.connect(nats_url)
    try:
        stream = client.jetstream()
        wanted = (await stream.stream_info(name)).state.messages
        reader = await stream.pull_subscribe(
            "", stream=name, config=ConsumerConfig(ack_policy=AckPolicy.NONE)
        )
        found: list[BusMessage] = []
        while len(found) < wanted:
            for message in await reader.fetch(STREAM_BATCH, timeout=10):
                envelope = from_json(message.data)
                source = envelope["source"].rpartition("/")[2]
                place = message.metadata.sequence.stream
                found.append(BusMessage(envelope["id"], source, place))
        return found
    finally:
        await client.close()


def read_mailbox(folder: Path) -> Mailbox:
    identities = [
        str(message_from_bytes(file.read_bytes())["Message-ID"])
        for file in sorted(folder.glob("*.eml"))
    ]
    log = folder / HANDED_OVER_AGAIN
    again = len(log.read_text("ascii").splitlines()) if log.exists() else 0
    return Mailbox(identities, again)


def digest_of(evidence: Evidence) -> str:
    """A fingerprint of everything recorded, to tell whether anything was added since."""
    marks = [(name, len(found.events)) for name, found in sorted(evidence.services.items())]
    return hashlib.sha256(repr((marks, len(evidence.messages))).encode()).hexdigest()[:12]
