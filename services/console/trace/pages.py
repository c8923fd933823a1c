"""Traces over HTTP: a complaint's way through the services, as a waterfall."""

from __future__ import annotations

import re

from fastapi import APIRouter, Response

from services.console.neighbours import Asked
from services.console.refusals import TraceIsUnknown
from services.console.trace.spans import SPANS, Span
from services.console.trace.waterfall import Waterfall, waterfalls
from services.console.workbench import Bench
from shared.web.body import Number

router = APIRouter(tags=["pages"], include_in_schema=False)

TRACE_ID = re.compile(r"[0-9a-f]{32}")
OPEN_UNFOLDED = 3
"""The first traces of a complaint are shown unfolded, the others fold out."""


@router.get("/complaints/{number}/trace")
async def trace_of_complaint(number: Number, bench: Bench) -> Response:
    """Everything the services did for a complaint. A service that is away is named; the rest is
    shown."""
    page = (await bench.desk.complaint(number)).page
    asked = await bench.neighbours.traces_of(page.complaint_id)
    found = await bench.neighbours.spans_of(_distinct(asked))
    return bench.look.page(
        "trace.html",
        when=bench.when(),
        number=number,
        traces=waterfalls(_spans(found)),
        away=_away(asked, found),
        unfolded=OPEN_UNFOLDED,
    )


@router.get("/traces/{trace_id}")
async def trace_page(trace_id: str, bench: Bench) -> Response:
    if not TRACE_ID.fullmatch(trace_id):
        raise TraceIsUnknown(trace=trace_id)
    found = await bench.neighbours.spans_of((trace_id,))
    traces: tuple[Waterfall, ...] = waterfalls(_spans(found))
    if not traces and not found.away:
        raise TraceIsUnknown(trace=trace_id)
    return bench.look.page(
        "trace.html",
        when=bench.when(),
        number=None,
        traces=traces,
        away=found.away,
        unfolded=OPEN_UNFOLDED,
    )


def _distinct(asked: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(trace for traces in asked.answers.values() for trace in traces))


def _spans(asked: Asked) -> list[Span]:
    return [span for told in asked.answers.values() for span in SPANS.validate_python(told)]


def _away(*asked: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(service for answers in asked for service in answers.away))
