"""The engine's complaints about a condition, in both languages and with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from shared.policy.condition_units import missing_unit
from shared.policy.faults import TextProblem, did_you_mean

_PROBLEM = re.compile(r"^(?:INVALID_ARGUMENT: )?ERROR: <input>:(\d+):(\d+): (.*)$", re.MULTILINE)
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '(.*)'")


def whole(chinese: str, english: str) -> TextProblem:
    """A problem with the condition as a whole."""
    return TextProblem(1, 1, chinese, english)


def compile_problems(text: str, message: str, known: Iterable[str]) -> Iterator[TextProblem]:
    """What the engine says of a text, each complaint at its place; `known` may be read in it."""
    found = False
    for row, place, reason in _PROBLEM.findall(message):
        found = True
        line, column = int(row), int(place)
        chinese, english = _explain(text, line, column, reason, known)
        # The engine points at the dot of a qualified name; an author looks for its start.
        name = _UNDECLARED.search(reason)
        start = column - name[1].rfind(".") if name and "." in name[1] else column
        yield TextProblem(line, max(start, 1), chinese, english)
    if not found:
        reason = message.splitlines()[0].removesuffix("]").rsplit(" [", 1)[0]
        yield whole(f"条件无法编译：{reason}", f"the condition does not compile: {reason}")


def _explain(
    text: str, line: int, column: int, reason: str, known: Iterable[str]
) -> tuple[str, str]:
    if name := _UNDECLARED.search(reason):
        hint = did_you_mean(name[1], known)
        return (
            f"此处没有“{name[1]}”这个事实或字段{hint[0]}",
            f"`{name[1]}` is not a fact or field that may be used here{hint[1]}",
        )
    if overload := _OVERLOAD.search(reason):
        if said := missing_unit(text, line, column, overload[2]):
            return said
        operator = overload[1].replace("_", "").lstrip("@")
        return (
            f"类型不符：“{operator}”不能用于 {overload[2]}",
            f"`{operator}` cannot be applied to {overload[2]}",
        )
    reason = reason.removesuffix(" [INVALID_ARGUMENT]")
    return f"条件语法错误：{reason}", f"the condition is not well formed: {reason}"
