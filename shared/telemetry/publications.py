"""The spans of messages on their way to the broker, several hundred at a time.

They are put together here and handed over ended. Through the SDK's tracer they were more than half
of what relaying costs: locks, limits and copies for spans that nobody changes (docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import time_ns

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from shared.telemetry.spans import COMPLAINT

SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_ids = RandomIdGenerator()


@dataclass(frozen=True, slots=True)
class Hearer:
    """Who is handed spans that have ended, and whose they are."""

    on_end: Callable[[ReadableSpan], None]
    resource: Resource


_hearer: Hearer | None = None


def hand_to(hearer: Hearer) -> None:
    """From now on publications are told to it; before, nobody tells of them."""
    global _hearer
    _hearer = hearer


@dataclass(frozen=True, slots=True)
class _Publication:
    subject: str
    message_id: str
    parent: SpanContext
    place: SpanContext


class Publications:
    """The publications of one relayed batch; each message travels under its own. What was decided
    outside of any trace, or in one that is not kept, has none."""

    def __init__(self, entries: Sequence[tuple[str, str, str | None]]) -> None:
        """`entries` are (subject, message id, traceparent of the decision)."""
        self._began = time_ns()
        self._made = [_publication(*entry) if _hearer else None for entry in entries]

    def traceparents(self) -> list[str | None]:
        return [_traceparent(made.place) if made else None for made in self._made]

    def end(self, failure: Exception | None = None) -> None:
        if _hearer is not None:
            for span in self._spans(_hearer.resource, failure):
                _hearer.on_end(span)

    def _spans(self, resource: Resource, failure: Exception | None) -> Iterator[ReadableSpan]:
        ended = time_ns()
        status = Status(StatusCode.ERROR, type(failure).__name__) if failure else Status()
        for made in self._made:
            if made is not None:
                yield ReadableSpan(
                    f"publish {made.subject.split('.')[3]}",
                    context=made.place,
                    parent=made.parent,
                    resource=resource,
                    attributes={
                        COMPLAINT: made.subject.rsplit(".", 1)[-1],
                        "messaging.message.id": made.message_id,
                    },
                    kind=SpanKind.PRODUCER,
                    status=status,
                    start_time=self._began,
                    end_time=ended,
                )


def _publication(subject: str, message_id: str, traceparent: str | None) -> _Publication | None:
    if traceparent is None:
        return None
    _, trace, span, flags = traceparent.split("-")
    if not int(flags, 16) & SAMPLED:
        return None
    trace_id = int(trace, 16)
    return _Publication(
        subject,
        message_id,
        parent=SpanContext(trace_id, int(span, 16), is_remote=True, trace_flags=SAMPLED),
        place=SpanContext(trace_id, _ids.generate_span_id(), is_remote=False, trace_flags=SAMPLED),
    )


def _traceparent(place: SpanContext) -> str:
    """As W3C Trace Context writes it."""
    return f"00-{place.trace_id:032x}-{place.span_id:016x}-{place.trace_flags:02x}"
