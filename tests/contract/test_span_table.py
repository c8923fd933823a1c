"""Spans in the service's own database: written in batches, lost rather than in the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Link, Status, StatusCode, Tracer

from shared.postgres.pruning import SPANS_KEPT, prune
from shared.telemetry.export import SpanTable
from shared.telemetry.spans import COMPLAINT
from tests.support.tally import new_id


def telling() -> tuple[SpanTable, Tracer]:
    table, provider = SpanTable("triage"), TracerProvider()
    provider.add_span_processor(table)
    return table, provider.get_tracer("test")


async def test_a_span_lies_in_the_table_as_it_was_told(pool: asyncpg.Pool[Any]) -> None:
    table, tracer = telling()
    complaint = new_id()
    with tracer.start_as_current_span("other") as other:
        pass
    with (
        tracer.start_as_current_span("outer") as outer,
        tracer.start_as_current_span(
            "grade",
            attributes={COMPLAINT: str(complaint), "grade": 2, "words": ["not", "plain"]},
            links=[Link(other.get_span_context())],
        ) as inner,
    ):
        inner.set_status(Status(StatusCode.ERROR))

    await table.flush(pool)

    row = await pool.fetchrow("SELECT * FROM spans WHERE name = 'grade'")
    assert row is not None
    place = outer.get_span_context()
    assert row["trace_id"] == f"{place.trace_id:032x}"
    assert row["parent_id"] == f"{place.span_id:016x}"
    assert (row["service"], row["kind"], row["status"]) == ("triage", "internal", "error")
    assert row["complaint_id"] == complaint
    assert row["attributes"] == {"grade": 2}
    assert row["links"][0]["trace_id"] == f"{other.get_span_context().trace_id:032x}"
    assert row["start_ns"] <= row["end_ns"]
    assert await pool.fetchval("SELECT count(*) FROM spans") == 3


async def test_a_database_that_is_away_costs_spans_and_nothing_else(
    pool: asyncpg.Pool[Any],
) -> None:
    table, tracer = telling()
    with tracer.start_as_current_span("lost"):
        pass
    await pool.execute("ALTER TABLE spans RENAME TO elsewhere")
    await table.flush(pool)
    await pool.execute("ALTER TABLE elsewhere RENAME TO spans")
    with tracer.start_as_current_span("kept"):
        pass
    await table.flush(pool)

    assert [row["name"] for row in await pool.fetch("SELECT name FROM spans")] == ["kept"]


async def test_old_spans_are_forgotten(pool: asyncpg.Pool[Any]) -> None:
    table, tracer = telling()
    with tracer.start_as_current_span("grade"):
        pass
    await table.flush(pool)
    now = datetime.now(UTC)

    assert await prune(pool, now + SPANS_KEPT - timedelta(minutes=1)) == 0
    assert await prune(pool, now + SPANS_KEPT + timedelta(minutes=1)) == 1
