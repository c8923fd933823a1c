"""A condition's text as tokens, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from shared.policy.faults import TextProblem

_TOKEN = re.compile(
    r"""
      (?P<comment>//[^\n]*)
    | (?P<text>[rRbB]{0,2}(?:'''(?s:.*?)'''|"{3}(?s:.*?)"{3}|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))
    | (?P<name>[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)
    | (?P<number>\d[\w.]*)
    | (?P<sign>==|!=|>=|<=|&&|\|\||[^\s\w])
    """,
    re.VERBOSE,
)


class Kind(StrEnum):
    """What a token is."""

    TEXT = "text"
    NAME = "name"
    NUMBER = "number"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it starts in the text; a name carries its dots (`facts.loss`)."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The bare word of a literal: quotes are not part of it."""
        return self.text.strip("'\"") if self.kind is Kind.TEXT else self.text

    @property
    def parts(self) -> tuple[str, ...]:
        """The steps of a name: `("facts", "note", "matches")`."""
        return tuple(part.strip() for part in self.text.split("."))


def tokens(text: str) -> list[Token]:
    """The tokens of a text, without its comments."""
    return [
        Token(Kind(str(found.lastgroup)), found.group(), found.start())
        for found in _TOKEN.finditer(text)
        if found.lastgroup != "comment"
    ]


def problem_at(text: str, start: int, chinese: str, english: str) -> TextProblem:
    """A problem at an offset of a text."""
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return TextProblem(line, column, chinese, english)
