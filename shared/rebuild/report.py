"""What a verification found: one comparison a table, and one a service's messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Progress = Callable[[str, int, int], None]
"""Told of what is done, how many messages or events, and of how many (may be exceeded)."""


def silent(what: str, done: int, total: int) -> None:
    """For whoever does not watch."""


class Source(StrEnum):
    """What the rows were made anew from."""

    MESSAGES = "messages"  # The stream, through the projections.
    EVENTS = "events"  # The service's own event streams.


@dataclass(frozen=True, slots=True)
class Comparison:
    """Something that is there beside the same thing made anew.

    `what` is a table, or `bus` for a service's messages (outbox and stream together). `expected`
    counts what was made anew; of that so much is `equal`, `different` or `missing`, and `extra` is
    there for no reason. `repeated` counts messages that lie in the stream more than once, which is
    harmless. `examples` name rows and columns by key, never what is in them.
    """

    service: str
    what: str
    source: Source
    expected: int
    equal: int
    missing: int
    extra: int
    different: int
    repeated: int = 0
    examples: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.extra or self.different)


@dataclass(frozen=True, slots=True)
class Report:
    """All comparisons, in the order of services and tables."""

    comparisons: tuple[Comparison, ...]

    @property
    def agrees(self) -> bool:
        return all(comparison.agrees for comparison in self.comparisons)

    @property
    def disagreements(self) -> tuple[Comparison, ...]:
        return tuple(found for found in self.comparisons if not found.agrees)
