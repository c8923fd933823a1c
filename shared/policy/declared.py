"""The facts of one pack together, and whatever is looked up by the event at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from shared.domain import FactValue
from shared.policy.context import Facts
from shared.policy.facts import WHOLE_MAX, FactDeclaration, FactIsUnknown
from shared.policy.vocabulary import GRADE

Named = TypeVar("Named")

_NOT_GRADED = 0


def by_event(naming: Iterable[tuple[Named, Iterable[str]]]) -> Mapping[str, tuple[Named, ...]]:
    """Whatever names events, by each of them, in the order given."""
    found: dict[str, dict[int, Named]] = {}
    for place, (one, events) in enumerate(naming):
        for event in events:
            found.setdefault(event, {})[place] = one
    return {event: tuple(ones.values()) for event, ones in found.items()}


class DeclaredFacts:
    """What a pack declares, ready to be asked at every event."""

    def __init__(self, pack: str, facts: Mapping[str, FactDeclaration]) -> None:
        self._pack = pack
        self._facts = facts
        self._defaults = {name: declared.default for name, declared in facts.items()}
        self._types = {
            GRADE: int,
            **{n: type(d) for n, d in self._defaults.items() if not facts[n].words},
        }
        self._told = by_event((name, declared.told_on) for name, declared in facts.items())

    def ensure_declared(self, stated: Facts) -> None:
        """Raises FactIsUnknown or FactHasWrongType."""
        types = self._types
        for name, value in stated.items():
            if type(value) is not types.get(name) or (
                type(value) is int and abs(value) > WHOLE_MAX
            ):
                self._ensure_accepted(name, value)

    def _ensure_accepted(self, name: str, value: FactValue) -> None:
        declared = self._facts.get(name)
        if declared is None:
            raise FactIsUnknown(field=name, pack=self._pack, fact=name)
        if not declared.accepts(value):
            raise declared.refusal(value, name=name)

    def value_in(self, stated: Facts, name: str) -> FactValue:
        """A fact as conditions read it; grade 0 is "not graded yet". Raises FactHasWrongType."""
        value = stated.get(name)
        if value is None:
            return self._defaults.get(name, _NOT_GRADED)
        if type(value) is not self._types.get(name):
            self._ensure_accepted(name, value)
        return value

    def with_defaults(self, stated: Facts) -> dict[str, FactValue]:
        self.ensure_declared(stated)
        return {**self._defaults, **stated}

    def told_by(self, event: str, data: Mapping[str, object]) -> dict[str, FactValue]:
        names = self._told.get(event)
        if names is None:
            return {}
        told = {name: self._facts[name].told_by(event, data, name=name) for name in names}
        return {name: value for name, value in told.items() if value is not None}
