"""Reading a condition's text: which values it names, and with which words it compares them.

The type checker cannot know that no channel is called `e-mail`. This does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from shared.policy.events import Readable
from shared.policy.faults import TextProblem

_TOKEN = re.compile(
    r"""
      (?P<comment>//[^\n]*)
    | (?P<text>[rRbB]{0,2}(?:'''(?s:.*?)'''|"{3}(?s:.*?)"{3}|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))
    | (?P<name>[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)
    | (?P<number>\d[\w.]*)
    | (?P<sign>==|!=|[^\s\w])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The bare word of a literal: quotes are not part of it."""
        return self.text.strip("'\"") if self.kind == "text" else self.text


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(str(found.lastgroup), found.group(), found.start())
        for found in _TOKEN.finditer(text)
        if found.lastgroup != "comment"
    ]


def _variable(token: _Token, readable: Mapping[str, Readable]) -> str | None:
    """The full name a token reads, without the functions called on it."""
    if token.kind != "name":
        return None
    parts = [part.strip() for part in token.text.split(".")]
    name = ".".join(parts[:2])
    return name if name in readable else None


def names_read(text: str, readable: Mapping[str, Readable]) -> tuple[str, ...]:
    """The values a condition reads, each once, in order of appearance."""
    names = (_variable(token, readable) for token in _tokens(text))
    return tuple(dict.fromkeys(name for name in names if name is not None))


def undeclared_words(text: str, readable: Mapping[str, Readable]) -> Iterator[TextProblem]:
    """Comparisons of a value that has a closed vocabulary with a word that is not in it."""
    tokens = _tokens(text)
    for i, token in enumerate(tokens):
        name = _variable(token, readable)
        if name is None or not readable[name].words:
            continue
        for literal in _compared(tokens, i):
            if literal.word not in readable[name].words:
                yield _unknown_word(text, literal, name, readable[name].words)


def _compared(tokens: list[_Token], i: int) -> Iterator[_Token]:
    """The literals that the name at `i` is compared with: `a == x`, `x == a`, `a in [x, y]`."""
    after = tokens[i + 1 : i + 3]
    if len(after) == 2 and after[0].text in ("==", "!=") and after[1].kind in ("text", "number"):
        yield after[1]
    before = tokens[max(i - 2, 0) : i]
    if len(before) == 2 and before[1].text in ("==", "!=") and before[0].kind in ("text", "number"):
        yield before[0]
    if [token.text for token in after] == ["in", "["]:
        for token in tokens[i + 3 :]:
            if token.text == "]":
                return
            if token.kind in ("text", "number"):
                yield token


def _unknown_word(text: str, literal: _Token, name: str, words: frozenset[str]) -> TextProblem:
    line = text.count("\n", 0, literal.start) + 1
    column = literal.start - (text.rfind("\n", 0, literal.start) + 1) + 1
    known = "、".join(sorted(words))
    close = get_close_matches(literal.word, sorted(words), n=1)
    hint = (f"，是否想写“{close[0]}”", f" (did you mean `{close[0]}`?)") if close else ("", "")
    return TextProblem(
        line,
        column,
        f"{name} 不会是“{literal.word}”{hint[0]}；可取：{known}",
        f"`{name}` is never `{literal.word}`{hint[1]}; it is one of: {known}",
    )
