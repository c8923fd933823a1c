"""The condition language: failures are never taken for an answer."""

from __future__ import annotations

import pytest

from shared.policy.condition_text import names_read
from shared.policy.conditions import (
    ConditionFailed,
    ConditionIsInvalid,
    Expression,
    compile_expression,
)
from shared.policy.events import Readable, ValueType

READABLE = {
    "facts.late": Readable(ValueType.BOOL),
    "facts.persons": Readable(ValueType.INT),
    "facts.loss": Readable(ValueType.MONEY),
    "facts.note": Readable(ValueType.STRING),
    "complaint.channel": Readable(ValueType.STRING, frozenset({"phone", "email"})),
}


def compiled(text: str) -> Expression:
    return compile_expression(text, READABLE, where="p.yaml:7")


def test_a_condition_reads_chinese_by_character() -> None:
    condition = compiled("size(facts.note) == 4 && facts.note.contains('漏水')")

    assert condition.holds({"facts.note": "厨房漏水"}, rule="r-1")


def test_money_is_compared_in_whole_fen() -> None:
    condition = compiled("facts.loss >= yuan(500000)")

    assert condition.holds({"facts.loss": 50_000_000}, rule="r-1")
    assert not condition.holds({"facts.loss": 49_999_999}, rule="r-1")


def test_a_condition_names_what_it_reads_and_not_what_it_quotes() -> None:
    text = "facts.late && facts.note.startsWith('facts.loss') // facts.persons\n|| facts.late"

    assert names_read(text, READABLE) == ("facts.late", "facts.note")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("facts.persons * 4611686018427387904 > 0", {"facts.persons": 4}),
        ("facts.persons > 1", {"facts.persons": "2"}),
        ("facts.persons > 1", {}),
        ("facts.late", {"facts.late": 1}),
        ("facts.late", {"facts.late": None}),
        ("facts.late", {"facts.late": object()}),
        ("facts.persons > 1", {"facts.persons": 2**80}),
    ],
)
def test_a_condition_that_cannot_be_decided_fails_and_is_never_true(
    text: str, values: dict[str, object]
) -> None:
    with pytest.raises(ConditionFailed) as failed:
        compiled(text).holds(values, rule="r-9")

    assert (failed.value.rule, failed.value.where) == ("r-9", "p.yaml:7")


@pytest.mark.parametrize(
    "text",
    [
        "1 / 0 == 1",
        "facts.note.matches('(')",
        "10 / facts.persons > 1",
        "10 / (facts.persons - 1) > 1",
        "timestamp(facts.note) > timestamp('2026-01-01T00:00:00Z')",
        "(" * 40 + "facts.late" + ")" * 40,
        "facts.late " + "|| facts.late " * 100,
        "facts.persons",
        "'true'",
        "facts",
        "",
        "__import__('os').system('true') == 0",
        "complaint.channel in ['phone', 'fax']",
        "'fax' == complaint.channel",
        'complaint.channel != "fax"',
    ],
)
def test_a_condition_that_could_mislead_is_refused_when_it_is_loaded(text: str) -> None:
    with pytest.raises(ConditionIsInvalid):
        compiled(text)


def test_the_same_values_decide_the_same_way_however_often_they_are_asked() -> None:
    condition = compiled("facts.persons % 3 == 1 || facts.note.matches('^漏+$')")
    values: dict[str, object] = {"facts.persons": 2, "facts.note": "漏漏漏"}

    assert {condition.holds(values, rule="r-1") for _ in range(200)} == {True}
