"""Running a history under two regulations, in as many processes as there are to use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

from huiyin.simulation.as_given import models_as_given
from huiyin.whatif.counting import counts_under
from huiyin.whatif.course import Course
from huiyin.whatif.differing import Compared, Comparison
from huiyin.whatif.from_stream import Period, lives_in
from huiyin.whatif.life import CountsByTime, Life
from huiyin.whatif.outcome import Outcome
from shared.bus.manifest import read_manifest
from shared.policy import PolicyLibrary
from shared.rebuild.making import not_looking_for_cycles

AT_ONCE = 500
"""So many complaints of a file are one piece of work: small enough to show progress."""

Version = tuple[str, str]
Counts = Mapping[UUID, CountsByTime]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried, as pack and version: `after` instead of `before`, which None makes the
    regulation that governed each complaint; up to `until`."""

    policies: Path
    before: Version | None
    after: Version
    until: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lives, given or to be read from a partition of the stream, with what is counted of
    their like, by regulation."""

    lives: Sequence[Life]
    counts: Mapping[Version, Counts]
    nats_url: str = ""
    partition: int = 0
    period: Period | None = None


class Bench:
    """Both regulations, ready to judge."""

    def __init__(self, trial: Trial, library: PolicyLibrary) -> None:
        self._trial = trial
        self._library = library
        library.pack(*trial.after)
        if trial.before:
            library.pack(*trial.before)

    @property
    def regulations(self) -> tuple[Version, ...]:
        """All that a history may be judged by, as far as they count anything."""
        named = [self._trial.after, self._trial.before]
        every = self._library.packs if self._trial.before is None else ()
        wanted = dict.fromkeys([one for one in named if one] + list(every))
        return tuple(
            one
            for one in wanted
            if any(fact.counted for fact in self._library.pack(*one).facts.values())
        )

    def counts(self, lives: Iterable[Life]) -> dict[Version, Counts]:
        found = list(lives)
        return {one: counts_under(self._library.pack(*one), found) for one in self.regulations}

    def compare(self, piece: Piece) -> Comparison:
        """Both regulations on some lives. Raises PackIsUnknown where one that governed is gone."""
        comparison = Comparison()
        with models_as_given():
            for life in piece.lives:
                comparison.add(self._compared(life, piece))
                comparison.happened.update(one.EVENT for one in life.happenings)
        return comparison

    def _compared(self, life: Life, piece: Piece) -> Compared:
        received = life.received
        governed = received.policy.pack, received.policy.version
        return Compared(
            number=received.number,
            project=received.project_name,
            received_at=received.received_at,
            title=received.title,
            text=received.text,
            before=self._judged(life, self._trial.before or governed, piece),
            after=self._judged(life, self._trial.after, piece),
        )

    def _judged(self, life: Life, regulation: Version, piece: Piece) -> Outcome:
        counts = piece.counts.get(regulation, {}).get(life.received.complaint_id, ())
        pack = self._library.pack(*regulation)
        return Course(life, pack, counts, self._library.directory).run(self._trial.until)


def try_lives(
    lives: Sequence[Life],
    trial: Trial,
    library: PolicyLibrary,
    *,
    workers: int,
    counted: Sequence[Life] | None = None,
    progress: Progress = lambda _: None,
) -> Comparison:
    """Compare both regulations on complaints that are at hand; `counted` are all that there are,
    where these are not. Raises PackIsUnknown."""
    bench = Bench(trial, library)
    counts = bench.counts(lives if counted is None else counted)
    pieces = [
        Piece(part, _only(part, counts))
        for part in (lives[i : i + AT_ONCE] for i in range(0, len(lives), AT_ONCE))
    ]
    if workers > 1 and len(pieces) > 1:
        return _side_by_side(pieces, trial, workers, progress)
    found = []
    for piece in pieces:
        found.append(bench.compare(piece))
        progress(len(piece.lives))
    return Comparison().join(found)


def try_stream(
    nats_url: str,
    period: Period,
    received: Sequence[Life],
    trial: Trial,
    library: PolicyLibrary,
    *,
    workers: int,
    progress: Progress = lambda _: None,
) -> Comparison:
    """Compare both on what the stream tells; `received` are all its complaints, to be counted.

    Raises PackIsUnknown and BusIsAway.
    """
    counts = Bench(trial, library).counts(received)
    pieces = [
        Piece((), counts, nats_url, partition, period) for partition in read_manifest().partitions
    ]
    return _side_by_side(pieces, trial, workers, progress)


def _only(lives: Sequence[Life], counts: Mapping[Version, Counts]) -> dict[Version, Counts]:
    ids = [life.received.complaint_id for life in lives]
    return {
        regulation: {one: found[one] for one in ids if one in found}
        for regulation, found in counts.items()
    }


def _side_by_side(
    pieces: Sequence[Piece], trial: Trial, workers: int, progress: Progress
) -> Comparison:
    # Spawned, not forked: whoever asks may have a loop and connections of its own.
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_prepare, initargs=(trial,)
    ) as pool:
        asked: list[Future[Comparison]] = [pool.submit(_try_piece, piece) for piece in pieces]
        found = []
        for done in as_completed(asked):
            found.append(done.result())
            progress(found[-1].before.complaints)
    return Comparison().join(found)


_BENCH: list[Bench] = []


def _prepare(trial: Trial) -> None:
    """Each process reads the regulations once."""
    _BENCH.append(Bench(trial, PolicyLibrary.read(trial.policies)))


def _try_piece(piece: Piece) -> Comparison:
    with not_looking_for_cycles():
        if piece.period is not None:
            lives = asyncio.run(lives_in(piece.nats_url, piece.partition, piece.period))
            piece = Piece(lives, piece.counts)
        return _BENCH[0].compare(piece)
