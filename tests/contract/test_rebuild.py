"""Read models made anew on real servers: the same rows, no gap, nothing half done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from nats.aio.client import Client

from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.bus.manifest import read_manifest
from shared.event_store.encoding import entry_of
from shared.postgres.database import connect, service_url
from shared.rebuild.refusals import (
    AlreadyRebuilding,
    HistoryIsCut,
    NoSuchTable,
    SomethingHangsOn,
    TableIsBusy,
)
from shared.rebuild.session import rebuilding_session
from tests.support.read_models import SERVICE, ReadModels, life, read_models
from tests.support.servers import Servers
from tests.support.waiting import until

DAMAGE = "UPDATE complaint_facts SET grade = 4, urged = 7 WHERE number = 'TS20261123-000002'"
SHAPE = """
SELECT indexdef AS thing FROM pg_indexes WHERE schemaname = 'public' AND tablename = $1
UNION ALL
SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::regclass
UNION ALL
SELECT unnest(relacl)::text FROM pg_class WHERE oid = $1::regclass
UNION ALL
SELECT relpersistence::text || coalesce(reloptions::text, '') FROM pg_class WHERE oid = $1::regclass
 ORDER BY 1
"""


@pytest.fixture
async def analytics(servers: Servers, broker: Client) -> AsyncIterator[ReadModels]:
    async with read_models(servers, broker) as analytics:
        yield analytics


async def test_a_damaged_row_is_found_and_mended(analytics: ReadModels) -> None:
    await analytics.hear(message for number in range(3) for message in life(number))
    assert await analytics.agrees()
    right = await analytics.rows("complaint_facts")
    await analytics.pool.execute(DAMAGE)
    await analytics.pool.execute("DELETE FROM course_steps WHERE event = 'case-closed'")
    await analytics.pool.execute("UPDATE obligation_facts SET run = 9 WHERE run = 2")

    found = await analytics.verify()
    done = await analytics.rebuild()

    facts = found["complaint_facts"]
    assert (facts.expected, facts.equal, facts.different) == (3, 2, 1)
    assert facts.examples[0].endswith(": grade, urged")
    assert found["course_steps"].missing == 3
    assert (found["obligation_facts"].missing, found["obligation_facts"].extra) == (3, 3)
    assert done.rows["complaint_facts"] == 3
    assert await analytics.rows("complaint_facts") == right
    assert await analytics.agrees()


async def test_facts_that_were_lost_are_found_and_come_back(analytics: ReadModels) -> None:
    await analytics.hear(life(1))
    right = await analytics.rows("complaint_facts")
    await analytics.pool.execute("UPDATE complaint_facts SET facts = '{}', out_of_scope = true")

    found = (await analytics.verify())["complaint_facts"]
    await analytics.rebuild()

    assert found.examples[0].endswith(": facts, out_of_scope")
    assert await analytics.rows("complaint_facts") == right
    assert '""need"": ""repair""' in right[0]
    assert await analytics.agrees()


async def test_messages_keep_coming_while_it_is_rebuilt(analytics: ReadModels) -> None:
    await analytics.hear(message for number in range(20) for message in life(number))
    await analytics.pool.execute(DAMAGE)

    async def talk() -> None:
        for number in range(20, 60):
            await analytics.told(*life(number))

    async with analytics.hearing():
        talking = asyncio.create_task(talk())
        await analytics.rebuild()
        during = await analytics.verify()
        await talking
        await analytics.caught_up()

    assert all(comparison.agrees for comparison in during.values())
    assert await analytics.agrees()
    assert len(await analytics.rows("complaint_facts")) == 60


async def test_the_new_table_is_like_the_old_one(analytics: ReadModels) -> None:
    await analytics.hear(life(1))
    await analytics.pool.execute("ALTER TABLE complaint_facts SET (fillfactor = 70)")
    before = await analytics.pool.fetch(SHAPE, "complaint_facts")

    await analytics.rebuild()

    assert await analytics.pool.fetch(SHAPE, "complaint_facts") == before
    assert len(before) > 3
    schemas = "SELECT count(*) FROM pg_namespace WHERE nspname = 'rebuild'"
    assert await analytics.pool.fetchval(schemas) == 0


async def test_only_the_tables_asked_for_are_exchanged(analytics: ReadModels) -> None:
    await analytics.hear(life(2))
    await analytics.pool.execute(DAMAGE)
    await analytics.pool.execute("DELETE FROM course_steps")

    done = await analytics.rebuild("course_steps")

    found = await analytics.verify()
    assert list(done.rows) == ["course_steps"]
    assert found["course_steps"].agrees
    assert not found["complaint_facts"].agrees
    with pytest.raises(NoSuchTable, match="complaint_facts"):
        await analytics.rebuild("positions")


async def test_a_message_that_is_stored_twice_counts_once(
    analytics: ReadModels, broker: Client
) -> None:
    """As after a crash between publishing and emptying the outbox, once the broker has forgotten
    the ids it saw."""
    messages = life(1)
    await analytics.told(*messages)
    config = read_manifest().stream.config()
    config.duplicate_window = 0.1
    await broker.jetstream().update_stream(config)
    entries = [entry_of(message) for message in messages]

    async def stored_again() -> bool:
        await JetStreamPublisher(broker).publish(entries)
        info = await broker.jetstream().stream_info(config.name or "")
        return info.state.messages >= 2 * len(messages)

    await until(stored_again)
    await analytics.hear([])

    assert await analytics.agrees()
    assert await analytics.pool.fetchval("SELECT urged + times FROM complaint_facts") == 1


async def test_what_is_parked_or_discarded_is_left_out(analytics: ReadModels) -> None:
    await analytics.hear([*life(1), *life(2)])
    whole = await analytics.rows("complaint_facts")
    place = await analytics.pool.fetchrow(
        "SELECT message_id, complaint_id, sequence FROM course_steps WHERE event = 'case-closed'"
        " ORDER BY sequence LIMIT 1"
    )
    assert place is not None
    await analytics.pool.execute(
        "INSERT INTO parked (consumer, partition, body, attempts, error, retry_at,"
        " message_id, key, sequence) VALUES ($1, 0, '', 1, '', 'infinity', $2, $3, $4)",
        SERVICE,
        *place,
    )

    await analytics.rebuild()
    parked = await analytics.rows("complaint_facts")
    agreed = await analytics.agrees()
    await analytics.pool.execute(
        "WITH gone AS (DELETE FROM parked RETURNING consumer, message_id, sequence)"
        " INSERT INTO discarded SELECT * FROM gone"
    )
    await analytics.rebuild()
    discarded = await analytics.rows("complaint_facts")
    await analytics.pool.execute("DELETE FROM discarded")
    await analytics.rebuild()

    assert parked == discarded != whole
    assert agreed
    assert await analytics.rows("complaint_facts") == whole


async def test_a_stream_that_has_lost_its_beginning_is_refused(
    analytics: ReadModels, broker: Client
) -> None:
    await analytics.hear(life(2))
    await broker.jetstream().purge_stream(read_manifest().stream.name, seq=3)
    live = await analytics.rows("complaint_facts")

    with pytest.raises(HistoryIsCut, match="between 3 and 11"):
        await analytics.rebuild()
    with pytest.raises(HistoryIsCut):
        await analytics.verify()

    assert await analytics.rows("complaint_facts") == live


async def test_an_interrupted_rebuild_leaves_everything_as_it_was(analytics: ReadModels) -> None:
    await analytics.hear(life(2))
    await analytics.pool.execute(DAMAGE)
    damaged = await analytics.rows("complaint_facts")

    def interrupt(_: str, done: int, __: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await analytics.rebuild(progress=interrupt)

    assert await analytics.rows("complaint_facts") == damaged
    await analytics.rebuild()
    assert await analytics.agrees()


async def test_one_rebuild_at_a_time(analytics: ReadModels) -> None:
    await analytics.hear(life(1))

    async with rebuilding_session(service_url(analytics.server_url, SERVICE), SERVICE):
        with pytest.raises(AlreadyRebuilding):
            await analytics.rebuild()

    assert (await analytics.rebuild()).messages == len(life(1))


async def test_what_an_analyst_hung_on_a_table_is_not_lost(analytics: ReadModels) -> None:
    await analytics.hear(life(1))
    await analytics.pool.execute("CREATE VIEW mine AS SELECT number FROM complaint_facts")

    with pytest.raises(SomethingHangsOn, match="view mine"):
        await analytics.rebuild()

    assert await analytics.rows("mine") == ["(TS20261123-000001)"]


async def test_a_long_query_is_not_broken(analytics: ReadModels) -> None:
    """Whoever reads holds the table; the rebuild gives up and leaves everything as it was."""
    await analytics.hear(life(2))
    await analytics.pool.execute(DAMAGE)
    damaged = await analytics.rows("complaint_facts")
    reader = await connect(service_url(analytics.server_url, SERVICE))
    reading = reader.transaction()
    await reading.start()
    await reader.fetch("SELECT * FROM complaint_facts")

    with pytest.raises(TableIsBusy):
        await analytics.rebuild()
    await reading.rollback()
    await reader.close()

    assert await analytics.rows("complaint_facts") == damaged
    assert (await analytics.rebuild()).rows["complaint_facts"] == 1
    assert await analytics.agrees()


async def test_more_complaints_than_fit_in_memory(
    analytics: ReadModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Complaints are put down and taken up again between their messages."""
    lives = [life(number) for number in range(30)]
    await analytics.hear(message for step in zip(*lives, strict=True) for message in step)
    monkeypatch.setattr("shared.rebuild.rows.IN_HAND_MAX", 8)
    monkeypatch.setattr("shared.rebuild.rows.JOURNAL_MAX", 5)
    monkeypatch.setattr("shared.rebuild.reading.FETCH", 7)
    live = await analytics.rows("obligation_facts")

    assert await analytics.agrees()
    await analytics.rebuild()

    assert await analytics.rows("obligation_facts") == live
    assert len(live) == 60
