"""The spans we make by hand: one a unit of work, named in the domain's words, no personal data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from opentelemetry import context, trace
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.contracts import Message

COMPLAINT = "huiyin.complaint_id"
_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("huiyin")


def current_traceparent() -> str | None:
    if not context.get_current():
        return None
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent")


def _context_of(traceparent: str | None) -> context.Context:
    carrier = {"traceparent": traceparent} if traceparent else {}
    return _propagator.extract(carrier, context.Context())


@contextmanager
def _span(name: str, **options: Any) -> Iterator[Span]:
    """A current span that names the kind of a failure. Its words stay out: they may quote what a
    customer said, and a collector keeps them where nobody erases them."""
    with _tracer.start_as_current_span(
        name, record_exception=False, set_status_on_exception=False, **options
    ) as span:
        try:
            yield span
        except Exception as failure:
            span.set_status(Status(StatusCode.ERROR, type(failure).__name__))
            raise


def _nobody_asks() -> bool:
    """Whether our tracer still stands in for one that a provider would give it."""
    stands_in = isinstance(_tracer, trace.ProxyTracer)
    return stands_in and isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


@contextmanager
def working(
    name: str, complaint: UUID | None = None, *, kind: SpanKind = SpanKind.INTERNAL
) -> Iterator[Span]:
    """A span around one unit of work, within whatever trace is current; none where nobody has
    asked for spans."""
    if _nobody_asks():
        yield trace.get_current_span()
        return
    attributes = {COMPLAINT: str(complaint)} if complaint else {}
    with _span(name, kind=kind, attributes=attributes) as span:
        yield span


def about(span: Span, complaint: UUID) -> None:
    """Say which complaint a unit of work turned out to be about."""
    span.set_attribute(COMPLAINT, str(complaint))


@contextmanager
def continuing(traceparent: str | None) -> Iterator[None]:
    """Go on in the trace of an earlier cause that was stored with what is done now, so that one
    trace reaches from the channel to the mail."""
    token = context.attach(_context_of(traceparent))
    try:
        yield
    finally:
        context.detach(token)


@contextmanager
def consuming(consumer: str, message: Message) -> Iterator[Span]:
    """The handling of one message, as a child of its publication."""
    contract = message.contract
    with _span(
        f"{consumer} hears {contract.EVENT}",
        context=_context_of(message.traceparent),
        kind=SpanKind.CONSUMER,
        attributes={COMPLAINT: str(message.key), "messaging.message.id": message.id},
    ) as span:
        yield span


@contextmanager
def firing(name: str, complaint: UUID, started_by: str | None) -> Iterator[Span]:
    """The firing of a timer: a trace of its own, linked to what started the clock; none where
    nobody has asked for spans."""
    if _nobody_asks():
        yield trace.get_current_span()
        return
    started = trace.get_current_span(_context_of(started_by)).get_span_context()
    links = [Link(started)] if started.is_valid else []
    with _span(
        name,
        context=context.Context(),
        links=links,
        kind=SpanKind.INTERNAL,
        attributes={COMPLAINT: str(complaint)},
    ) as span:
        yield span
