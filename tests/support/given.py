"""Decisions told as given / when / then: past events, what is asked, what is recorded or refused.

given(COMPLAINT, received).when(lambda c: urge(c, said, now=NOON)).then(CustomerUrged(...))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from shared.domain import UNSTAMPED_TIME, Aggregate, AggregateType, DomainEvent, Refusal, stamp

State = TypeVar("State", bound=Aggregate)
Refused = TypeVar("Refused", bound=Refusal)
STREAM = UUID("00000000-0000-4000-8000-000000000001")


@dataclass(frozen=True, slots=True)
class Given(Generic[State]):
    """An aggregate that has lived through some events."""

    kind: AggregateType[State]
    events: tuple[DomainEvent, ...]

    @property
    def state(self) -> State | None:
        recorded = stamp(self.events, stream=STREAM, after_version=0, now=UNSTAMPED_TIME)
        return self.kind.fold(None, recorded)

    def when(self, decide: Callable[[Any], Sequence[DomainEvent]]) -> When:
        """Ask for a decision on the state; None stands for an aggregate that is not there yet."""
        try:
            return When(tuple(decide(self.state)), None)
        except Refusal as refusal:
            return When((), refusal)


@dataclass(frozen=True, slots=True)
class When:
    """What came of a decision."""

    events: tuple[DomainEvent, ...]
    refusal: Refusal | None

    def then(self, *expected: DomainEvent) -> None:
        """Exactly these events were decided, in this order; none means that nothing happened."""
        assert self.refusal is None, f"refused: {self.refusal!r}"
        assert self.events == expected

    def then_refused(self, expected: type[Refused], *, field: str | None = None) -> Refused:
        """It was refused for this reason, and, where a field is named, blames it."""
        assert self.refusal is not None, f"not refused, but decided: {self.events}"
        assert type(self.refusal) is expected, f"refused otherwise: {self.refusal!r}"
        if field is not None:
            assert self.refusal.field == field
        return self.refusal


def given(kind: AggregateType[State], *events: DomainEvent) -> Given[State]:
    return Given(kind, events)
