"""What a check says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What sort of fault it is."""

    LOST = "lost"
    DOUBLED = "doubled"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Fault:
    kind: Kind
    what: str


@dataclass(slots=True)
class Verdict:
    """`counted` is what was looked at and found, in words and numbers, for the report."""

    title: str
    counted: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, kind: Kind, what: str) -> None:
        self.faults.append(Fault(kind, what))

    def lost(self, what: str) -> None:
        self.fault(Kind.LOST, what)

    def doubled(self, what: str) -> None:
        self.fault(Kind.DOUBLED, what)

    def wrong(self, what: str) -> None:
        self.fault(Kind.WRONG, what)

    def count(self, kind: Kind) -> int:
        return sum(fault.kind is kind for fault in self.faults)
