"""The shape every service's HTTP side has: problems, health, tracing, limits, operations."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, MutableMapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from fastapi import APIRouter, FastAPI, Request, Response

from shared.domain import AggregateType
from shared.policy_report import report_on
from shared.postgres.database import UNREACHABLE
from shared.runtime import Composition, Runtime, running
from shared.settings import Settings
from shared.web.problem_app import ProblemApp
from shared.web.problems import problem

MAX_BODY_BYTES = 256 * 1024
READY_WAIT_S = 1.0
UNTRACED = ("/healthz", "/readyz", "/ops", "/static")
SPANS = """
SELECT trace_id, span_id, parent_id, service, name, kind, start_ns, end_ns, status,
       complaint_id, links, attributes
  FROM spans WHERE trace_id = ANY($1::text[]) ORDER BY start_ns LIMIT 5000
"""
TRACES = """
SELECT trace_id FROM spans WHERE complaint_id = $1 GROUP BY trace_id ORDER BY min(start_ns)
LIMIT 500
"""

operations = APIRouter(tags=["operations"])


def service_app(
    service: str,
    *,
    title: str,
    kinds: Sequence[AggregateType[Any]],
    compose: Callable[[Runtime], Composition],
    routers: Sequence[APIRouter],
    settings: Settings | None = None,
    max_body_bytes: int = MAX_BODY_BYTES,
) -> FastAPI:
    """A service as an ASGI application; nothing is opened before its lifespan begins."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        read = settings or Settings()
        logging.basicConfig(level=read.log_level, format="%(levelname)s %(name)s %(message)s")
        async with running(service, read, kinds, compose) as runtime:
            app.state.runtime = runtime
            assert runtime.composition is not None
            app.state.application = runtime.composition.application
            yield

    app = ProblemApp(
        title=title,
        lifespan=lifespan,
        max_body_size=max_body_bytes,
        telemetry={
            "operation_spans": False,
            "metrics": False,
            "logs": False,
            "exclude": _is_untraced,
        },
    )
    app.include_router(operations)
    for router in routers:
        app.include_router(router)
    return app


def _is_untraced(scope: MutableMapping[str, Any]) -> bool:
    return str(scope.get("path", "")).startswith(UNTRACED)


def runtime_of(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


@operations.get("/healthz")
async def healthz() -> dict[str, str]:
    """Whether the process lives."""
    return {"status": "ok"}


@operations.get("/readyz", response_model=None)
async def readyz(request: Request) -> dict[str, str] | Response:
    """Whether the service can do its work: database and broker are there."""
    runtime = runtime_of(request)
    try:
        async with asyncio.timeout(READY_WAIT_S):
            await runtime.pool.fetchval("SELECT 1")
        away = None if runtime.client.is_connected else "NATS"
    except UNREACHABLE:
        away = "PostgreSQL"
    if away:
        return problem(503, "not-ready", f"{away} 暂不可用", f"{away} is away")
    return {"status": "ready"}


@operations.get("/ops/backlog")
async def backlog(request: Request) -> dict[str, Any]:
    """What is still under way in this service."""
    return await runtime_of(request).backlog()


@operations.get("/ops/policies")
async def policies(request: Request) -> dict[str, Any]:
    """The policies in force here, and why a changed folder was not taken, if one was not."""
    runtime = runtime_of(request)
    in_force = runtime.policies_in_force
    return {"service": runtime.service, "policies": in_force and report_on(in_force)}


@operations.get("/ops/traces")
async def traces(request: Request, complaint_id: UUID) -> list[str]:
    """The traces in which this service did something for a complaint, oldest first."""
    rows = await runtime_of(request).pool.fetch(TRACES, complaint_id)
    return [row["trace_id"] for row in rows]


@operations.get("/ops/spans")
async def spans(request: Request, trace_ids: str) -> list[dict[str, Any]]:
    """This service's spans of some traces (ids separated by commas), in order of their start."""
    runtime = runtime_of(request)
    await runtime.spans.flush(runtime.pool)
    rows = await runtime.pool.fetch(SPANS, trace_ids.split(","))
    return [dict(row) for row in rows]
