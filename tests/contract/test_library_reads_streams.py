"""The promise of decision 0001: the eventsourcing library can read every stream that we write."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from eventsourcing.postgres import PostgresApplicationRecorder

from services.intake.domain.complaint import COMPLAINT
from services.intake.domain.events import ComplaintAcknowledged, ComplaintReceived, CustomerUrged
from shared.contracts.intake import Channel, Customer, PolicyStamp
from shared.domain import stamp
from shared.event_store.port import Cause, Write
from shared.event_store.postgres import PostgresStore
from tests.support.library import datastore, read_every_stream
from tests.support.tally import LONG_TALLY, NOON, TALLY, LongTally, counting, new_id

RECEIVED = ComplaintReceived(
    number="TS20261122-000001",
    received_at=NOON,
    channel=Channel.WECHAT,
    project="mhhy",
    project_name="明湖花园",
    category=None,
    title="漏水",
    text='{"_type_": "uuid_hex", "_data_": "not one"}',
    customer=Customer(name="王女士", phone="13800000000"),
    policy=PolicyStamp(pack="zsy", version="1"),
    facts={"repairs": 2, "_type_": "decimal_str", "_data_": "1.0", "urgent": True},
    answer_wanted_by=None,
    source=None,
    external_ref=None,
    taken_by="agent",
)


async def test_the_library_reads_every_stream(database_url: str, pool: asyncpg.Pool[Any]) -> None:
    """Also one whose text looks like the library's own type markers, which its decoder follows."""
    store = PostgresStore(pool, (COMPLAINT, TALLY))
    complaint, tally = new_id(), new_id()
    said = CustomerUrged(said_at=NOON, channel=Channel.PHONE, text="还没修")
    events = stamp(
        (RECEIVED, ComplaintAcknowledged(channel=Channel.WECHAT), said),
        stream=complaint,
        after_version=0,
        now=NOON,
    )
    await store.write(Write(events, (), Cause("tester")))
    await store.write(counting(tally, 1, 2, 3))

    read = await asyncio.to_thread(read_every_stream, database_url, (COMPLAINT, TALLY))

    assert read == {
        complaint: await store.load(COMPLAINT, complaint),
        tally: await store.load(TALLY, tally),
    }


async def test_our_snapshots_do_not_come_between(
    database_url: str, pool: asyncpg.Pool[Any]
) -> None:
    store, stream = PostgresStore(pool, (LONG_TALLY,)), new_id()
    shot = LongTally(id=stream, version=10, total=1000)
    await store.write(counting(stream, *([1] * 10), snapshot=shot))

    read = await asyncio.to_thread(read_every_stream, database_url, (LONG_TALLY,))

    assert read == {stream: LongTally(id=stream, version=10, total=10)}


async def test_a_stream_of_another_kind_is_named(
    database_url: str, pool: asyncpg.Pool[Any]
) -> None:
    stream = new_id()
    await PostgresStore(pool, (TALLY,)).write(counting(stream, 1))

    with pytest.raises(LookupError, match=r"tests\.tally\.counted"):
        await asyncio.to_thread(read_every_stream, database_url, (COMPLAINT,))


async def test_the_librarys_notification_log_shows_our_events(
    database_url: str, pool: asyncpg.Pool[Any]
) -> None:
    stream = new_id()
    await PostgresStore(pool, (TALLY,)).write(counting(stream, 1, 2))

    def notified() -> list[tuple[object, int, str]]:
        with datastore(database_url) as source:
            recorder = PostgresApplicationRecorder(source, events_table_name="events")
            log = recorder.select_notifications(start=1, limit=10)
            return [(n.originator_id, n.originator_version, n.topic) for n in log]

    assert await asyncio.to_thread(notified) == [
        (stream, 1, "tests.tally.counted"),
        (stream, 2, "tests.tally.counted"),
    ]
