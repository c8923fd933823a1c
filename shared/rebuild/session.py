"""The connection that rebuilds: its own, patient, and the only one at work in a database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from pydantic_core import from_json, to_json

from shared.postgres.database import CONNECT_TIMEOUT_S, NOTICE_DEAD_CLIENTS, UNREACHABLE
from shared.postgres.leadership import lock_number
from shared.rebuild.refusals import AlreadyRebuilding

LOCK = lock_number("rebuild")
JSONB_VERSION = b"\x01"
# What is lost in a crash is made anew, and an index over all rows wants memory.
SETTINGS = NOTICE_DEAD_CLIENTS | {
    "application_name": "huiyin-rebuild",
    "synchronous_commit": "off",
    "maintenance_work_mem": "128MB",
}


@asynccontextmanager
async def rebuilding_session(url: str, service: str) -> AsyncIterator[asyncpg.Connection[Any]]:
    """A session with the sole right to rebuild here. Raises AlreadyRebuilding."""
    connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_S, server_settings=SETTINGS)
    try:
        await connection.set_type_codec(
            "jsonb",
            schema="pg_catalog",
            # COPY speaks binary.
            format="binary",
            encoder=lambda value: JSONB_VERSION + to_json(value),
            decoder=lambda value: from_json(value[1:]),
        )
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            raise AlreadyRebuilding(service)
        yield connection
    finally:
        await _leave(connection)


async def _leave(connection: asyncpg.Connection[Any]) -> None:
    try:
        await connection.close(timeout=5)
    except UNREACHABLE:
        connection.terminate()
