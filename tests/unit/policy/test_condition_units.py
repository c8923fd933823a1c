"""Money and lengths of time bear their unit, and are plain numbers once they are decided on."""

from __future__ import annotations

import pytest

from shared.policy.conditions import ConditionIsInvalid, compile_expression
from shared.policy.events import Readable, ValueType
from shared.policy.faults import TextProblem

READABLE = {
    "facts.loss": Readable(ValueType.MONEY),
    "facts.paid": Readable(ValueType.MONEY),
    "facts.delay": Readable(ValueType.DAYS),
    "facts.persons": Readable(ValueType.INT),
}


def holds(text: str, **facts: int) -> bool:
    compiled = compile_expression(text, READABLE, where="p.yaml:1")
    return compiled.holds({f"facts.{name}": value for name, value in facts.items()}, rule="r-1")


def refusal(text: str) -> TextProblem:
    with pytest.raises(ConditionIsInvalid) as refused:
        compile_expression(text, READABLE, where="p.yaml:1")
    return refused.value.problems[0]


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("facts.loss >= yuan(500000)", {"loss": 50_000_000}, True),
        ("facts.loss >= yuan(500000)", {"loss": 49_999_999}, False),
        ("facts.loss == fen(7)", {"loss": 7}, True),
        ("facts.delay > days(30)", {"delay": 30}, False),
        ("facts.delay > days( 30 )", {"delay": 31}, True),
        ("facts.delay in [days(7), days(14)]", {"delay": 14}, True),
        ("facts.loss > facts.paid + yuan(1)", {"loss": 301, "paid": 200}, True),
        ("facts.loss - facts.paid > yuan(1)", {"loss": 300, "paid": 200}, False),
        ("yuan(5) <= facts.loss && facts.persons > 2", {"loss": 500, "persons": 3}, True),
    ],
)
def test_a_unit_is_whole_fen_or_days_inside(
    text: str, facts: dict[str, int], expected: bool
) -> None:
    assert holds(text, **facts) is expected


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        ("facts.loss >= 500000", 12, "write yuan(500000)"),
        ("facts.persons > 1 && facts.loss < 7", 33, "write yuan(7)"),
        ("500000 <= facts.loss", 8, "write yuan(500000)"),
        ("facts.delay == 30", 13, "write days(30)"),
        ("facts.delay in [30, 60]", 13, "write days(30)"),
        ("facts.loss + 5 > facts.paid", 12, "write yuan(5)"),
    ],
)
def test_a_number_without_its_unit_is_refused_at_its_place(
    text: str, column: int, hint: str
) -> None:
    problem = refusal(text)

    assert (problem.line, problem.column) == (1, column)
    assert "缺少单位" in problem.chinese
    assert "missing unit" in problem.english
    assert hint in problem.english


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("facts.persons >= days(3)", "units do not fit"),
        ("facts.persons == yuan(3)", "units do not fit"),
        ("facts.loss >= days(3)", "(money, days)"),
        ("facts.loss > facts.delay", "(money, days)"),
        ("facts.loss >= yuan(facts.persons)", "one plain whole number"),
        ("facts.loss >= yuan(-1)", "one plain whole number"),
        ("facts.loss >= yuan(0.5)", "one plain whole number"),
        ("facts.loss >= yuan(1, 2)", "one plain whole number"),
        ("facts.loss >= yuan(\n5)", "one plain whole number"),
        ("facts.loss >= yuan(99999999999999)", "one plain whole number"),
        ("facts.loss >= yuan()", "one plain whole number"),
        ("facts.loss >= yuan(", "one plain whole number"),
        ("facts.loss * 2 > facts.paid", "missing unit"),
    ],
)
def test_units_are_not_mixed_or_made_up(text: str, reason: str) -> None:
    assert reason in refusal(text).english


def test_what_follows_a_unit_keeps_its_column() -> None:
    problem = refusal("facts.loss >= yuan(5) && facts.lost")

    assert problem.column == "facts.loss >= yuan(5) && facts.lost".index("facts.lost") + 1


def test_evidence_shows_the_text_as_it_was_written() -> None:
    text = "facts.loss >= yuan(5)"

    assert compile_expression(text, READABLE, where="p.yaml:1").text == text
