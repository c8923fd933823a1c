"""A question to the deadline engine with the answer that somebody else gave."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shared.deadlines import Span, Unit


@dataclass(frozen=True, slots=True)
class Check:
    """What was asked of which case, the answer expected and the engine's."""

    case: str
    question: str
    expected: object
    answer: object

    @property
    def agrees(self) -> bool:
        return self.expected == self.answer


def working_seconds(amount: int) -> Span:
    """Peers count in seconds of working time."""
    return Span(Fraction(amount, 3600), Unit.WH)
