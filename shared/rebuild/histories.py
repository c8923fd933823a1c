"""Whether what a service told, and the rows beside its events, are what its event streams say.

Every stream is folded from its first event. What each event tells, under its derived id, is
compared with what lies in the outbox and on the bus; the rows that follow from a state with those
that are there. All of it as of one snapshot of the service's database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from hashlib import blake2b
from typing import Any
from uuid import UUID

from nats.aio.client import Client

from shared.bus.manifest import Manifest
from shared.contracts import CONTRACTS, Contract, Message, message_id
from shared.domain import Aggregate, DomainEvent
from shared.event_store.codec import column_value
from shared.event_store.mapper import EventMapper
from shared.event_store.postgres_streams import stored_event
from shared.postgres.database import Connection
from shared.rebuild.kept import DerivedRows, History
from shared.rebuild.reading import PartitionReader, last_sequence
from shared.rebuild.refusals import GapInStream
from shared.rebuild.report import Progress

CHUNK = 5_000
READER = "verify"
NAMES: DerivedRows[Any] = DerivedRows(
    "names", key=("name",), columns=("name", "originator_id"), rows_of=lambda _: ()
)

EVENTS = """
SELECT originator_id, originator_version, topic, state
  FROM events
 ORDER BY originator_id, originator_version
"""
TEMPORARY = """
CREATE TEMP TABLE expected_messages (id text, digest bytea) ON COMMIT DROP;
CREATE TEMP TABLE stored_messages (id text, digest bytea, sequence bigint) ON COMMIT DROP;
"""


class Unrolling:
    """Everything a service's events say, put into temporary tables beside what is there."""

    def __init__(
        self, connection: Connection, service: str, histories: Iterable[History[Any]]
    ) -> None:
        self._connection = connection
        self._service = service
        self._histories = tuple(histories)
        kinds = [history.side.kind for history in self._histories]
        self._mapper = EventMapper(kinds)
        self._by_event = {
            event: history for history in self._histories for event in history.side.kind.events
        }
        self._waiting: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    @property
    def derived(self) -> tuple[DerivedRows[Any], ...]:
        """The tables whose rows follow from the streams."""
        derived = [NAMES, *(rows for history in self._histories for rows in history.derived)]
        return tuple({rows.table: rows for rows in derived}.values())

    async def run(self, progress: Progress) -> None:
        """Fold every stream; to be called within a transaction that sees one instant."""
        await self._connection.execute(TEMPORARY)
        for rows in self.derived:
            await self._connection.execute(
                f"CREATE TEMP TABLE expected_{rows.table} ON COMMIT DROP AS"  # noqa: S608
                f" SELECT {', '.join(rows.columns)} FROM {rows.table} WHERE false"
            )
        total = await self._connection.fetchval("SELECT count(*) FROM events")
        done = 0
        progress(f"{self._service} events", done, total)
        async for stream in self._streams():
            self._unroll(stream)
            done += len(stream)
            if len(self._waiting["messages"]) >= CHUNK:
                await self._write()
                progress(f"{self._service} events", done, total)
        await self._write()
        await self._connection.execute("ANALYZE expected_messages")

    async def _streams(self) -> AsyncIterator[list[DomainEvent]]:
        events: list[DomainEvent] = []
        async for row in self._connection.cursor(EVENTS, prefetch=1000):
            event = self._mapper.to_domain_event(stored_event(row))
            if events and events[-1].originator_id != event.originator_id:
                yield events
                events = []
            events.append(event)
            if event.originator_version != len(events):
                raise GapInStream(str(event.originator_id), event.originator_version)
        if events:
            yield events

    def _unroll(self, stream: list[DomainEvent]) -> None:
        history = self._by_event[type(stream[0])]
        side, identity = history.side, stream[0].originator_id
        state: Aggregate | None = None
        for event in stream:
            state = side.kind.fold(state, (event,))
            self._waiting["messages"] += _told(identity, event, side.translate(state, event))
            self._waiting["names"] += [(name, identity) for name in side.names(event)]
        for derived in history.derived:
            self._waiting[derived.table] += [
                tuple(column_value(getattr(row, column)) for column in derived.columns)
                for row in derived.rows_of(state)
            ]

    async def _write(self) -> None:
        for table, rows in self._waiting.items():
            if rows:
                await self._connection.copy_records_to_table(f"expected_{table}", records=rows)
                rows.clear()


async def gather_stored(
    connection: Connection, client: Client, manifest: Manifest, service: str, progress: Progress
) -> None:
    """Put what lies in the outbox and on the bus into a temporary table."""
    outbox = await connection.fetch("SELECT message_id, body FROM outbox")
    waiting = [(row["message_id"], _digest_of_body(row["body"])[1], None) for row in outbox]
    await connection.copy_records_to_table("stored_messages", records=waiting)
    last = await last_sequence(client, manifest)
    alone = manifest.model_copy(update={"hears": {READER: [service]}})
    readers = [PartitionReader(client, alone, READER, p) for p in manifest.partitions]
    total, done = sum([await reader.pending() for reader in readers]), 0
    progress(f"{service} bus", done, total)
    for reader in readers:
        async for batch in reader.up_to(last):
            records = [(*_digest_of_body(d.body, d.sequence), d.sequence) for d in batch]
            await connection.copy_records_to_table("stored_messages", records=records)
            done += len(batch)
            progress(f"{service} bus", done, total)
    await connection.execute("ANALYZE stored_messages")


def _told(stream: UUID, event: DomainEvent, contracts: Iterable[Contract]) -> list[tuple[Any, ...]]:
    return [
        (message_id(stream, event.originator_version, part), _digest(contract))
        for part, contract in enumerate(contracts)
    ]


def _digest_of_body(body: bytes, sequence: int = 0) -> tuple[str, bytes]:
    """Id and digest of a stored message, whose fields may be fewer than this release's."""
    try:
        message = Message.from_json(body, CONTRACTS)
    except (ValueError, KeyError, TypeError):
        return f"unreadable:{sequence}", b""
    return message.id, _digest(message.contract)


def _digest(contract: Contract) -> bytes:
    said = contract.type().encode() + contract.model_dump_json().encode()
    return blake2b(said, digest_size=16).digest()
