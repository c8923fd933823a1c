"""No span leaves the process with what a person typed into a search box."""

from __future__ import annotations

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from shared.telemetry.export import Discretion


def test_a_query_string_is_not_exported() -> None:
    exported = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(Discretion())
    provider.add_span_processor(SimpleSpanProcessor(exported))

    attributes = {"url.path": "/", "url.query": "q=13900001234"}
    tracer = provider.get_tracer("test")
    tracer.start_span("GET /", kind=SpanKind.SERVER, attributes=attributes).end()

    (span,) = exported.get_finished_spans()
    assert span.attributes is not None
    assert span.attributes["url.path"] == "/"
    assert "13900001234" not in str(span.attributes)
