"""Forgetting what is kept for a while only. Infrastructure time throughout.

Streams are never pruned. What is: ids of handled messages, kept answers, spans. The inbox guards
against a message that is published again after the broker has forgotten its id, which takes a relay
that was away for longer than the broker's window (minutes); answers are asked for by clients that
try again (hours, at most days). The ages below leave a wide margin.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from shared.failures import describe
from shared.postgres.database import TROUBLE

log = logging.getLogger(__name__)

EVERY_S = 3600.0
AT_ONCE = 5_000
NS_A_SECOND = 10**9


INBOX_KEPT = timedelta(days=90)
ANSWERS_KEPT = timedelta(days=30)
SPANS_KEPT = timedelta(days=30)

# Replicas prune side by side: what another has in hand is passed over.
PRUNE = """
DELETE FROM {table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM {table} WHERE {age} < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
"""


async def prune(pool: asyncpg.Pool[Any], now: datetime) -> int:
    """Forget what is too old; how many rows that were."""
    spans_before = now - SPANS_KEPT
    return (
        await _prune(pool, "inbox", "handled_at", now - INBOX_KEPT)
        + await _prune(pool, "answers", "answered_at", now - ANSWERS_KEPT)
        + await _prune(pool, "spans", "start_ns", int(spans_before.timestamp()) * NS_A_SECOND)
    )


async def _prune(pool: asyncpg.Pool[Any], table: str, age: str, before: Any) -> int:
    statement = PRUNE.format(table=table, age=age)
    pruned = 0
    while True:
        outcome: str = await pool.execute(statement, before, AT_ONCE)
        count = int(outcome.removeprefix("DELETE "))
        pruned += count
        if count < AT_ONCE:
            return pruned


async def prune_for_ever(pool: asyncpg.Pool[Any]) -> None:
    while True:
        try:
            if pruned := await prune(pool, datetime.now(UTC)):
                log.info("forgot %d rows", pruned)
        except TROUBLE as failure:
            log.warning("pruning waits: %s", describe(failure))
        await asyncio.sleep(EVERY_S)
