"""Units in conditions: money and lengths of time are never bare numbers.

`yuan(500000)`, `fen(50)` and `days(30)` are checked as types of their own and then written out as
whole fen and whole days, at the same columns, so that evaluation stays that of plain integers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from shared.policy.condition_tokens import Kind, Token, problem_at, tokens
from shared.policy.faults import TextProblem

TIMES: Mapping[str, int] = {"yuan": 100, "fen": 1, "days": 1}
"""The functions that give a number its unit, with what one of it is inside."""

_WHOLE_MAX = 2**53 - 1
_PLAIN = re.compile(r"\d+")
_KINDS = {"money": ("金额", "money"), "days": ("天数", "days")}
_UNIT_OF = {"money": "yuan", "days": "days"}


def _units(found: Sequence[Token]) -> Iterator[int]:
    for i, token in enumerate(found):
        called = i + 1 < len(found) and found[i + 1].text == "("
        if called and token.kind is Kind.NAME and token.text in TIMES:
            yield i


def unit_problems(text: str) -> Iterator[TextProblem]:
    """Units given to anything but a plain whole number on the same line."""
    found = tokens(text)
    for i in _units(found):
        unit, *given = found[i : i + 4]
        whole = text[unit.start : given[-1].end]
        plain = len(given) == 3 and _PLAIN.fullmatch(given[1].text) and given[2].text == ")"
        if not plain or "\n" in whole or int(given[1].text) * TIMES[unit.text] > _WHOLE_MAX:
            yield problem_at(
                text,
                unit.start,
                f"{unit.text}( ) 里只能写一个整数，如 {unit.text}(30)",
                f"`{unit.text}( )` takes one plain whole number, as in {unit.text}(30)",
            )


def written_out(text: str) -> str:
    """The text with every unit turned into whole fen or days; all else keeps its column."""
    found = tokens(text)
    for i in _units(found):
        unit, _, number, closing = found[i : i + 4]
        whole = str(int(number.text) * TIMES[unit.text])
        width = closing.end - unit.start
        text = text[: unit.start] + whole.ljust(width) + text[closing.end :]
    return text


def missing_unit(text: str, line: int, column: int, types: str) -> tuple[str, str] | None:
    """What to say where the operator at a place stands between a unit and a bare number.

    `types` are the engine's own, such as `money, int`; None where units are not what is wrong.
    """
    kinds = re.findall(r"\w+", types)
    named = [kind for kind in kinds if kind in _UNIT_OF]
    if not named or not {"int", "double"} & set(kinds):
        return None
    number = _number_beside(text, line, column) or "30"
    said, unit = _KINDS[named[0]], _UNIT_OF[named[0]]
    beside_a_count = f"{unit}(" in text and kinds[0] in ("int", "double")
    if beside_a_count:
        return (
            f"单位不符：没有单位的数不能与{said[0]}比较，二者须同为{said[0]}或同为整数",
            f"units do not fit: a bare number cannot be compared with {said[1]}",
        )
    return (
        f"缺少单位：这里是{said[0]}，应写 {unit}({number})",
        f"missing unit: this is {said[1]}, write {unit}({number})",
    )


def _number_beside(text: str, line: int, column: int) -> str | None:
    row = text.splitlines()[line - 1] if text else ""
    after = re.match(r"\W*?(\d+)", row[column - 1 :])
    before = re.search(r"(\d+)\s*$", row[: column - 1])
    found = after or before
    return found[1] if found else None
