"""No condition can keep anybody waiting: what could is refused when its pack is loaded."""

from __future__ import annotations

from time import perf_counter

import pytest

from shared.policy.conditions import ConditionIsInvalid, Expression, compile_expression
from shared.policy.events import Readable, ValueType

READABLE = {
    "facts.note": Readable(ValueType.STRING),
    "facts.late": Readable(ValueType.BOOL),
}


def compiled(text: str) -> Expression:
    return compile_expression(text, READABLE, where="p.yaml:1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1, 2].all(x, x > 0)", "the loop `all( )`"),
        ("[1, 2] . exists (x, x > 0)", "the loop `exists( )`"),
        ("[1, 2].exists_one(x, x > 0)", "the loop `exists_one( )`"),
        ("[1, 2].map(x, x)[0] > 0", "the loop `map( )`"),
        ("size([1, 2].filter(x, x > 0)) > 0", "the loop `filter( )`"),
        ("[[1], [2]] == [[1]]", "a list within a list"),
        ("facts.note.matches(facts.note)", "must be written out"),
        ("facts.note.matches('a' + 'b')", "must be written out"),
        ("matches(facts.note, 'a')", "must be written out"),
        ("facts.note.matches('" + "a" * 100 + "')", "at most 100 characters"),
        ("facts.note.matches('a{1000}')", "repetition"),
        ("facts.note.matches('(a{20}){20}')", "repetition"),
        ("facts.note.matches('(a{3,50}){3}')", "repetition"),
        ("!facts.late && facts.late && facts.note.matches('(')", "pattern cannot be used"),
        (r"facts.note.matches(r'(a)\1')", "pattern cannot be used"),
        ("facts.late" + " || facts.late" * 100, "too long"),
    ],
)
def test_what_could_take_for_ever_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ConditionIsInvalid, match=r".") as refused:
        compiled(text)

    assert reason in refused.value.problems[0].english


def test_a_loop_is_refused_at_its_own_place() -> None:
    text = "facts.late && [1, 2].all(x, x > 0)"
    with pytest.raises(ConditionIsInvalid) as refused:
        compiled(text)

    assert refused.value.problems[0].column == text.index("all") + 1


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*)*c", "(a{2,50})+$"])
def test_a_pattern_that_other_engines_never_finish_takes_the_time_of_reading(pattern: str) -> None:
    """An engine that goes back needs 2**length steps: thirty characters are out of its reach."""
    condition = compiled(f"facts.note.matches(r'{pattern}')")

    def seconds(length: int) -> float:
        values = {"facts.note": "a" * length + "!"}
        begun = perf_counter()
        condition.holds(values, rule="r-1")
        return perf_counter() - begun

    seconds(10)
    short, long = min(seconds(10_000) for _ in range(5)), min(seconds(100_000) for _ in range(5))

    assert long < 100 * max(short, 1e-4)
