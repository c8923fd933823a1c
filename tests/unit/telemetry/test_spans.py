"""Spans tell what was done on which complaint, never what a customer said."""

from __future__ import annotations

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from shared.bus.port import BusIsAway
from shared.telemetry import publications, spans
from shared.telemetry.publications import Publications
from shared.telemetry.spans import consuming, current_traceparent, firing, working
from tests.support.tally import new_id, urged

PHONE = "13800000000"
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(spans, "_tracer", provider.get_tracer("test"))
    hearer = publications.Hearer(lambda span: exporter.export([span]) and None, provider.resource)
    monkeypatch.setattr(publications, "_hearer", hearer)
    return exporter


def only(told: InMemorySpanExporter) -> ReadableSpan:
    [span] = told.get_finished_spans()
    return span


def test_a_failure_is_named_and_its_words_are_not(told: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match=PHONE), working("receive complaint"):
        raise ValueError(PHONE)

    span = only(told)
    assert span.status.description == "ValueError"
    assert not span.status.is_ok
    assert PHONE not in span.to_json()


def test_a_spans_complaint_is_named_by_its_id(told: InMemorySpanExporter) -> None:
    complaint = new_id()

    with working("receive complaint", complaint):
        assert current_traceparent() is not None

    assert (only(told).attributes or {})[spans.COMPLAINT] == str(complaint)


def test_hearing_is_a_child_of_the_publication(told: InMemorySpanExporter) -> None:
    message = urged(new_id(), PHONE)
    publication = Publications([(message.subject, message.id, TRACEPARENT)])
    [traceparent] = publication.traceparents()
    publication.end()
    assert traceparent is not None

    heard = type(message)(message.id, message.contract, traceparent)
    with consuming("triage", heard):
        pass

    published, hearing = told.get_finished_spans()
    assert published.kind is SpanKind.PRODUCER
    assert hearing.kind is SpanKind.CONSUMER
    assert published.parent is not None
    assert f"{published.parent.span_id:016x}" == TRACEPARENT.split("-")[2]
    published_at = published.get_span_context()
    assert hearing.parent is not None
    assert published_at is not None
    assert hearing.parent.span_id == published_at.span_id
    assert hearing.name == "triage hears customer-urged"
    assert PHONE not in hearing.to_json() + published.to_json()


@pytest.mark.parametrize("traceparent", [None, TRACEPARENT.removesuffix("01") + "00"])
def test_a_decision_outside_of_any_kept_trace_is_published_without_one(
    told: InMemorySpanExporter, traceparent: str | None
) -> None:
    publication = Publications([("huiyin.intake.complaint.urged.1", "1", traceparent)])
    publication.end()

    assert publication.traceparents() == [None]
    assert told.get_finished_spans() == ()


def test_a_publication_that_failed_says_how(told: InMemorySpanExporter) -> None:
    publication = Publications([("huiyin.intake.complaint.urged.1", "1", TRACEPARENT)])
    publication.end(BusIsAway(PHONE))

    assert only(told).status.description == "BusIsAway"
    assert PHONE not in only(told).to_json()


def test_a_timer_has_a_trace_of_its_own_linked_to_what_started_it(
    told: InMemorySpanExporter,
) -> None:
    with working("something else"), firing("deadline missed", new_id(), TRACEPARENT):
        pass

    fired = next(span for span in told.get_finished_spans() if span.name == "deadline missed")
    assert fired.parent is None
    [link] = fired.links
    assert f"{link.context.trace_id:032x}" == TRACEPARENT.split("-")[1]


def test_a_timer_of_unknown_origin_has_no_link(told: InMemorySpanExporter) -> None:
    with firing("deadline missed", new_id(), None):
        pass

    assert only(told).links == ()


def test_nothing_is_current_outside_a_span() -> None:
    with trace.use_span(trace.INVALID_SPAN):
        assert current_traceparent() is None
