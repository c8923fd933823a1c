"""Running a history under another regulation, beside what it came to or under a second one."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from huiyin.whatif.bench import Bench, Counts, Piece, Trial, Tried, Version
from huiyin.whatif.counting import Alike, Entry, Likeness, alike_under, counts_of
from huiyin.whatif.differing import SHOWN_MAX, Compared, Comparison, shown_of_each
from huiyin.whatif.from_stream import Period, Wanted, lives_in
from huiyin.whatif.life import Life
from huiyin.whatif.processes import Crew, crew
from shared.bus.manifest import read_manifest
from shared.cycles import not_looking_for_cycles
from shared.policy import PolicyLibrary

AT_ONCE = 500
"""So many complaints of a file are one piece of work: small enough to show progress."""

Progress = Callable[[int], None]


def try_lives(
    lives: Sequence[Life],
    trial: Trial,
    library: PolicyLibrary,
    *,
    workers: int,
    counted: Sequence[Life] | None = None,
    progress: Progress = lambda _: None,
) -> Comparison:
    """Compare both sides of complaints that are at hand; `counted` are all that there are, where
    these are not. `progress` is told of complaints. Raises PackIsUnknown."""
    bench = Bench(trial, library)
    counts = bench.counts(lives if counted is None else counted)
    pieces = [
        Piece(part, _only([life.received.complaint_id for life in part], counts))
        for part in (lives[i : i + AT_ONCE] for i in range(0, len(lives), AT_ONCE))
    ]
    with crew(bench, trial, workers if len(pieces) > 1 else 1) as hands:
        tried = hands.each(
            Bench.compare, pieces, done=lambda one: progress(one.comparison.before.complaints)
        )
        shown = [
            Piece([piece.lives[place] for place in one.places[:count]], piece.counts)
            for piece, one, count in zip(pieces, tried, _shown_of_each(tried), strict=True)
        ]
        return _joined(tried, hands.each(Bench.explained, shown))


def _shown_of_each(tried: Sequence[Tried]) -> Sequence[int]:
    return shown_of_each([one.comparison for one in tried])


def _joined(tried: Sequence[Tried], explained: Sequence[Sequence[Compared]]) -> Comparison:
    """All parts as one, with explanations for what the page shows."""
    for one, worded in zip(tried, explained, strict=True):
        one.comparison.differing[: len(worded)] = worded
    return Comparison().join(one.comparison for one in tried)


@dataclass(frozen=True, slots=True)
class Part:
    """A partition of the stream, to be read where it is tried."""

    nats_url: str
    partition: int
    period: Period
    counts: Mapping[Version, Counts]


def try_stream(
    nats_url: str,
    period: Period,
    trial: Trial,
    library: PolicyLibrary,
    *,
    workers: int,
    progress: Progress = lambda _: None,
) -> Comparison:
    """Compare both sides of what the stream tells; all its complaints are counted, within the
    period or not. `progress` is told of partitions, once read and once tried. Raises PackIsUnknown
    and BusIsAway.
    """
    bench = Bench(trial, library)
    parts = [Part(nats_url, one, period, {}) for one in read_manifest().partitions]
    with crew(bench, trial, workers) as hands:
        parts = _counted(hands, bench, parts, progress)
        tried = hands.each(_try_part, parts, done=lambda _: progress(1))
        shown = [
            Shown(part.partition, count)
            for part, count in zip(parts, _shown_of_each(tried), strict=True)
        ]
        return _joined(tried, hands.each(_explain_part, shown))


@dataclass(frozen=True, slots=True)
class Shown:
    """The first so many of what differs in a partition."""

    partition: int
    count: int


def _counted(hands: Crew, bench: Bench, parts: Sequence[Part], progress: Progress) -> list[Part]:
    """The parts, each with what is counted of its own complaints among all."""
    alike: dict[Version, dict[Likeness, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    found = hands.each(_alike_in, parts, done=lambda _: progress(1))
    for groups_by_version in found:
        for version, groups in groups_by_version.items():
            for likeness, entries in groups.items():
                alike[version][likeness] += entries
    counts = {
        version: counts_of(regulation.pack, alike[version])
        for version, regulation in bench.counting.items()
    }
    return [
        replace(part, counts=_only(_ids_in(groups), counts))
        for part, groups in zip(parts, found, strict=True)
    ]


def _ids_in(groups_by_version: Mapping[Version, Alike]) -> set[UUID]:
    return {
        entry.complaint_id
        for groups in groups_by_version.values()
        for entries in groups.values()
        for entry in entries
    }


def _only(ids: Iterable[UUID], counts: Mapping[Version, Counts]) -> dict[Version, Counts]:
    return {
        version: {one: found[one] for one in ids if one in found}
        for version, found in counts.items()
    }


def _alike_in(bench: Bench, part: Part) -> Mapping[Version, Alike]:
    """Read a partition, and say which of its complaints are alike; what is looked at waits."""
    wanted = Wanted(part.period, bench.heeded, bench.needs_record)
    with not_looking_for_cycles():
        lives = asyncio.run(lives_in(part.nats_url, part.partition, wanted))
        within = [life for life in lives if part.period.holds(life)]
        bench.kept[part.partition] = Piece(within, {})
        return {
            version: alike_under(regulation.pack, lives)
            for version, regulation in bench.counting.items()
        }


def _try_part(bench: Bench, part: Part) -> Tried:
    with not_looking_for_cycles():
        lives = bench.kept.pop(part.partition).lives
        tried = bench.compare(Piece(lives, part.counts))
        earliest = [lives[place] for place in tried.places[:SHOWN_MAX]]
        bench.kept[part.partition] = Piece(earliest, part.counts)
        return tried


def _explain_part(bench: Bench, shown: Shown) -> list[Compared]:
    kept = bench.kept[shown.partition]
    return bench.explained(Piece(kept.lives[: shown.count], kept.counts))
