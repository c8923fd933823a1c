"""Taking in complaints over HTTP, beside a service that only inserts a row."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from huiyin.ports import settle
from huiyin.processes import LOOPBACK, Process, named
from huiyin.stack import Stack
from shared.postgres.database import service_url
from tests.bench.result import Goal, Result, measured
from tests.bench.rounds import Run, interleaved
from tests.bench.runner import Bench
from tests.support.servers import NO_MAIL
from tests.support.waiting import until

CONNECTIONS = 16
INTAKE = named("intake")
UNTRACED = {"OTEL_SDK_DISABLED": "true"}
BODY = json.dumps(
    {
        "channel": "phone",
        "project": "mhhy",
        "category": "engineering-quality",
        "text": "客厅天花板漏水，已经两次报修没有人来。楼上说物业早就知道，请尽快安排人上门。",
        "customer": {"name": "王女士", "phone": "13800000000", "room": "3栋1单元502"},
        "facts": {"media_possible": True, "collective_persons": 3},
    },
    ensure_ascii=False,
).encode()


async def run(bench: Bench) -> list[Result]:
    count = bench.sized(1_000, 100)
    async with intake() as ours, intake(UNTRACED) as untraced, bare(ours.database_url) as bare_url:
        rates = await interleaved(
            bench.rounds,
            ours=_load(ours.urls["intake"], count),
            untraced=_load(untraced.urls["intake"], count),
            bare=_load(bare_url, count),
            keyed=_load(ours.urls["intake"], count, "--keyed"),
        )
    return [
        measured(
            "post: against bare FastAPI and asyncpg",
            rates.ratio("ours", "bare"),
            "x",
            Goal(">=", 0.6),
            against=f"telemetry on, {CONNECTIONS} connections; {rates.told('ours', 'bare')}",
        ),
        measured(
            "post: telemetry on against off",
            rates.ratio("ours", "untraced"),
            "x",
            Goal(">=", 0.75),
            against=rates.told("ours", "untraced"),
        ),
        measured(
            "post: with an Idempotency-Key against bare",
            rates.ratio("keyed", "bare"),
            "x",
            against=f"telemetry on; {rates.told('keyed', 'bare')}",
        ),
    ]


@asynccontextmanager
async def intake(env: dict[str, str] | None = None) -> AsyncIterator[Stack]:
    """intake with servers of its own: it relays what it is told, as it always does."""
    stack = Stack(services=INTAKE, clock="system", smtp_url=NO_MAIL, env=env or {})
    async with stack as running:
        yield running


@asynccontextmanager
async def bare(database_url: str) -> AsyncIterator[str]:
    """The bare service, on the database server that intake uses while it rests."""
    port = settle([Process(name="bare", argv=(), port=0)], {})["bare"].port
    argv = ("-m", "tests.bench.bare_app", service_url(database_url, "intake"), str(port))
    process = await asyncio.create_subprocess_exec(sys.executable, *argv)
    url = f"http://{LOOPBACK}:{port}"
    try:
        async with httpx.AsyncClient() as client:
            await until(lambda: _answers(client, f"{url}/readyz"))
        yield url
    finally:
        process.terminate()
        await process.wait()


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.TransportError:
        return False


def _load(url: str, count: int, *more: str) -> Run:
    async def run() -> float:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.load", url),
            *("--count", str(count), "--connections", str(CONNECTIONS), *more),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await process.communicate(BODY)
        assert process.returncode == 0, "the load generator says why"
        found: Any = json.loads(told)
        return float(found)

    return run
