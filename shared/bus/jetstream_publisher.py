"""Publishing to NATS JetStream: batches that are stored whole, each entry once.

FastStream cannot publish batches to NATS; one by one costs fifteen times as much on a server that
flushes what it acknowledges (findings, section B; decision 0003).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import count
from uuid import uuid4

import orjson
from nats.aio.client import Client

from shared.bus.jetstream import FAILURES
from shared.bus.port import BusIsAway
from shared.event_store.port import OutboxEntry

log = logging.getLogger(__name__)

PUBLISH_TIMEOUT_S = 5.0
ATOMIC_LIMIT = 1000
"""The server refuses larger batches (error 10199)."""


class Refused(BusIsAway):
    """The broker answered that it does not store this."""


class JetStreamPublisher:
    """Stores entries in the stream, each once, in order."""

    def __init__(self, client: Client) -> None:
        self._client = client
        # Batches of all publishers meet in one stream, whichever server of a cluster they came by.
        self._name = uuid4().hex
        self._batches = count()

    async def publish(self, entries: Sequence[OutboxEntry]) -> None:
        try:
            for start in range(0, len(entries), ATOMIC_LIMIT):
                await self._publish_together(entries[start : start + ATOMIC_LIMIT])
        except FAILURES as failure:
            raise BusIsAway(f"{type(failure).__name__}: {failure}") from failure

    async def _publish_together(self, entries: Sequence[OutboxEntry]) -> None:
        if len(entries) > 1:
            try:
                await self._publish_batch(entries)
                return
            except Refused as refusal:
                # One entry that is stored already, as after a crash, refuses the whole batch.
                log.info("publishing %d entries singly: %s", len(entries), refusal)
        for entry in entries:
            await self._request(entry, _headers(entry))

    async def _publish_batch(self, entries: Sequence[OutboxEntry]) -> None:
        """All entries or none (NATS 2.12 atomic publish). Raises Refused."""
        batch = f"{self._name}-{next(self._batches)}"
        *body, last = (
            (entry, _headers(entry) | {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(place)})
            for place, entry in enumerate(entries, start=1)
        )
        for entry, headers in body:
            await self._client.publish(entry.subject, entry.body, headers=headers)
        entry, headers = last
        await self._request(entry, headers | {"Nats-Batch-Commit": "1"})

    async def _request(self, entry: OutboxEntry, headers: dict[str, str]) -> None:
        reply = await self._client.request(
            entry.subject, entry.body, timeout=PUBLISH_TIMEOUT_S, headers=headers
        )
        error = orjson.loads(reply.data).get("error") if reply.data else None
        if error:
            raise Refused(f"{error.get('description')} ({error.get('err_code')})")


def _headers(entry: OutboxEntry) -> dict[str, str]:
    headers = {"Nats-Msg-Id": entry.message_id}
    if entry.traceparent:
        headers["traceparent"] = entry.traceparent
    return headers
