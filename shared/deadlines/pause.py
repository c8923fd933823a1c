"""Times in which a budget does not run (暂停)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.deadlines.errors import PauseIsBackwards
from shared.deadlines.instants import FOREVER, Period, in_utc


@dataclass(frozen=True, slots=True)
class Pause:
    """From `start` up to `end` the budget stands still; `end` None: nobody knows yet how long."""

    start: datetime
    end: datetime | None
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", in_utc(self.start))
        if self.end is None:
            return
        object.__setattr__(self, "end", in_utc(self.end))
        if self.end < self.start:
            raise PauseIsBackwards(
                f"暂停结束 {self.end.isoformat()} 早于开始 {self.start.isoformat()}",
                f"pause ends {self.end.isoformat()}, before it starts {self.start.isoformat()}",
            )

    @property
    def period(self) -> Period:
        return self.start, FOREVER if self.end is None else self.end


def stops(pauses: Iterable[Pause]) -> tuple[Period, ...]:
    """When any of the pauses holds: disjoint, in order. Overlapping pauses stop a clock once."""
    merged: list[Period] = []
    for start, end in sorted(pause.period for pause in pauses):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def running(periods: Iterable[Period], stopped: Sequence[Period]) -> Iterator[Period]:
    """What is left of ordered periods outside the stops; ends where a stop never does."""
    for opened, closed in periods:
        for start, end in stopped:
            if end <= opened:
                continue
            if start >= closed:
                break
            if start > opened:
                yield opened, start
            opened = end
        if opened < closed:
            yield opened, closed
        elif opened == FOREVER:
            return
