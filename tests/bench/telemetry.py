"""Telemetry as a running service has it: what is measured without it is not what anybody gets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import asyncpg

from shared.telemetry.export import SpanTable, install


@cache
def _installed() -> SpanTable:
    """OpenTelemetry lets a process install one provider, once."""
    return install("bench", sampled=1.0, otlp_endpoint=None)


@asynccontextmanager
async def traced(pool: asyncpg.Pool[Any]) -> AsyncIterator[None]:
    """Every span is kept and written to the database meanwhile."""
    spans = _installed()
    writing = asyncio.create_task(spans.run(pool))
    try:
        yield
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
