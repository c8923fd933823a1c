"""Deadlines that come due together, and those that passed while nobody was there to notice."""

from __future__ import annotations

import asyncio
import json
import sys
from bisect import bisect_left
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from types import SimpleNamespace
from typing import Any, TypeAlias

import asyncpg

from services.sla.timers import due
from shared.event_store.postgres_rows import PostgresRows
from shared.migrations import migrate, migrations_of
from shared.postgres.database import connect, service_url
from tests.bench.result import Goal, Result, measured
from tests.bench.runner import Bench
from tests.bench.watches import seed_pending, seed_watches
from tests.support.servers import running_servers

COPIES = 50
LONG_AGO = timedelta(days=2)
FIRED = """
SELECT extract(epoch FROM stored_at)::float8 AS begun,
       extract(epoch FROM (convert_from(state, 'UTF8')::jsonb ->> 'at')::timestamptz)::float8 AS due
  FROM events
 WHERE topic IN ('sla.watch.deadline-approaching', 'sla.watch.deadline-missed')
   AND notification_id > $1
"""
Database: TypeAlias = "asyncpg.Connection[Any]"


async def run(bench: Bench) -> list[Result]:
    pending = bench.sized(1_000_000, 10_000)
    async with running_servers() as servers:
        url = service_url(servers.stack.database_url, "sla")
        await migrate(url, migrations_of("sla"))
        connection = await connect(url)
        try:
            bench.say(f"seeding {pending:,} pending timers")
            await seed_pending(connection, pending, datetime.now(UTC) + timedelta(days=2))
            return [
                *await _lateness(bench, connection, url, pending),
                await _search(connection, pending),
                await _backlog(bench, connection, url),
            ]
        finally:
            connection.terminate()


async def _lateness(bench: Bench, connection: Database, url: str, pending: int) -> list[Result]:
    """Instants spread evenly over one second, and when what they brought about was committed."""
    count = bench.sized(10_000, 200)
    begin = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=bench.sized(100, 15))
    spacing = timedelta(seconds=COPIES / count)
    instants = [begin + number * spacing for number in range(count // COPIES)]
    bench.say(f"seeding {count:,} watches")
    await seed_watches(connection, instants, COPIES)
    last = await connection.fetchval("SELECT max(notification_id) FROM events")
    async with _firing(url) as committed:
        await asyncio.sleep((instants[-1] - datetime.now(UTC)).total_seconds() + 1)
        await _until_none_is_due(connection, instants[-1])
    fired = await connection.fetch(FIRED, last)
    assert len(fired) == count, f"{len(fired)} of {count} fired"
    late = sorted(1000 * (_next(committed, row["begun"]) - row["due"]) for row in fired)
    percentile = quantiles(late, n=100)
    against = f"{count:,} due in one second, {pending:,} pending, telemetry on"
    return [
        measured("timers: lateness, p50", percentile[49], "ms", against=against),
        measured("timers: lateness, p99", percentile[98], "ms", Goal("<=", 50), against=against),
    ]


async def _backlog(bench: Bench, connection: Database, url: str) -> Result:
    """What was missed while the service was down."""
    watches, copies = bench.sized(250, 20), bench.sized(200, 5)
    begin = datetime.now(UTC) - LONG_AGO
    bench.say(f"seeding {watches * copies:,} watches with overdue limits")
    await seed_watches(
        connection, [begin + n * timedelta(minutes=1) for n in range(watches)], copies
    )
    now = datetime.now(UTC)
    overdue = await connection.fetchval("SELECT count(*) FROM timers WHERE instant <= $1", now)
    last = await connection.fetchval("SELECT max(notification_id) FROM events")
    async with _firing(url) as committed:
        await _until_none_is_due(connection, now)
    began = min(row["begun"] for row in await connection.fetch(FIRED, last))
    rate = overdue / (committed[-1] - began)
    return measured("timers: missed while down", rate, "/s", against=f"{overdue:,} overdue timers")


async def _search(connection: Database, pending: int) -> Result:
    """The statement that asks for what is due, as it is sent, and whether it reads its index."""
    asked: list[Any] = []
    unit: Any = SimpleNamespace(rows=PostgresRows(connection))
    with connection.query_logger(asked.append):
        await due(unit, datetime.now(UTC), 500)
        await asyncio.sleep(0)  # The logger is called in the next round of the loop.
    (query,) = asked
    plan = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {query.query}", *query.args)
    told = json.loads(plan)[0]
    (scan,) = told["Plan"]["Plans"]
    against = f"{scan['Node Type']} on {scan.get('Index Name')}, {pending:,} pending"
    return measured("timers: asking what is due", told["Execution Time"], "ms", against=against)


@asynccontextmanager
async def _firing(url: str) -> AsyncIterator[list[float]]:
    """The service's loop in a process of its own; when it committed is known once it has ended."""
    committed: list[float] = []
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.firing_process", url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield committed
        told, _ = await process.communicate(b"")
        committed += json.loads(told)
    finally:
        if process.returncode is None:
            process.kill()


async def _until_none_is_due(connection: Database, now: datetime) -> None:
    while await connection.fetchval("SELECT 1 FROM timers WHERE instant <= $1 LIMIT 1", now):
        await asyncio.sleep(0.1)


def _next(committed: list[float], begun: float) -> float:
    """When the batch that began then was committed; batches follow each other."""
    return committed[bisect_left(committed, begun)]
