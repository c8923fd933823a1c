"""Databases of many complaints: the rows that some real lives have left, copied by SQL.

Each copy has ids, numbers and times of its own and lies further back, three years in all, so that
row counts, index sizes and statistics are those of a company that has used Huiyin for long. The
copies are ballast for new complaints to find their way through. Nobody reads a copy's stream, so
that the bodies of its events are cut short, and with them what makes up most of the disk.

Left out: the outbox (empty at rest), answers (nobody here sends an Idempotency-Key), `positions`,
and what pruning would have forgotten by then: spans older than 30 days, inbox rows older than 90.
The broker's stream is not copied: no request reads it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg

from shared.postgres.database import service_url

DAYS = 1095
SPANS_DAYS, INBOX_DAYS = 30, 90
STATE_BYTES = 16

ANYWHERE = ("events", "names", "inbox", "spans")
OWN: Mapping[str, tuple[str, ...]] = {
    "intake": (),
    "triage": ("similar_complaints",),
    "casework": (),
    "sla": ("timers",),
    "notify": ("known_complaints", "notices"),
    "analytics": (
        "complaint_facts",
        "obligation_facts",
        "supervision_facts",
        "complaint_titles",
        "course_steps",
    ),
    "console": ("complaint_pages", "clocks", "timeline"),
}
KEPT_DAYS = {"spans": SPANS_DAYS, "inbox": INBOX_DAYS}

UUID_OF_COPY = "md5({column}::text || '/' || n)::uuid"
NUMBER_OF_COPY = (
    "regexp_replace({column}, 'TS[0-9]{{8}}-', "
    "to_char($$%(now)s$$::timestamptz - {ago}, '\"TS\"YYYYMMDD-') || n || '-')"
)
TIME_OF_COPY = "{column} - {ago}"
MONTH_OF_COPY = "to_char($$%(now)s$$::timestamptz - {ago}, 'YYYY-MM')"
EXPRESSIONS: Mapping[str, str] = {
    "events.state": f"substring({{column}} for {STATE_BYTES})",
    "events.metadata": "'{{}}'::jsonb",
    "clocks.explanation": "'{{}}'::jsonb",
    "timeline.details": "'[]'::jsonb",
    "spans.trace_id": "md5({column} || n)",
    "spans.start_ns": "{column} - n * {step_s}::bigint * 1000000000",
    # Whoever complained before complains again: more people alike would be hot complaints.
    "similar_complaints.complainant": "{column}",
    # Still ahead: nothing may fire while somebody measures.
    "timers.instant": "{column} + interval '1 day' + {ago}",
    "complaint_pages.place": (
        "to_char((received_at - {ago}) AT TIME ZONE 'UTC', "
        '\'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00 "\') || '
        + NUMBER_OF_COPY.replace("{column}", "number")
    ),
}
"""How a column of a copy is made where its name and type do not say so."""

BY_NAME: Mapping[str, str] = {
    "number": NUMBER_OF_COPY,
    "order_number": NUMBER_OF_COPY,
    "name": NUMBER_OF_COPY,
    "month": MONTH_OF_COPY,
    "message_id": "md5({column} || n)::uuid::text || ':1'",
}
GENERATED = frozenset({"events.notification_id"})

COLUMNS = """
SELECT column_name, data_type FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position
"""
INDEXES = """
SELECT indexname, pg_get_indexdef(i.indexrelid) AS definition, c.conname,
       pg_get_constraintdef(c.oid) AS restriction
  FROM pg_indexes
  JOIN pg_index i ON i.indexrelid = indexname::regclass
  LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
 WHERE schemaname = 'public' AND tablename = $1
"""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What came of it: complaints there are now, seconds it took, bytes of all databases."""

    complaints: int
    seconds: float
    size: int


async def seed(server_url: str, complaints: int, say: Callable[[str], None]) -> Seeded:
    """Copy what lies in the databases until there are so many complaints in all.

    The services must be at rest; better they are stopped.
    """
    begin = time.monotonic()
    intake = await asyncpg.connect(service_url(server_url, "intake"))
    present = await intake.fetchval("SELECT count(*) FROM names")
    await intake.close()
    copies = round(complaints / present) - 1
    for service, own in OWN.items():
        connection = await asyncpg.connect(service_url(server_url, service))
        await connection.execute("SET synchronous_commit = off")
        await connection.execute("SET maintenance_work_mem = '1GB'")
        for table in (*ANYWHERE, *own):
            if copies > 0:
                await _copy(connection, table, copies)
            await connection.execute(f"VACUUM (ANALYZE) {table}")
        await connection.close()
        say(f"{service} has {present * (copies + 1)} complaints")
    return Seeded(present * (copies + 1), time.monotonic() - begin, await _size(server_url))


async def _copy(connection: asyncpg.Connection[Any], table: str, copies: int) -> None:
    """Indexes are built afterwards, in one go: a row at a time takes many times as long."""
    days = KEPT_DAYS.get(table, DAYS)
    copies = copies * days // DAYS
    if not copies:
        return
    step_s = days * 86_400 // copies
    now = await connection.fetchval("SELECT now()::text")
    columns = {r["column_name"]: r["data_type"] for r in await connection.fetch(COLUMNS, table)}
    made = {
        column: _expression(table, column, kind).replace("%(now)s", now)
        for column, kind in columns.items()
        if f"{table}.{column}" not in GENERATED
    }
    ago = f"(n * interval '{step_s} seconds')"
    values = ", ".join(
        text.format(column=column, ago=ago, step_s=step_s) for column, text in made.items()
    )
    indexes = await connection.fetch(INDEXES, table)
    for index in indexes:
        if index["conname"]:
            await connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {index['conname']}")
        else:
            await connection.execute(f"DROP INDEX {index['indexname']}")
    await connection.execute(
        f"INSERT INTO {table} ({', '.join(made)}) SELECT {values} FROM "
        f"(SELECT * FROM {table}) AS original, generate_series(1, {copies}) AS n",
        timeout=None,
    )
    for index in indexes:
        if index["conname"]:
            await connection.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {index['conname']} {index['restriction']}"
            )
        else:
            await connection.execute(index["definition"])


def _expression(table: str, column: str, kind: str) -> str:
    by_name = BY_NAME.get(column, "{column}") if kind == "text" else "{column}"
    by_type = {"uuid": UUID_OF_COPY, "timestamp with time zone": TIME_OF_COPY}.get(kind, by_name)
    return EXPRESSIONS.get(f"{table}.{column}", by_type)


async def _size(server_url: str) -> int:
    connection = await asyncpg.connect(service_url(server_url, "intake"))
    size: int = await connection.fetchval(
        "SELECT sum(pg_database_size(datname))::bigint FROM pg_database"
    )
    await connection.close()
    return size
