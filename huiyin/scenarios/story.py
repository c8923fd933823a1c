"""What happened in a scenario, as the services told it, with every notice and where it went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from services.notify.notice import Letter
from shared.contracts import Contract
from shared.contracts.triage import GradeDecided

Told = TypeVar("Told", bound=Contract)


@dataclass(frozen=True, slots=True)
class Happening:
    """A published event, and the business time at which it was told."""

    at: datetime
    contract: Contract


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice that was handed over, or (`failed`) could not be, and why."""

    at: datetime
    letter: Letter
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """All of it, in the order in which it happened, up to `until`."""

    happenings: Sequence[Happening]
    posted: Sequence[Posted]
    until: datetime

    def as_of(self, instant: datetime | None) -> Story:
        """The story up to and including an instant; the whole one for None."""
        if instant is None:
            return self
        return Story(
            [one for one in self.happenings if one.at <= instant],
            [one for one in self.posted if one.at <= instant],
            min(instant, self.until),
        )

    def about(self, key: UUID) -> Story:
        """What concerns one complaint, or one project."""
        return Story(
            [one for one in self.happenings if one.contract.key == key],
            [one for one in self.posted if one.letter.complaint_id == key],
            self.until,
        )

    def told(self, *kinds: type[Told]) -> Iterator[Told]:
        """The events of these types, in order."""
        for one in self.happenings:
            if isinstance(one.contract, kinds):
                yield one.contract

    @property
    def cited(self) -> frozenset[str]:
        """The articles that were at work: of decisions, deadlines, orders, duties and notices."""
        contracts = [one.contract for one in self.happenings]
        cited = {one.letter.rule for one in self.posted}
        cited |= {getattr(contract, "rule", "") for contract in contracts}
        for contract in contracts:
            if isinstance(contract, GradeDecided):
                cited |= {evidence.rule for evidence in contract.evidence}
        return frozenset(cited)

    def last(self, *kinds: type[Told]) -> Told | None:
        return next(reversed(list(self.told(*kinds))), None)
