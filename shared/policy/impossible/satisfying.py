"""Whether a condition can ever hold, found by trying the values between which it can tell apart.

A value that is compared with 5 is tried as 4, 5 and 6; a text as each word it is compared with,
each word it may have and one other. What the search does not understand may come out either way. So
it errs on one side only: what it calls impossible is impossible.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from shared.policy.condition_tree import (
    Compared,
    Either,
    Every,
    Listed,
    Literal,
    Name,
    Node,
    Not,
)
from shared.policy.events import Readable, ValueType

TRIES_MAX = 5_000
"""Beyond so many the search gives up, and nothing is said."""

Value: TypeAlias = bool | int | str
_OTHER = "\0"
_UNSET = ""
_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class _Atom:
    """A question about one value, with the answer for any value it may have."""

    about: Hashable
    test: Callable[[Value], bool]
    literals: tuple[Value, ...]


class _GaveUp(Exception):
    """There are too many combinations to try."""


def can_hold(node: Node, readable: Mapping[str, Readable]) -> bool:
    """Whether some values make it true; True as well where that cannot be found out.

    `readable` tells the words of values that have a closed vocabulary.
    """
    try:
        return _Search(node, readable).succeeds()
    except _GaveUp:
        return True


def always_holds(node: Node, readable: Mapping[str, Readable]) -> bool:
    """Whether it is certain that no values make it false."""
    return not can_hold(Not(node), readable)


class _Search:
    def __init__(self, node: Node, readable: Mapping[str, Readable]) -> None:
        self._node = node
        self._atoms = {id(leaf): _atom(leaf) for leaf in _leaves(node)}
        literals: dict[Hashable, list[Value]] = {}
        for atom in self._atoms.values():
            literals.setdefault(atom.about, []).extend(atom.literals)
        self._values = {
            about: _values(found, readable.get(about) if isinstance(about, str) else None)
            for about, found in literals.items()
        }
        self._chosen: dict[Hashable, Value] = {}
        self._open: Hashable = None
        self._tries = 0

    def succeeds(self) -> bool:
        """Choose value after value, and turn back as soon as the outcome is settled."""
        self._tries += 1
        if self._tries > TRIES_MAX:
            raise _GaveUp
        self._open = None
        settled = self._settled(self._node)
        if settled is not None:
            return settled
        about = self._open
        for value in self._values[about]:
            self._chosen[about] = value
            if self.succeeds():
                return True
        del self._chosen[about]
        return False

    def _settled(self, node: Node) -> bool | None:
        """What it comes to on the values chosen so far, if that is certain."""
        match node:
            case Literal(value=bool(truth)):
                return truth
            case Not(of=inner):
                found = self._settled(inner)
                return None if found is None else not found
            case Every(of=parts):
                return self._joint(parts, decided_by=False)
            case Either(of=parts):
                return self._joint(parts, decided_by=True)
        atom = self._atoms[id(node)]
        if atom.about not in self._chosen:
            self._open = self._open or atom.about
            return None
        return atom.test(self._chosen[atom.about])

    def _joint(self, parts: Sequence[Node], *, decided_by: bool) -> bool | None:
        unsettled = False
        for part in parts:
            found = self._settled(part)
            if found is decided_by:
                return decided_by
            unsettled = unsettled or found is None
        return None if unsettled else not decided_by


def _leaves(node: Node) -> Iterator[Node]:
    match node:
        case Literal(value=bool()):
            return
        case Not(of=inner):
            yield from _leaves(inner)
        case Every(of=parts) | Either(of=parts):
            for part in parts:
                yield from _leaves(part)
        case _:
            yield node


def _atom(leaf: Node) -> _Atom:
    match leaf:
        case Name(name=name):
            return _Atom(name, lambda value: value is True, (True,))
        case Compared(relation="in", left=Name(name=name), right=Listed(items=items)):
            listed = tuple(item.value for item in items if isinstance(item, Literal))
            if len(listed) == len(items):
                return _Atom(name, lambda value: value in listed, listed)
        case Compared(relation=sign, left=Name(name=name), right=Literal(value=given)):
            return _compared(name, _TESTS[sign], given)
        case Compared(relation=sign, left=Literal(value=given), right=Name(name=name)) if (
            sign in _MIRRORED
        ):
            return _compared(name, _TESTS[_MIRRORED[sign]], given)
    return _Atom(leaf, lambda value: value is True, (True,))


def _compared(name: str, test: Callable[[Value, Value], bool], given: Value) -> _Atom:
    return _Atom(name, lambda value: test(value, given), (given,))


def _values(literals: Sequence[Value], readable: Readable | None) -> tuple[Value, ...]:
    """The values that stand for all: between two of them nothing can be told apart."""
    found: set[Value] = set()
    words = readable.words if readable else frozenset[str]()
    if any(isinstance(value, bool) for value in literals):
        return (False, True)
    if any(isinstance(value, str) for value in literals):
        other = set() if words else {_OTHER}
        return tuple(sorted({str(value) for value in literals} | words | other | {_UNSET}))
    if words and readable and readable.type is ValueType.INT:
        found |= {int(word) for word in words if word.isdecimal()}
    else:
        found |= {int(value) + step for value in literals for step in (-1, 0, 1)}
    return tuple(sorted({0, *found}))
