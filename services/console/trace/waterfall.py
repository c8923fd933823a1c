"""Spans laid out in time: each under what caused it, its bar where and as long as it took. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.console.trace.spans import Span

SCALE = 1000
"""Bars are placed in thousandths of the trace's duration."""

NARROWEST = 4
DEEPEST = 12
NS_A_MS = 1_000_000
MS_A_S = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """A span in its trace: `depth` from the root, `offset` and `width` in thousandths."""

    span: Span
    depth: int
    offset: int
    width: int


@dataclass(frozen=True, slots=True)
class Waterfall:
    """One trace: what set it off, and its spans from the first to the last."""

    trace_id: str
    start_ns: int
    duration_ns: int
    bars: tuple[Bar, ...]
    follows: tuple[str, ...]

    @property
    def root(self) -> Span:
        return self.bars[0].span

    @property
    def services(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(bar.span.service for bar in self.bars))

    @property
    def failures(self) -> int:
        return sum(bar.span.failed for bar in self.bars)

    @property
    def ticks(self) -> tuple[str, ...]:
        """What the four quarters of the time axis stand for."""
        return tuple(duration(self.duration_ns * quarter // 4) for quarter in range(5))


def waterfalls(spans: Iterable[Span]) -> tuple[Waterfall, ...]:
    """The traces that the spans belong to, oldest first."""
    traces: defaultdict[str, dict[str, Span]] = defaultdict(dict)
    for span in spans:
        traces[span.trace_id][span.span_id] = span
    laid_out = (_waterfall(trace_id, traced) for trace_id, traced in traces.items())
    return tuple(sorted(laid_out, key=lambda trace: (trace.start_ns, trace.trace_id)))


def _waterfall(trace_id: str, spans: Mapping[str, Span]) -> Waterfall:
    start = min(span.start_ns for span in spans.values())
    end = max(span.end_ns for span in spans.values())
    length = max(1, end - start)
    return Waterfall(
        trace_id=trace_id,
        start_ns=start,
        duration_ns=end - start,
        bars=tuple(_bar(span, depth, start, length) for span, depth in _in_order(spans)),
        follows=tuple(
            dict.fromkeys(
                link.trace_id
                for span in spans.values()
                for link in span.links
                if link.trace_id != trace_id
            )
        ),
    )


def _bar(span: Span, depth: int, start_ns: int, length_ns: int) -> Bar:
    width = max(NARROWEST, span.duration_ns * SCALE // length_ns)
    offset = min((span.start_ns - start_ns) * SCALE // length_ns, SCALE - NARROWEST)
    return Bar(span, min(depth, DEEPEST), offset, min(width, SCALE - offset))


def _in_order(spans: Mapping[str, Span]) -> Iterator[tuple[Span, int]]:
    """Each span before those it caused, which follow in the order of their start. A span whose
    cause is not among them (its service is away) stands at the root."""
    caused: defaultdict[str | None, list[Span]] = defaultdict(list)
    for span in spans.values():
        caused[span.parent_id if span.parent_id in spans else None].append(span)
    waiting = [(span, 0) for span in _latest_first(caused[None])]
    while waiting:
        span, depth = waiting.pop()
        yield span, depth
        waiting += [(child, depth + 1) for child in _latest_first(caused[span.span_id])]


def _latest_first(spans: Sequence[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (span.start_ns, span.span_id), reverse=True)


def duration(nanoseconds: int) -> str:
    """`0.4 毫秒`, `18 毫秒`, `1.25 秒`."""
    milliseconds = nanoseconds / NS_A_MS
    if milliseconds < 10:
        return f"{milliseconds:.1f} 毫秒"
    if milliseconds < MS_A_S:
        return f"{milliseconds:.0f} 毫秒"
    return f"{milliseconds / MS_A_S:.2f} 秒"
