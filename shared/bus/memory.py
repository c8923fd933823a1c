"""The bus port in memory, partitioned as the broker's stream is. Nothing survives the process."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice

from shared.bus.manifest import Manifest, ManifestIsUnfit
from shared.bus.port import BusIsAway, Delivery, Refused
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
    source: str

    @property
    def sequence(self) -> int:
        return self.delivery.sequence


@dataclass(slots=True)
class _Partition:
    stored: list[_Stored] = field(default_factory=list)
    grown: asyncio.Event = field(default_factory=asyncio.Event)


class MemoryBus:
    """One stream, kept as bytes. It stores an id that it remembers once; `forget` ends that, as the
    broker's duplicate window does after a while."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._partitions = [_Partition() for _ in manifest.partitions]
        self._ids: set[str] = set()
        self.last_sequence = 0

    async def store(self, entry: OutboxEntry) -> None:
        if entry.message_id not in self._ids:
            self._append(entry)

    async def store_together(self, entries: Sequence[OutboxEntry]) -> None:
        ids = {entry.message_id for entry in entries}
        if len(ids) < len(entries) or not self._ids.isdisjoint(ids):
            raise Refused("duplicate message id (10201)")
        for entry in entries:
            self._append(entry)

    def forget(self) -> None:
        self._ids.clear()

    def inlet(self, service: str, partition: int) -> MemoryInlet:
        return MemoryInlet(self, frozenset(self._manifest.hears[service]), partition)

    def everything(self) -> list[Delivery]:
        """The whole stream, in order."""
        stored = merge(*(p.stored for p in self._partitions), key=lambda each: each.sequence)
        return [each.delivery for each in stored]

    def following(
        self, position: int, sources: frozenset[str], partition: int, limit: int | None
    ) -> list[Delivery]:
        """The deliveries behind a position, for whoever hears these services on a partition."""
        stored = self._partitions[partition].stored
        begin = bisect_right(stored, position, key=lambda each: each.sequence)
        heard = (
            stored[index].delivery
            for index in range(begin, len(stored))
            if stored[index].source in sources
        )
        return list(islice(heard, limit))

    async def until_grown(self, partition: int, wait_s: float) -> None:
        grown = self._partitions[partition].grown
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await grown.wait()

    def _append(self, entry: OutboxEntry) -> None:
        self._ids.add(entry.message_id)
        root, source, *rest = entry.subject.split(".")
        number = partition_of(rest[-1], len(self._partitions))
        subject = ".".join((root, str(number), source, *rest))
        self.last_sequence += 1
        delivery = Delivery(subject, entry.body, self.last_sequence, entry.traceparent)
        partition = self._partitions[number]
        partition.stored.append(_Stored(delivery, source))
        partition.grown.set()
        partition.grown = asyncio.Event()


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
            await self._bus.until_grown(self._partition, wait_s)
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
