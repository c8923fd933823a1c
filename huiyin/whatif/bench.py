"""The regulations of a what-if, ready to judge: two of them, or one beside the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from huiyin.simulation.as_given import models_as_given
from huiyin.whatif.counting import counts_under
from huiyin.whatif.course import Course
from huiyin.whatif.differing import Compared, Comparison
from huiyin.whatif.life import CountsByTime, Life
from huiyin.whatif.outcome import Outcome
from huiyin.whatif.regulation import Regulation
from shared.policy import PolicyLibrary

Version = tuple[str, str]
Counts = Mapping[UUID, CountsByTime]


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried, as pack and version: `after`, up to `until`. It is laid beside `before`, tried
    as well, or beside the record where that is None."""

    policies: Path
    before: Version | None
    after: Version
    until: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lives, with what is counted of their like, by regulation."""

    lives: Sequence[Life]
    counts: Mapping[Version, Counts]


@dataclass(frozen=True, slots=True)
class Tried:
    """What differs, deadlines unexplained, and which lives of the piece these are, in order."""

    comparison: Comparison
    places: Sequence[int]


class Bench:
    """The regulations of a trial, ready to judge. Raises PackIsUnknown.

    Deadlines are put into words only by `explained`: it takes a third of counting them, and nobody
    reads a hundred thousand. `kept` are lives of partitions from one step to the next: all that
    are looked at, until they are tried, and then what differs earliest, until it is explained.
    """

    def __init__(self, trial: Trial, library: PolicyLibrary) -> None:
        self._trial = trial
        named = dict.fromkeys([trial.after] + ([trial.before] if trial.before else []))
        packs = {one: library.pack(*one) for one in named}
        self._worded = {one: Regulation.of(packs[one], library.directory) for one in named}
        self._regulations = {
            one: Regulation.of(packs[one].unexplained(), library.directory) for one in named
        }
        self.kept: dict[int, Piece] = {}

    @property
    def heeded(self) -> frozenset[str]:
        """Of what people do, the events that any of the regulations heeds."""
        return frozenset[str]().union(*[one.heeded for one in self._regulations.values()])

    @property
    def needs_record(self) -> bool:
        return self._trial.before is None

    @property
    def counting(self) -> Mapping[Version, Regulation]:
        """The regulations that count the like."""
        return {version: one for version, one in self._regulations.items() if one.alone}

    def counts(self, lives: Iterable[Life]) -> dict[Version, Counts]:
        found = list(lives)
        return {
            version: counts_under(regulation.pack, found)
            for version, regulation in self.counting.items()
        }

    def compare(self, piece: Piece) -> Tried:
        """Both sides of some lives, which have records where there is no `before`."""
        comparison = Comparison()
        places: list[int] = []
        with models_as_given():
            for place, life in enumerate(piece.lives):
                if comparison.add(self._compared(life, piece, self._regulations)):
                    places.append(place)
                comparison.happened.update([one.EVENT for one in life.happenings])
        found = sorted(zip(comparison.differing, places, strict=True), key=lambda one: one[0].order)
        comparison.differing = [compared for compared, _ in found]
        return Tried(comparison, [place for _, place in found])

    def explained(self, piece: Piece) -> list[Compared]:
        """The same of each life, with every deadline's explanation."""
        with models_as_given():
            return [self._compared(life, piece, self._worded) for life in piece.lives]

    def _compared(
        self, life: Life, piece: Piece, regulations: Mapping[Version, Regulation]
    ) -> Compared:
        def judged(version: Version) -> Outcome:
            counts = piece.counts.get(version, {}).get(received.complaint_id, ())
            return Course(life, regulations[version], counts).run(self._trial.until)

        received = life.received
        before = self._trial.before
        return Compared(
            number=received.number,
            project=received.project_name,
            received_at=received.received_at,
            title=received.title,
            text=received.text,
            before=judged(before) if before else _recorded(life),
            after=judged(self._trial.after),
        )


def _recorded(life: Life) -> Outcome:
    assert life.record is not None, "without a record two regulations are tried"
    return life.record.outcome
