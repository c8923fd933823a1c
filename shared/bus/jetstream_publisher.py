"""Publishing to NATS JetStream.

FastStream cannot publish batches to NATS; one by one costs fifteen times as much on a server that
flushes what it acknowledges (findings, section B; decision 0003).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from uuid import uuid4

import orjson
from nats.aio.client import Client

from shared.bus.jetstream import FAILURES, KEY
from shared.bus.port import BusIsAway, Refused
from shared.bus.publisher import BatchPublisher
from shared.event_store.port import OutboxEntry

PUBLISH_TIMEOUT_S = 5.0


class JetStreamPublisher(BatchPublisher):
    """Stores entries in the stream, each once, in order."""

    def __init__(self, client: Client) -> None:
        super().__init__(JetStreamBroker(client))


class JetStreamBroker:
    """The stream of a server or cluster."""

    def __init__(self, client: Client) -> None:
        self._client = client
        # Batches of all publishers meet in one stream, whichever server of a cluster they came by.
        self._name = uuid4().hex
        self._batches = count()

    async def store(self, entry: OutboxEntry) -> None:
        await self._request(entry, _headers(entry))

    async def store_together(self, entries: Sequence[OutboxEntry]) -> None:
        """All entries or none (NATS 2.12 atomic publish)."""
        batch = f"{self._name}-{next(self._batches)}"
        *body, last = (
            (entry, _headers(entry) | {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(place)})
            for place, entry in enumerate(entries, start=1)
        )
        try:
            for entry, headers in body:
                await self._client.publish(entry.subject, entry.body, headers=headers)
        except FAILURES as failure:
            raise _away(failure) from failure
        entry, headers = last
        await self._request(entry, headers | {"Nats-Batch-Commit": "1"})

    async def _request(self, entry: OutboxEntry, headers: dict[str, str]) -> None:
        try:
            reply = await self._client.request(
                entry.subject, entry.body, timeout=PUBLISH_TIMEOUT_S, headers=headers
            )
        except FAILURES as failure:
            raise _away(failure) from failure
        error = orjson.loads(reply.data).get("error") if reply.data else None
        if error:
            raise Refused(f"{error.get('description')} ({error.get('err_code')})")


def _away(failure: Exception) -> BusIsAway:
    return BusIsAway(f"{type(failure).__name__}: {failure}")


def _headers(entry: OutboxEntry) -> dict[str, str]:
    headers = {"Nats-Msg-Id": entry.message_id, KEY: entry.subject.rpartition(".")[2]}
    if entry.traceparent:
        headers["traceparent"] = entry.traceparent
    return headers
