"""From the outbox to JetStream, beside publishing the same messages without an outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
from nats.aio.client import Client

from shared.bus import jetstream
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.event_store.encoding import entry_of
from shared.event_store.port import OutboxEntry
from shared.event_store.postgres import PostgresOutbox
from shared.postgres.database import connect, open_pool
from shared.relay import BATCH, relay_once
from tests.bench.complaints import messages
from tests.bench.result import Goal, Result, measured
from tests.bench.rounds import Rates, Run, Stopwatch, as_services_run, interleaved
from tests.bench.runner import Bench
from tests.bench.telemetry import traced
from tests.support.servers import running_servers

COLUMNS = ("message_id", "subject", "body", "traceparent")
Entries = Sequence[OutboxEntry]
GOAL = Goal(">=", 0.6)


async def run(bench: Bench) -> list[Result]:
    count = bench.sized(6_000, 1_000)
    async with running_servers() as servers, servers.database() as url:
        await servers.new_stream()
        rates = await as_services_run(lambda: _compared(url, servers.nats_url, count, bench.rounds))
    return [
        measured(
            "relay: against pipelined publishes",
            rates.ratio("relay", "publishes"),
            "x",
            GOAL,
            against=f"{BATCH} in flight, telemetry on; {rates.told('relay', 'publishes')}",
        ),
        measured(
            "relay: against atomic batches without an outbox",
            rates.ratio("relay", "batches"),
            "x",
            GOAL,
            against=f"{BATCH} a batch, telemetry on; {rates.told('relay', 'batches')}",
        ),
    ]


async def _compared(url: str, nats_url: str, count: int, rounds: int) -> Rates:
    client = await jetstream.connect(nats_url, name="bench")
    connection, pool = await connect(url), await open_pool(url, max_size=2)
    publisher = JetStreamPublisher(client)
    try:
        async with traced(pool):
            return await interleaved(
                rounds,
                relay=lambda: _relayed(connection, publisher, count),
                publishes=_timed(count, lambda entries: _published(client, entries)),
                batches=_timed(count, lambda entries: _in_batches(publisher, entries)),
            )
    finally:
        connection.terminate()
        pool.terminate()
        await jetstream.close(client)


def _entries(count: int) -> list[OutboxEntry]:
    return [entry_of(message) for message in messages(count)]


async def _relayed(
    connection: asyncpg.Connection[Any], publisher: JetStreamPublisher, count: int
) -> float:
    """Messages a second, from a full outbox to an empty one."""
    rows = [tuple(getattr(entry, name) for name in COLUMNS) for entry in _entries(count)]
    await connection.copy_records_to_table("outbox", records=rows, columns=COLUMNS)
    await connection.execute("ANALYZE outbox")
    outbox = PostgresOutbox(connection)
    watch = Stopwatch()
    while await relay_once(outbox, publisher):
        pass
    return watch.rate(count)


def _timed(count: int, publish: Callable[[Entries], Awaitable[None]]) -> Run:
    async def run() -> float:
        entries = _entries(count)
        watch = Stopwatch()
        for start in range(0, count, BATCH):
            await publish(entries[start : start + BATCH])
        return watch.rate(count)

    return run


async def _published(client: Client, entries: Entries) -> None:
    """As nats-py offers it: all on their way, then all acknowledged."""
    stream = client.jetstream()
    acknowledged = [
        await stream.publish_async(
            entry.subject, entry.body, headers={"Nats-Msg-Id": entry.message_id}
        )
        for entry in entries
    ]
    await asyncio.gather(*acknowledged)


async def _in_batches(publisher: JetStreamPublisher, entries: Entries) -> None:
    """The quickest that is known: each batch stored, or not, as one (NATS 2.12)."""
    await publisher.publish(entries)
