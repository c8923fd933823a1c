"""Counting facts for a whole history at once: the like of each complaint, as time went on.

The figures are those that triage would have told (services.triage.domain.similar), told only where
some condition of the regulation can tell them apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from heapq import heappop, heappush
from typing import NamedTuple
from uuid import UUID

from huiyin.whatif.life import CountsByTime, Life
from services.triage.domain.thresholds import thresholds_of
from shared.deadlines import deadline
from shared.policy import Pack
from shared.policy.facts import CountKey, Distinct


class Entry(NamedTuple):
    """A complaint as it is counted: who must be another, from when on and how long; `told_at` is
    when it was recorded, which may be later than when the customer spoke."""

    complaint_id: UUID
    complainant: UUID
    received_at: datetime
    told_at: datetime
    until: datetime


Likeness = tuple[str, ...]
"""A counting fact, and what complaints must share to be counted by it."""

Alike = Mapping[Likeness, Sequence[Entry]]


def counts_under(pack: Pack, lives: Iterable[Life]) -> dict[UUID, CountsByTime]:
    """The counting facts of every complaint that is not alone; all others count themselves: 1."""
    return counts_of(pack, alike_under(pack, lives))


def alike_under(pack: Pack, lives: Iterable[Life]) -> dict[Likeness, list[Entry]]:
    """Complaints by what they are counted by; of a part of the history as well, to be joined."""
    groups: dict[Likeness, list[Entry]] = defaultdict(list)
    counting = [(name, fact.counted) for name, fact in pack.facts.items() if fact.counted]
    for life in lives:
        received = life.received
        for fact, terms in counting:
            until = deadline(received.received_at, terms.within, pack.calendar).due
            assert until is not None, "nothing is paused"
            groups[fact, *[_key(by, life, pack) for by in terms.by]].append(
                Entry(
                    received.complaint_id,
                    life.household if terms.distinct is Distinct.HOUSEHOLD else life.complainant,
                    received.received_at,
                    received.occurred_at,
                    until,
                )
            )
    return dict(groups)


def counts_of(pack: Pack, alike: Alike) -> dict[UUID, CountsByTime]:
    """What is counted of those that are alike in the whole history."""
    told: dict[UUID, list[tuple[datetime, dict[str, int]]]] = defaultdict(list)
    for (fact, *_), entries in alike.items():
        if len(entries) > 1:
            for complaint_id, at, count in _told(entries, thresholds_of(pack, fact).counts):
                told[complaint_id].append((at, {fact: count}))
    return {
        complaint_id: tuple(sorted(entries, key=lambda entry: entry[0]))
        for complaint_id, entries in told.items()
    }


def _key(by: CountKey, life: Life, pack: Pack) -> str:
    return life.received.project if by is CountKey.PROJECT else life.category_under(pack)[0]


def _told(
    entries: Sequence[Entry], numbers: tuple[int, ...] | None
) -> Iterable[tuple[UUID, datetime, int]]:
    """Each complaint's own count at receipt, and every later one that crosses a number.

    A window is slid over the entries in order of time; whoever waits for a number that the window
    comes to, and still lies in it, is told.
    """
    within: Counter[UUID] = Counter()
    ends: list[tuple[datetime, UUID]] = []
    waiting: dict[int, list[Entry]] = defaultdict(list)
    steps = numbers if numbers is not None else tuple(range(2, len(entries) + 1))
    for entry in sorted(entries, key=lambda one: (one.received_at, str(one.complaint_id))):
        within[entry.complainant] += 1
        heappush(ends, (entry.until, entry.complainant))
        while ends[0][0] < entry.received_at:
            _, gone = heappop(ends)
            within[gone] -= 1
            if not within[gone]:
                del within[gone]
        count = len(within)
        if count > 1:
            yield entry.complaint_id, entry.told_at, count
        for number in [n for n in waiting if n <= count]:
            for earlier in waiting.pop(number):
                if entry.received_at <= earlier.until:
                    yield earlier.complaint_id, max(entry.told_at, earlier.told_at), count
        for number in steps:
            if number > count:
                waiting[number].append(entry)
