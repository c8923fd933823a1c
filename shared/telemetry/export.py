"""Where spans go: into the service's own database always, to an OTLP collector where one is set."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import Any
from uuid import UUID

import asyncpg
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import (
    ReadableSpan,
    Span,
    SpanProcessor,
    SynchronousMultiSpanProcessor,
    TracerProvider,
)
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind
from pydantic_core import to_json

from shared.postgres.database import TROUBLE
from shared.telemetry.publications import Hearer, hand_to
from shared.telemetry.spans import COMPLAINT

log = logging.getLogger(__name__)

FLUSH_S = 0.5
KEPT_UNWRITTEN = 20_000

# One statement a batch: the columns travel as arrays.
WRITE = """
INSERT INTO spans (trace_id, span_id, parent_id, service, name, kind, start_ns, end_ns, status,
                   complaint_id, links, attributes)
SELECT trace_id, span_id, parent_id, $1, name, kind, start_ns, end_ns, status,
       complaint_id, links::jsonb, attributes::jsonb
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
              $8::bigint[], $9::text[], $10::uuid[], $11::text[], $12::text[])
    AS span (trace_id, span_id, parent_id, name, kind, start_ns, end_ns, status,
             complaint_id, links, attributes)
ON CONFLICT DO NOTHING
"""


class SpanTable(SpanProcessor):
    """Keeps ended spans in memory and writes them in batches. Under pressure the oldest are lost:
    telemetry never holds up the work it tells of."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._ended: deque[ReadableSpan] = deque(maxlen=KEPT_UNWRITTEN)

    def on_end(self, span: ReadableSpan) -> None:
        self._ended.append(span)

    async def run(self, pool: asyncpg.Pool[Any]) -> None:
        while True:
            await asyncio.sleep(FLUSH_S)
            await self.flush(pool)

    async def flush(self, pool: asyncpg.Pool[Any]) -> None:
        if not self._ended:
            return
        spans = list(self._ended)
        self._ended.clear()
        try:
            await pool.execute(WRITE, self._service, *zip(*map(_row, spans), strict=True))
        except TROUBLE as failure:
            log.warning("%d spans lost: %s", len(spans), type(failure).__name__)


def _row(span: ReadableSpan) -> tuple[Any, ...]:
    place = span.get_span_context()
    assert place is not None
    attributes = dict(span.attributes or {})
    complaint = attributes.pop(COMPLAINT, None)
    links = [
        {"trace_id": f"{link.context.trace_id:032x}", "span_id": f"{link.context.span_id:016x}"}
        for link in span.links
    ]
    return (
        f"{place.trace_id:032x}",
        f"{place.span_id:016x}",
        f"{span.parent.span_id:016x}" if span.parent else None,
        span.name,
        span.kind.name.lower(),
        span.start_time,
        span.end_time,
        span.status.status_code.name.lower(),
        UUID(str(complaint)) if complaint else None,
        to_json(links).decode(),
        to_json(_storable(attributes)).decode(),
    )


def _storable(attributes: dict[str, Any]) -> dict[str, Any]:
    """What PostgreSQL can hold of a span's attributes: plain values, and no NUL in them."""
    return {
        name: value.replace("\x00", "") if isinstance(value, str) else value
        for name, value in attributes.items()
        if isinstance(value, str | int | float | bool)
    }


class Discretion(SpanProcessor):
    """Takes out of spans, before anybody exports them, what may be personal data: FastAPI's own
    telemetry records query strings, and people search by telephone number."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        # The spans of requests alone have one, and looking costs more than the rest of a start.
        if span.kind is SpanKind.SERVER and (span.attributes or {}).get("url.query"):
            span.set_attribute("url.query", "…")


def install(service: str, *, sampled: float, otlp_endpoint: str | None) -> SpanTable:
    """Make this process tell its story. `sampled` is the share of traces kept, 0 to 1."""
    resource = Resource.create({"service.name": f"huiyin-{service}"})
    processors = SynchronousMultiSpanProcessor()  # type: ignore[no-untyped-call]
    provider = TracerProvider(
        resource=resource,
        sampler=ParentBased(TraceIdRatioBased(sampled)),
        active_span_processor=processors,
    )
    provider.add_span_processor(Discretion())
    table = SpanTable(service)
    provider.add_span_processor(table)
    if otlp_endpoint:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        exporter = OTLPSpanExporter(endpoint=f"{otlp_endpoint.rstrip('/')}/v1/traces", timeout=5)
        provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    hand_to(Hearer(processors.on_end, resource))
    return table
