"""What authors of YAML get wrong most often, where the reader itself only says what it expected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_KEY = r"^\s*(?:- )*(?:\{\s*)?[A-Za-z_][A-Za-z0-9_.-]*"
_FULL_WIDTH_COLON = re.compile(_KEY + r"(：)")
_CLOSE_COLON = re.compile(_KEY + r"(:)[^\s:/]")
_NEGATION = re.compile(r"(?:^|[:\-\[,{])\s+(!)(?=[\w( !])")
_IN_A_VALUE = re.compile(_KEY + r":\s+[^\"'\[{#|>\s][^#]*?(:)(?:\s|$)")

QUOTE_THE_NEGATION = (
    '以 ! 开头的条件要整条加引号，如 when: "!facts.late"',
    'a condition that begins with ! is quoted as a whole, as when: "!facts.late"',
)


class Slip(NamedTuple):
    """A slip at a line and column of the text (both from 1)."""

    line: int
    column: int
    chinese: str
    english: str


def slip_near(text: str, line: int, problem: str) -> Slip | None:
    """The likeliest slip behind a problem the reader met at a line; None where none is known.

    A line that ends wrong is often only noticed on the next.
    """
    return next(_slips(text.splitlines(), line, problem), None)


def _slips(rows: list[str], line: int, problem: str) -> Iterator[Slip]:
    last = min(line, len(rows))
    before = next((i for i in range(last - 1, 0, -1) if rows[i - 1].strip()), last)
    for number in dict.fromkeys((before, last)):
        row = rows[number - 1] if rows else ""
        indent = row[: len(row) - len(row.lstrip())]
        if "tab" in problem and "\t" in indent:
            yield Slip(
                number,
                indent.index("\t") + 1,
                "缩进要用空格，不能用制表符（Tab）",
                "indent with spaces, not with a tab",
            )
        if found := _FULL_WIDTH_COLON.search(row):
            yield Slip(
                number,
                found.start(1) + 1,
                "这里是全角冒号“：”，请写半角冒号和一个空格“: ”",
                "a full-width colon: write a plain colon and a space",
            )
        if found := _CLOSE_COLON.search(row):
            yield Slip(
                number,
                found.start(1) + 1,
                "冒号之后要有一个空格",
                "a colon is followed by a space",
            )
        if found := _NEGATION.search(row):
            yield Slip(number, found.start(1) + 1, *QUOTE_THE_NEGATION)
        if "mapping values" in problem and (found := _IN_A_VALUE.search(row)):
            yield Slip(
                number,
                found.start(1) + 1,
                "值里有半角冒号和空格的，要整条加引号",
                "a value with a colon and a space in it is quoted as a whole",
            )
