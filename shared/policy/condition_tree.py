"""A condition as a tree, for those who explain it or look for what can never hold.

It never decides anything: evaluation belongs to the engine alone. What it does not know of the
language it does not guess at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from shared.policy.condition_tokens import Kind, Token, tokens
from shared.policy.condition_units import TIMES

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=", "in")
_TRUTHS = {"true": True, "false": False}
_TEXT = re.compile(r"([rR]?)('''|\"\"\"|'|\")(.*)\2", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Name:
    """A value that is read: `facts.loss`."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is written out, whole as it runs; `unit` is the one it bears, or empty."""

    value: bool | int | str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The items of a list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: Node


@dataclass(frozen=True, slots=True)
class Every:
    """All of these (&&)."""

    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of these (||)."""

    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two values in a relation: ==, !=, <, <=, >, >=, in."""

    relation: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Two values and + - * / or %."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Called:
    """A function on a value (`facts.note.contains('漏')`), or on arguments alone."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Name | Literal | Listed | Not | Every | Either | Compared | Reckoned | Called


class _NotRead(Exception):
    """Something of the language that this reader does not know."""


@lru_cache(maxsize=2048)
def tree_of(text: str) -> Node | None:
    """The tree of a condition that compiles; None where this reader does not know its words."""
    reader = _Reader(tokens(text))
    try:
        node = reader.either()
        reader.expect_end()
    except _NotRead:
        return None
    return node


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self._found = found
        self._at = 0

    def _next(self) -> Token | None:
        return self._found[self._at] if self._at < len(self._found) else None

    def _take(self, *wanted: str) -> str | None:
        token = self._next()
        if token is None or token.text not in wanted or token.kind is Kind.TEXT:
            return None
        self._at += 1
        return token.text

    def _expect(self, wanted: str) -> None:
        if self._take(wanted) is None:
            raise _NotRead(wanted)

    def expect_end(self) -> None:
        if self._next() is not None:
            raise _NotRead("more")

    def either(self) -> Node:
        return _joined(Either, self._separated(self._every, "||"))

    def _every(self) -> Node:
        return _joined(Every, self._separated(self._relation, "&&"))

    def _separated(self, part: Callable[[], Node], sign: str) -> list[Node]:
        parts = [part()]
        while self._take(sign):
            parts.append(part())
        return parts

    def _relation(self) -> Node:
        left = self._reckoned(("+", "-"))
        while relation := self._take(*_RELATIONS):
            left = Compared(relation, left, self._reckoned(("+", "-")))
        return left

    def _reckoned(self, signs: tuple[str, ...]) -> Node:
        weaker = signs == ("+", "-")
        left = self._reckoned(("*", "/", "%")) if weaker else self._unary()
        while sign := self._take(*signs):
            right = self._reckoned(("*", "/", "%")) if weaker else self._unary()
            left = Reckoned(sign, left, right)
        return left

    def _unary(self) -> Node:
        if self._take("!"):
            return Not(self._unary())
        if self._take("-"):
            of = self._unary()
            if isinstance(of, Literal) and type(of.value) is int:
                return Literal(-of.value)
            raise _NotRead("-")
        return self._member()

    def _member(self) -> Node:
        node = self._primary()
        if self._take("[", ".", "?", ":"):
            raise _NotRead("member")
        return node

    def _primary(self) -> Node:
        if self._take("("):
            inner = self.either()
            self._expect(")")
            return inner
        if self._take("["):
            return Listed(self._arguments("]"))
        token = self._next()
        if token is None or token.kind is Kind.SIGN:
            raise _NotRead("value")
        self._at += 1
        if token.kind is Kind.TEXT:
            return Literal(_plain(token.text))
        if token.kind is Kind.NUMBER:
            return Literal(_whole(token.text))
        return self._named(token)

    def _named(self, token: Token) -> Node:
        *on, last = token.parts
        if self._take("("):
            arguments = self._arguments(")")
            if not on and last in TIMES:
                return _with_unit(last, arguments)
            return Called(last, (Name(".".join(on)), *arguments) if on else arguments)
        if token.text in _TRUTHS:
            return Literal(_TRUTHS[token.text])
        return Name(".".join(token.parts))

    def _arguments(self, closing: str) -> tuple[Node, ...]:
        if self._take(closing):
            return ()
        found = self._separated(self.either, ",")
        self._expect(closing)
        return tuple(found)


def _joined(kind: type[Every | Either], parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _with_unit(unit: str, arguments: tuple[Node, ...]) -> Node:
    match arguments:
        case (Literal(value=int(number)),):
            return Literal(number * TIMES[unit], unit)
    raise _NotRead(unit)


def _whole(written: str) -> int:
    if not written.isdecimal():
        raise _NotRead(written)
    return int(written)


def _plain(written: str) -> str:
    found = _TEXT.fullmatch(written)
    if found is None or ("\\" in found[3] and not found[1]):
        raise _NotRead(written)
    return found[3]
