"""The firing loop of the sla service alone, in a process of its own: `python -m … URL`.

It fires until its standard input is closed, then prints when each batch was committed, as a JSON
list of seconds since the epoch.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from contextlib import suppress
from time import time

import uvloop

from services.sla.firing import Firing
from services.sla.firing_loop import FiringLoop
from services.sla.main import KINDS
from shared.clock import SystemClock
from shared.event_store.postgres import PostgresStore
from shared.postgres.database import open_pool
from tests.bench.telemetry import traced
from tests.unit.policy.regulations import library


async def fire(url: str) -> list[float]:
    """Fire until the end of standard input; when each batch was committed."""
    committed: list[float] = []
    pool = await open_pool(url, max_size=4)
    store, clock = PostgresStore(pool, KINDS), SystemClock()
    firing = Firing(store, library(), clock, after_commit=lambda: committed.append(time()))
    loop = FiringLoop(firing, store, clock, url, has_heard=_has_heard)
    async with traced(pool):
        running = asyncio.create_task(loop.run())
        await asyncio.to_thread(sys.stdin.read)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    pool.terminate()
    return committed


async def _has_heard() -> bool:
    return True


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    print(json.dumps(uvloop.run(fire(sys.argv[1]))))
