"""Parked messages as a person sees them: what failed, what waits behind it, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from shared.postgres.database import Connection

# The first of each key with how many wait behind it: mending that one lets the others follow.
HEADS = """
SELECT DISTINCT ON (consumer, partition, key)
       consumer, message_id, key, sequence, body, attempts, dead, error, retry_at, parked_at,
       count(*) OVER (PARTITION BY consumer, partition, key) - 1 AS waiting
  FROM parked
 ORDER BY consumer, partition, key, sequence
"""
REPLAY = """
UPDATE parked SET dead = false, attempts = 0, retry_at = now()
 WHERE attempts > 0 AND ($1::uuid IS NULL OR key = $1)
RETURNING message_id
"""
# Remembered, so that a rebuild gives it up as well.
DISCARD = """
WITH gone AS (
    DELETE FROM parked WHERE message_id = $1 RETURNING consumer, message_id, sequence
)
INSERT INTO discarded (consumer, message_id, sequence)
SELECT consumer, message_id, sequence FROM gone
ON CONFLICT DO NOTHING
RETURNING message_id
"""
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that failed, first of its key.

    `key` is the complaint; `waiting` counts the later messages held back behind it; `dead` means
    that it is not tried again by itself, else it is at `retry_at`. `body` holds personal data.
    """

    consumer: str
    message_id: str
    key: UUID
    sequence: int
    body: bytes
    attempts: int
    dead: bool
    error: str
    retry_at: datetime
    parked_at: datetime
    waiting: int

    @property
    def type(self) -> str:
        """The contract's type, as far as the message can be read."""
        try:
            return str(orjson.loads(self.body)["type"])
        except (ValueError, KeyError, TypeError):
            return UNREADABLE


async def dead_letters(connection: Connection) -> tuple[DeadLetter, ...]:
    """The first parked message of each key of a service, the oldest first."""
    letters = (DeadLetter(**dict(row)) for row in await connection.fetch(HEADS))
    return tuple(sorted(letters, key=lambda letter: letter.parked_at))


async def replay(connection: Connection, key: UUID | None) -> int:
    """Let what failed on a key, or on all, be tried again at once and as often as at first; how
    many messages that were."""
    return len(await connection.fetch(REPLAY, key))


async def discard(connection: Connection, message_id: str) -> bool:
    """Give a message up: it will never take effect here. Whether it was there."""
    return await connection.fetchval(DISCARD, message_id) is not None
