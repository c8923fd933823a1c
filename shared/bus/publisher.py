"""Publishing in batches that are stored whole, each entry once, whatever was stored before."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from shared.bus.port import Broker, Refused
from shared.event_store.port import OutboxEntry

log = logging.getLogger(__name__)

ATOMIC_LIMIT = 1000
"""The server refuses larger batches (error 10199)."""


class BatchPublisher:
    """Stores entries with a broker, each once, in order."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    async def publish(self, entries: Sequence[OutboxEntry]) -> None:
        for start in range(0, len(entries), ATOMIC_LIMIT):
            await self._publish_together(entries[start : start + ATOMIC_LIMIT])

    async def _publish_together(self, entries: Sequence[OutboxEntry]) -> None:
        if len(entries) > 1:
            try:
                await self._broker.store_together(entries)
                return
            except Refused as refusal:
                # One entry that is stored already, as after a crash, refuses the whole batch.
                log.info("publishing %d entries singly: %s", len(entries), refusal)
        for entry in entries:
            await self._broker.store(entry)
