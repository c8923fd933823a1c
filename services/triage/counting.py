"""The table that like complaints are counted in, kept up by events, one counting at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.triage.domain.similar import (
    LatestStretch,
    SimilarComplaint,
    Stretch,
    count_of,
    stretches_with,
)
from services.triage.domain.thresholds import Thresholds, thresholds_of
from shared.deadlines import deadline
from shared.domain import Immutable
from shared.event_store.port import Transaction
from shared.event_store.rows import Table
from shared.policy import Pack
from shared.policy.facts import Counted, CountKey, Distinct

SIMILAR = Table("similar_complaints", SimilarComplaint, key=("complaint_id", "fact"))
LATEST = Table("latest_stretches", LatestStretch, key=("alike",))

MANY = 50
"""So many of the like and more are counted on from the latest; fewer cost less counted anew."""

CountAndRisen = tuple[int, list[SimilarComplaint]]
"""A complaint's own count, and the others whose assessments must be told theirs."""


class CountingTurn(Immutable):
    """The right to count, held by whoever wrote this row last until its transaction ends."""

    name: str
    holder: UUID


TURN = Table("counting_turn", CountingTurn, key=("name",))
THE_TURN = "similar-complaints"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a complaint's count is, and what it makes of others, as facts by name."""

    own: Mapping[str, int]
    others: Mapping[UUID, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Countable:
    """What a complaint is counted by."""

    complaint_id: UUID
    complainant: UUID
    household: UUID
    project: str
    category: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class CountedFact:
    """A fact that is counted: by what, and from which counts on that matters."""

    name: str
    terms: Counted
    thresholds: Thresholds


class Counting:
    """How a regulation counts the like, ready to be asked for every complaint."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.facts = tuple(
            CountedFact(name, fact.counted, thresholds_of(pack, name))
            for name, fact in pack.facts.items()
            if fact.counted
        )


async def count(unit: Transaction, complaint: Countable, counting: Counting) -> Counts:
    """Enter a complaint, or move it to its new category, and count it among the like.

    Two complaints of different keys are handled at the same time, here or in another replica, and
    neither would see the other. So they take turns, for which a row lock serves: PostgreSQL lets
    the second wait for the first to commit, and its reads then see what the first wrote.
    """
    own: dict[str, int] = {}
    others: dict[UUID, dict[str, int]] = defaultdict(dict)
    if counting.facts:
        await unit.rows.put(TURN, CountingTurn(name=THE_TURN, holder=complaint.complaint_id))
    for fact in counting.facts:
        entry = _entry(complaint, fact, counting.pack)
        own[fact.name], risen = await _enter(unit, entry, fact.thresholds)
        for other in risen:
            others[other.complaint_id][fact.name] = other.told
        await unit.rows.put(SIMILAR, entry.model_copy(update={"told": own[fact.name]}), *risen)
    return Counts(own, others)


async def counts_of(unit: Transaction, complaint_id: UUID) -> dict[str, int]:
    """What a complaint counts for at present, by fact."""
    rows = await unit.rows.find(SIMILAR, complaint_id=complaint_id)
    return {row.fact: row.told for row in rows}


async def _enter(
    unit: Transaction, entry: SimilarComplaint, thresholds: Thresholds
) -> CountAndRisen:
    """Count a complaint, new or moved. It begins with a search, not a look-up by key: a search
    writes out what is held back, and so takes the turn before anything is read."""
    moved = await unit.rows.find(SIMILAR, complaint_id=entry.complaint_id, fact=entry.fact)
    for left in moved:
        await unit.rows.delete(LATEST, alike=left.alike)
    latest = await unit.rows.get(LATEST, entry.alike)
    if not moved and latest is not None and latest.last_at <= entry.received_at:
        return await _count_on(unit, entry, latest, thresholds)
    return await _count_anew(unit, entry, latest, thresholds)


async def _count_on(
    unit: Transaction, entry: SimilarComplaint, latest: LatestStretch, thresholds: Thresholds
) -> CountAndRisen:
    """Count the latest of many. It lies in one stretch only, the one that ends with it: the latest
    so far, less whoever has dropped out since. Each complaint drops out once, so that this costs
    the same however many there are."""
    ended = await unit.rows.find(
        SIMILAR,
        alike=entry.alike,
        at_least=("until", latest.last_at),
        at_most=("until", entry.received_at),
    )
    dropped = {one.complainant for one in ended if one.until < entry.received_at}
    gone = [who for who in sorted(dropped) if not await _complained(who, unit, entry)]
    new = not await _complained(entry.complainant, unit, entry)
    number = latest.complainants - len(gone) + new
    await unit.rows.put(
        LATEST,
        LatestStretch(alike=entry.alike, last_at=entry.received_at, complainants=number),
    )
    behind = await unit.rows.find(
        SIMILAR,
        alike=entry.alike,
        at_least=("until", entry.received_at),
        at_most=("told", thresholds.last_before(number)),
    )
    return number, [other.model_copy(update={"told": number}) for other in behind]


async def _complained(who: UUID, unit: Transaction, entry: SimilarComplaint) -> bool:
    """Whether somebody complained of the like within the stretch that ends with a complaint."""
    found = await unit.rows.find(
        SIMILAR,
        alike=entry.alike,
        complainant=who,
        at_least=("until", entry.received_at),
        order_by=("-until",),
        limit=1,
    )
    return bool(found)


async def _count_anew(
    unit: Transaction, entry: SimilarComplaint, latest: LatestStretch | None, thresholds: Thresholds
) -> CountAndRisen:
    """Count a complaint wherever it lies in time, from all that share a stretch with it."""
    like = await _alike(unit, entry)
    stretches = stretches_with(entry, like)
    if latest is not None or len(like) >= MANY:
        await _keep_latest(unit, entry, stretches[-1])
    return count_of(entry, stretches), list(_risen(like, stretches, thresholds))


async def _keep_latest(unit: Transaction, entry: SimilarComplaint, last: Stretch) -> None:
    """Keep the latest stretch of all, if the complaint lies in it: then it is the last of those
    that it lies in."""
    (newest,) = await unit.rows.find(
        SIMILAR, alike=entry.alike, order_by=("-received_at",), limit=1
    ) or (entry,)
    if max(entry.received_at, newest.received_at) == last.last_at:
        latest = LatestStretch(
            alike=entry.alike, last_at=last.last_at, complainants=last.complainants
        )
        await unit.rows.put(LATEST, latest)


async def _alike(unit: Transaction, entry: SimilarComplaint) -> tuple[SimilarComplaint, ...]:
    """Those that share a stretch of time with a complaint."""
    rows = await unit.rows.find(
        SIMILAR,
        alike=entry.alike,
        at_least=("until", entry.received_at),
        at_most=("received_at", entry.until),
    )
    return tuple(row for row in rows if row.complaint_id != entry.complaint_id)


def _risen(
    like: Sequence[SimilarComplaint], stretches: Sequence[Stretch], thresholds: Thresholds
) -> Iterator[SimilarComplaint]:
    """Those whose count has risen so far that their assessment must be told."""
    most = max(stretch.complainants for stretch in stretches)
    for other in like:
        if thresholds.tell_apart(other.told, most):
            number = count_of(other, stretches)
            if number > other.told and thresholds.tell_apart(other.told, number):
                yield other.model_copy(update={"told": number})


def _entry(complaint: Countable, fact: CountedFact, pack: Pack) -> SimilarComplaint:
    common = {CountKey.CATEGORY: complaint.category, CountKey.PROJECT: complaint.project}
    span = deadline(complaint.received_at, fact.terms.within, pack.calendar)
    assert span.due is not None, "nothing pauses a count"
    of_homes = fact.terms.distinct is Distinct.HOUSEHOLD
    return SimilarComplaint(
        complaint_id=complaint.complaint_id,
        fact=fact.name,
        alike="/".join((pack.id, fact.name, *(common[key] for key in fact.terms.by))),
        complainant=complaint.household if of_homes else complaint.complainant,
        received_at=complaint.received_at,
        until=span.due,
    )
