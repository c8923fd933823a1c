"""Counting like complaints of different people within a span of time (同类投诉, zsy-3.3b).

A complaint's count is the largest number of different complainants in any one stretch of that
length that it lies in. So it does not depend on the order in which complaints are heard: an old one
that is imported late counts with its neighbours as if it had come in time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from uuid import UUID

from pydantic import AwareDatetime

from shared.domain import Immutable


class SimilarComplaint(Immutable):
    """A complaint as it is counted for one fact.

    `complainant` is who is counted once: whoever complains, or the home where homes are counted.
    `alike` says what it has in common with those it is counted with; a stretch that begins with it
    ends at `until`; `told` is the count that its assessment knows.
    """

    complaint_id: UUID
    fact: str
    alike: str
    complainant: UUID
    received_at: AwareDatetime
    until: AwareDatetime
    told: int = 0


class LatestStretch(Immutable):
    """The stretch that ends with the latest of complaints alike, at `last_at`, and how many people
    complained in it."""

    alike: str
    last_at: AwareDatetime
    complainants: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time that ends with a complaint, and how many people complained in it."""

    last_at: datetime
    complainants: int

    def holds(self, complaint: SimilarComplaint) -> bool:
        return complaint.received_at <= self.last_at <= complaint.until


def stretches_with(
    complaint: SimilarComplaint, others: Sequence[SimilarComplaint]
) -> tuple[Stretch, ...]:
    """Every stretch that a complaint lies in, among others alike."""
    every = sorted((*others, complaint), key=lambda one: (one.received_at, one.complaint_id))
    return tuple(stretch for stretch in _stretches(every) if stretch.holds(complaint))


def _stretches(every: Sequence[SimilarComplaint]) -> Iterator[Stretch]:
    """A window slid over complaints in order of time. Two versions of a regulation may count over
    spans of unlike length, so that what came first need not be the first to drop out."""
    within: Counter[UUID] = Counter()
    ends: list[tuple[datetime, UUID]] = []
    for last in every:
        within[last.complainant] += 1
        heappush(ends, (last.until, last.complainant))
        while ends[0][0] < last.received_at:
            _, gone = heappop(ends)
            within[gone] -= 1
            if not within[gone]:
                del within[gone]
        yield Stretch(last.received_at, len(within))


def count_of(complaint: SimilarComplaint, stretches: Sequence[Stretch]) -> int:
    """The most people who complained in any of these stretches that the complaint lies in."""
    return max((s.complainants for s in stretches if s.holds(complaint)), default=0)
