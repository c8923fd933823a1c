"""The bus port in memory, partitioned as the broker's stream is. Nothing survives the process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from shared.bus.manifest import Manifest, ManifestIsUnfit
from shared.bus.port import BusIsAway, Delivery
from shared.event_store.port import OutboxEntry

FNV_OFFSET = 0x811C9DC5
FNV_PRIME = 0x01000193


def partition_of(key: str, partitions: int) -> int:
    """Where the broker's subject transform puts a key: FNV-1a of its bytes, 32 bits."""
    value = FNV_OFFSET
    for byte in key.encode():
        value = (value ^ byte) * FNV_PRIME & 0xFFFF_FFFF
    return value % partitions


@dataclass(frozen=True, slots=True)
class _Stored:
    delivery: Delivery
    partition: int
    source: str


class MemoryBus:
    """One stream. It stores each message id once, however often it is published."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._stored: list[_Stored] = []
        self._ids: set[str] = set()
        self._grown = asyncio.Event()

    async def publish(self, entries: Sequence[OutboxEntry]) -> None:
        for entry in entries:
            if entry.message_id in self._ids:
                continue
            self._ids.add(entry.message_id)
            root, source, *rest = entry.subject.split(".")
            partition = partition_of(rest[-1], len(self._manifest.partitions))
            subject = ".".join((root, str(partition), source, *rest))
            sequence = len(self._stored) + 1
            delivery = Delivery(subject, entry.body, sequence, entry.traceparent)
            self._stored.append(_Stored(delivery, partition, source))
        self._grown.set()
        self._grown = asyncio.Event()

    def inlet(self, service: str, partition: int) -> MemoryInlet:
        return MemoryInlet(self, frozenset(self._manifest.hears[service]), partition)

    @property
    def last_sequence(self) -> int:
        return len(self._stored)

    def following(
        self, position: int, sources: frozenset[str], partition: int, limit: int | None
    ) -> list[Delivery]:
        """The deliveries behind a position, for whoever hears these services on a partition."""
        found: list[Delivery] = []
        for index in range(position, len(self._stored)):
            if len(found) == limit:
                break
            stored = self._stored[index]
            if stored.partition == partition and stored.source in sources:
                found.append(stored.delivery)
        return found

    async def until_grown(self, wait_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._grown.wait()


class MemoryInlet:
    """One partition of what a service hears."""

    def __init__(self, bus: MemoryBus, sources: frozenset[str], partition: int) -> None:
        self._bus = bus
        self._sources = sources
        self._partition = partition
        self._position: int | None = None

    async def start_after(self, position: int) -> None:
        if position > self._bus.last_sequence:
            raise ManifestIsUnfit(f"The stream ends before {position}.")
        self._position = position

    async def fetch(self, limit: int, wait_s: float) -> Sequence[Delivery]:
        found = self._following(limit)
        if not found and wait_s > 0:
            await self._bus.until_grown(wait_s)
            found = self._following(limit)
        if found:
            self._position = found[-1].sequence
        return found

    async def backlog(self) -> int:
        return len(self._following(None))

    def _following(self, limit: int | None) -> list[Delivery]:
        if self._position is None:
            raise BusIsAway("not started")
        return self._bus.following(self._position, self._sources, self._partition, limit)
