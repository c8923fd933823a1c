"""The port events travel through: stored once acknowledged, read in order within a partition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.event_store.port import OutboxEntry


class BusIsAway(Exception):
    """The broker cannot be reached or did not acknowledge in time: nothing is known to be stored,
    so offer it again."""


class Refused(BusIsAway):
    """The broker answered that it does not store this."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as the broker hands it over. `sequence` rises along the stream."""

    subject: str
    body: bytes
    sequence: int
    traceparent: str | None


class Publisher(Protocol):
    async def publish(self, entries: Sequence[OutboxEntry]) -> None:
        """Return when the broker has stored every entry, in order; publishing one again is
        harmless. Raises BusIsAway."""
        ...


class Broker(Protocol):
    """What a broker can store at once. It stores an id that it remembers only once."""

    async def store(self, entry: OutboxEntry) -> None:
        """One entry; again is harmless. Raises BusIsAway."""
        ...

    async def store_together(self, entries: Sequence[OutboxEntry]) -> None:
        """All entries, in order, or none. Raises Refused, as where one of them is stored already,
        and BusIsAway."""
        ...


class Inlet(Protocol):
    """One partition of what a service hears. The reader keeps its own position, beside the effects,
    so that nothing needs acknowledging and nothing is delivered out of order."""

    async def start_after(self, position: int) -> None:
        """Begin behind this sequence, 0 for the beginning. Raises BusIsAway."""
        ...

    async def fetch(self, limit: int, wait_s: float) -> Sequence[Delivery]:
        """What comes next, without gaps, up to `limit`, waiting up to `wait_s` seconds for the
        first. Raises BusIsAway, after which `start_after` must be called again."""
        ...

    async def backlog(self) -> int:
        """How many messages have not been fetched yet. Raises BusIsAway."""
        ...
