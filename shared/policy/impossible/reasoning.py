"""Every condition of a pack with its place, and what is known of the values that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from shared.policy.condition_tree import Called, Either, Every, Literal, Name, Node, Not, tree_of
from shared.policy.conditions import Expression
from shared.policy.events import Readable
from shared.policy.impossible.satisfying import always_holds, can_hold
from shared.policy.pack import Pack
from shared.policy.vocabulary import Scope, Vocabulary
from shared.policy.yaml_source import Path

_EVERYWHERE = tuple(scope for scope in Scope if scope not in (Scope.STATED, Scope.EVENT))
# Who is open at an instant works on that day.
_KNOWN: Node = Either((Not(Name("received.in_working_hours")), Name("received.working_day")))
TRUE = Literal(True)


@dataclass(frozen=True, slots=True)
class Placed:
    """A condition at a path of the pack; `events` are those whose fields it may read."""

    path: Path
    expression: Expression
    events: tuple[str, ...]


def node_of(expression: Expression | None) -> Node:
    """The tree of a condition; none is always true, an unread one may come out either way."""
    if expression is None:
        return TRUE
    return tree_of(expression.text) or Called(expression.text, ())


class Reasoning:
    """Questions about the conditions of one pack."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def can_hold(self, *nodes: Node, events: tuple[str, ...] = ()) -> bool:
        """Whether all of them can be true at once."""
        return can_hold(Every((_KNOWN, *nodes)), self._readable(events))

    def always_holds(self, node: Node, events: tuple[str, ...] = ()) -> bool:
        """Whether none of the values that there can be makes it false."""
        return always_holds(Either((Not(_KNOWN), node)), self._readable(events))

    def _readable(self, events: tuple[str, ...]) -> Mapping[str, Readable]:
        scopes = (*_EVERYWHERE, Scope.EVENT) if events else _EVERYWHERE
        return self._vocabulary.readable(scopes, events)


def conditions(pack: Pack) -> Iterator[Placed]:
    """Every condition of the pack, each once."""
    yield from _within(pack, (), (), set())


def texts(pack: Pack) -> frozenset[str]:
    """Every word that some part of the pack says besides declaring names."""
    found: set[str] = set()
    _gather(pack, found)
    return frozenset(found)


def _within(value: object, path: Path, events: tuple[str, ...], seen: set[int]) -> Iterator[Placed]:
    if isinstance(value, Expression):
        yield Placed(path, value, events)
    elif isinstance(value, BaseModel):
        if id(value) in seen:  # The terms that several orders share.
            return
        seen.add(id(value))
        mine = _events(value) or events
        for name, item in _fields(value):
            yield from _within(item, (*path, name), mine, seen)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _within(item, (*path, str(key)), events, seen)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _within(item, (*path, i), events, seen)


def _fields(model: BaseModel) -> Iterator[tuple[str, Any]]:
    for name, field in type(model).model_fields.items():
        yield field.alias or name, getattr(model, name)


def _events(model: BaseModel) -> tuple[str, ...]:
    one = getattr(model, "event", None)
    several: Sequence[str] = getattr(model, "starts", None) or getattr(model, "on", None) or ()
    return (one,) if isinstance(one, str) else tuple(several)


def _gather(value: object, found: set[str]) -> None:
    if isinstance(value, str):
        found.add(value)
    elif isinstance(value, Expression):
        found.update(value.names, _literals(node_of(value)))
    elif isinstance(value, BaseModel):
        for _, item in _fields(value):
            _gather(item, found)
    elif isinstance(value, Mapping):
        for item in value.values():
            _gather(item, found)
        if not all(isinstance(item, BaseModel | str) for item in value.values()):
            found.update(str(key) for key in value)
    elif isinstance(value, tuple | frozenset):
        for item in value:
            _gather(item, found)


def _literals(node: Node) -> Iterator[str]:
    match node:
        case Literal(value=str(word)):
            yield word
        case Called(function=text, arguments=()):
            yield text
        case _:
            for name in getattr(node, "__slots__", ()):
                yield from _inside(getattr(node, name))


def _inside(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            yield from _inside(item)
    elif hasattr(value, "__slots__"):
        yield from _literals(value)  # type: ignore[arg-type]
