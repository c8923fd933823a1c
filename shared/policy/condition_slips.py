"""What authors write by habit and the condition language does not have, with what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from shared.policy.condition_tokens import Kind, Token, problem_at, tokens
from shared.policy.faults import TextProblem

_WORDS: Mapping[str, str] = {
    "or": "||",
    "and": "&&",
    "not": "!",
    "OR": "||",
    "AND": "&&",
    "NOT": "!",
    "True": "true",
    "False": "false",
    "TRUE": "true",
    "FALSE": "false",
}
_PAIRS: Mapping[str, str] = {"=>": ">=", "=<": "<=", "<>": "!=", "===": "=="}
_SIGNS: Mapping[str, str] = {
    "=": "==",
    "&": "&&",
    "|": "||",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    **dict.fromkeys("“”‘’＇＂", "'"),
    **{chr(ord(sign) + 0xFEE0): sign for sign in "<>()[],.+-*/"},
    "！": "!",
    "＝": "==",
    "＆": "&&",
    "｜": "||",
    "。": ".",
    "、": ",",
}
"""Signs that no condition has, with those that it has instead; 0xFEE0 makes a sign full-width."""

_LARGE = re.compile(r"(\d+)([万亿])元?")
_ZEROES: Mapping[str, int] = {"万": 10**4, "亿": 10**8}


def slips(text: str) -> Iterator[TextProblem]:
    """Signs, words and numbers of other languages outside the texts of a condition."""
    after = 0
    for token in tokens(text):
        if token.start < after:
            continue
        written, meant = _slip(text, token)
        if not meant:
            continue
        after = token.start + len(written)
        yield problem_at(
            text,
            token.start,
            f"条件里不能写 {written} ，请写 {meant}",
            f"a condition does not know `{written}`; write {meant.replace('，金额写', ', money as')}",
        )


def _slip(text: str, token: Token) -> tuple[str, str]:
    """What was written at a token and what was meant; nothing meant where nothing is wrong."""
    if token.kind is Kind.NAME:
        return token.text, _WORDS.get(token.text, "")
    if token.kind is Kind.NUMBER:
        large = _LARGE.fullmatch(token.text)
        if large is None:
            return token.text, ""
        number = int(large[1]) * _ZEROES[large[2]]
        has_unit = text[: token.start].rstrip().endswith("(")
        return token.text, f"{number}" if has_unit else f"{number}，金额写 yuan({number})"
    if token.kind is Kind.TEXT:
        return token.text, ""
    for length in (3, 2):
        written = text[token.start : token.start + length]
        if written in _PAIRS:
            return written, _PAIRS[written]
    return token.text, _SIGNS.get(token.text, "")
