"""A span as a service's `/ops/spans` tells it (shared/web/app.py)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, TypeAdapter

from shared.domain import FactValue


class SpanLink(BaseModel):
    """Another trace that this span follows from, such as the one that started a timer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    trace_id: str
    span_id: str


class Span(BaseModel):
    """One unit of work; times are nanoseconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    trace_id: str
    span_id: str
    parent_id: str | None
    service: str
    name: str
    kind: str
    start_ns: int
    end_ns: int
    status: str
    links: tuple[SpanLink, ...] = ()
    attributes: dict[str, FactValue | float] = {}

    @property
    def failed(self) -> bool:
        return self.status == "error"

    @property
    def duration_ns(self) -> int:
        return max(0, self.end_ns - self.start_ns)


SPANS = TypeAdapter(tuple[Span, ...])
