"""Reading a condition's text: which values it names, and with which words it compares them.

The type checker cannot know that no channel is called `e-mail`. This does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shared.policy.condition_tokens import Kind, Token, problem_at, tokens
from shared.policy.events import Readable
from shared.policy.faults import TextProblem, did_you_mean

_LITERALS = (Kind.TEXT, Kind.NUMBER)


def _variable(token: Token, readable: Mapping[str, Readable]) -> str | None:
    """The full name a token reads, without the functions called on it."""
    if token.kind is not Kind.NAME:
        return None
    name = ".".join(token.parts[:2])
    return name if name in readable else None


def names_read(text: str, readable: Mapping[str, Readable]) -> tuple[str, ...]:
    """The values a condition reads, each once, in order of appearance."""
    names = (_variable(token, readable) for token in tokens(text))
    return tuple(dict.fromkeys(name for name in names if name is not None))


def undeclared_words(text: str, readable: Mapping[str, Readable]) -> Iterator[TextProblem]:
    """Comparisons of a value that has a closed vocabulary with a word that is not in it."""
    found = tokens(text)
    for i, token in enumerate(found):
        name = _variable(token, readable)
        if name is None or not readable[name].words:
            continue
        for literal in _compared(found, i):
            if literal.word not in readable[name].words:
                yield _unknown_word(text, literal, name, readable[name].words)


def _compared(found: list[Token], i: int) -> Iterator[Token]:
    """The literals that the name at `i` is compared with: `a == x`, `x == a`, `a in [x, y]`."""
    after = found[i + 1 : i + 3]
    if len(after) == 2 and after[0].text in ("==", "!=") and after[1].kind in _LITERALS:
        yield after[1]
    before = found[max(i - 2, 0) : i]
    if len(before) == 2 and before[1].text in ("==", "!=") and before[0].kind in _LITERALS:
        yield before[0]
    if [token.text for token in after] == ["in", "["]:
        for token in found[i + 3 :]:
            if token.text == "]":
                return
            if token.kind in _LITERALS:
                yield token


def _unknown_word(text: str, literal: Token, name: str, words: frozenset[str]) -> TextProblem:
    known = "、".join(sorted(words))
    hint = did_you_mean(literal.word, words)
    return problem_at(
        text,
        literal.start,
        f"{name} 不会是“{literal.word}”{hint[0]}；可取：{known}",
        f"`{name}` is never `{literal.word}`{hint[1]}; it is one of: {known}",
    )
