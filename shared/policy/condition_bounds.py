"""Bounds of a condition: nothing in it may take longer than reading the text it is about.

Loops over lists and lists within lists are refused, and patterns are written out, short and
without large counted repetition. What is left takes linear time: the engine's regular expressions
are RE2, which never goes back (https://github.com/google/re2/wiki/WhyRE2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod

from shared.policy.condition_tokens import Kind, Token, problem_at, tokens
from shared.policy.faults import TextProblem

LOOPS = ("all", "exists", "exists_one", "map", "filter")
MATCHES = "matches"
PATTERN_LENGTH_MAX = 100
REPETITIONS_MAX = 100
"""How often a pattern may ask for the same thing, nested counts multiplied."""

_COUNTED = re.compile(r"\{(\d+)(?:,(\d*))?\}")


def unbounded_parts(text: str) -> Iterator[TextProblem]:
    """Everything in a condition that could keep it from ending soon."""
    found = tokens(text)
    depth = 0
    for i, token in enumerate(found):
        if token.text in "[]":
            depth += 1 if token.text == "[" else -1
            if depth > 1:
                yield problem_at(
                    text,
                    token.start,
                    "列表中不能再有列表",
                    "a list within a list is not allowed",
                )
                return
        if token.kind is Kind.NAME and found[i + 1 : i + 2] and found[i + 1].text == "(":
            refused = list(_called(text, found, i))
            yield from refused
            if refused:
                return


def patterns(text: str) -> Iterator[Token]:
    """The literals that `matches` is given."""
    found = tokens(text)
    for i, token in enumerate(found[:-2]):
        if token.kind is Kind.NAME and token.parts[-1] == MATCHES:
            yield found[i + 2]


def _called(text: str, found: list[Token], i: int) -> Iterator[TextProblem]:
    name = found[i].parts[-1]
    start = found[i].end - len(name)
    if name in LOOPS:
        yield problem_at(
            text,
            start,
            f"不能使用循环 {name}( )：条件必须很快算完",
            f"the loop `{name}( )` is not allowed: a condition must come to an end at once",
        )
    if name == MATCHES:
        given = found[i + 2 : i + 4]
        if len(given) < 2 or given[0].kind is not Kind.TEXT or given[1].text != ")":
            yield problem_at(
                text,
                start,
                "matches( ) 的正则表达式须直接写出，如 matches('^漏')",
                "the pattern of `matches( )` must be written out, as in matches('^漏')",
            )
        else:
            yield from _pattern(text, given[0])


def _pattern(text: str, literal: Token) -> Iterator[TextProblem]:
    if len(literal.text) > PATTERN_LENGTH_MAX:
        yield problem_at(
            text,
            literal.start,
            f"正则表达式最长 {PATTERN_LENGTH_MAX} 个字符",
            f"a pattern has at most {PATTERN_LENGTH_MAX} characters",
        )
        return
    # A pattern of a hundred characters has few counts: their digits are few as well.
    counts = [max(int(low), int(high or 0)) for low, high in _COUNTED.findall(literal.text)]
    if prod(max(count, 1) for count in counts) > REPETITIONS_MAX:
        yield problem_at(
            text,
            literal.start,
            f"正则表达式的重复次数过大（相乘最多 {REPETITIONS_MAX}）",
            f"the counted repetition of the pattern is too large (at most {REPETITIONS_MAX}"
            " when multiplied)",
        )
