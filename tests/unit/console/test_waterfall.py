"""Spans laid out in time."""

from __future__ import annotations

from typing import Any

from services.console.trace.spans import Span
from services.console.trace.waterfall import duration, waterfalls
from services.console.trace.words import in_words

MS = 1_000_000


def span(name: str, start_ms: int, end_ms: int, **changes: Any) -> Span:
    fields = {
        "trace_id": "a" * 32,
        "span_id": name,
        "parent_id": None,
        "service": "intake",
        "name": name,
        "kind": "internal",
        "start_ns": start_ms * MS,
        "end_ns": end_ms * MS,
        "status": "unset",
    }
    return Span.model_validate(fields | changes)


def test_a_span_stands_under_what_caused_it_where_and_as_long_as_it_took() -> None:
    (trace,) = waterfalls(
        [
            span("handle", 40, 100, parent_id="post", service="sla"),
            span("post", 0, 20),
            span("decide", 5, 15, parent_id="post"),
        ]
    )
    laid_out = [(b.span.name, b.depth, b.offset, b.width) for b in trace.bars]
    assert laid_out == [("post", 0, 0, 200), ("decide", 1, 50, 100), ("handle", 1, 400, 600)]
    assert (trace.services, trace.duration_ns) == (("intake", "sla"), 100 * MS)


def test_a_span_whose_cause_nobody_has_is_shown_all_the_same() -> None:
    (trace,) = waterfalls([span("orphan", 10, 20, parent_id="gone"), span("root", 0, 5)])
    assert [(b.span.name, b.depth) for b in trace.bars] == [("root", 0), ("orphan", 0)]


def test_the_shortest_span_can_still_be_seen_within_the_trace() -> None:
    (trace,) = waterfalls([span("root", 0, 1000), span("blink", 1000, 1000, parent_id="root")])
    blink = trace.bars[1]
    assert blink.width > 0 and blink.offset + blink.width <= 1000


def test_a_timer_names_the_trace_that_started_it() -> None:
    link = {"trace_id": "a" * 32, "span_id": "post"}
    traces = waterfalls(
        [span("fire", 500, 510, trace_id="b" * 32, links=(link,)), span("post", 0, 1)]
    )
    assert [(t.root.name, t.follows) for t in traces] == [("post", ()), ("fire", ("a" * 32,))]


def test_a_span_that_two_services_tell_of_is_one() -> None:
    (trace,) = waterfalls([span("post", 0, 1), span("post", 0, 1)])
    assert len(trace.bars) == 1


def test_failures_are_counted() -> None:
    (trace,) = waterfalls([span("post", 0, 1), span("bad", 1, 2, status="error")])
    assert trace.failures == 1


def test_durations_and_names_are_said_in_chinese() -> None:
    assert [duration(n) for n in (400_000, 18 * MS, 1250 * MS)] == [
        "0.4 毫秒",
        "18 毫秒",
        "1.25 秒",
    ]
    assert in_words("publish graded") == "发布“定级”"
    assert in_words("sla hears graded") == "接到“定级”"
    assert in_words("POST /complaints") == "POST /complaints"
