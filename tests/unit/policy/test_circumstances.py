"""What rules read of the circumstances, alone and together, once and again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from shared.policy import ConditionFailed, Context, FactHasWrongType
from shared.policy.circumstances import Circumstances
from shared.policy.conditions import AskedTogether, Expression, compile_expression
from shared.policy.consequences import NONE
from shared.policy.context import ComplaintContext, EventValues
from shared.policy.declared import DeclaredFacts
from shared.policy.events import Readable, ValueType
from tests.unit.policy.regulations import at, zsy

READABLE = {
    "facts.late": Readable(ValueType.BOOL),
    "facts.persons": Readable(ValueType.INT),
    "event.note": Readable(ValueType.STRING),
}


@dataclass(frozen=True)
class Article:
    rule: str
    when: Expression | None = None

    @classmethod
    def that(cls, rule: str, text: str) -> Article:
        return cls(rule, compile_expression(text, READABLE, where="p.yaml:7"))


LATE = Article.that("r-1", "facts.late")
MANY = Article.that("r-2", "facts.persons >= 3")
NOTED = Article.that("r-3", "event.note == '' || facts.persons / size(event.note) > 1")
ALWAYS = Article("r-4")


def circumstances(context: Context) -> Circumstances:
    return Circumstances(context, DeclaredFacts("zsy", zsy().facts))


def test_what_nobody_stated_is_false_or_0_and_a_complaint_not_graded_yet_has_grade_0() -> None:
    values = circumstances(Context(facts={"lawsuit_filed": True}))
    assert values["facts.lawsuit_filed"] is True
    assert values["facts.media_exposed"] is False
    assert values["facts.collective_persons"] == 0
    assert values["facts.grade"] == 0


def test_every_part_is_found_by_its_full_name() -> None:
    values = circumstances(
        Context(
            facts={"grade": 2},
            complaint=ComplaintContext(channel="phone", project="mhhy"),
            received=zsy().received_context(at("2026-11-18 19:00")),
            event={"template": "handover-form", "note": None},
        )
    )
    assert (values["facts.grade"], values["complaint.channel"]) == (2, "phone")
    assert values["received.working_day"] is True
    assert values["received.in_working_hours"] is False
    assert (values["event.template"], values["event.note"]) == ("handover-form", "")


@pytest.mark.parametrize("name", ["event.template", "complaint.channel", "received.working_day"])
def test_what_was_not_given_is_not_guessed(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        circumstances(Context())[name]


def test_a_field_that_an_event_does_not_have_is_named_in_full() -> None:
    with pytest.raises(KeyError, match=r"event\.template"):
        EventValues({"number": "HY-1"})["event.template"]


def test_a_fact_of_the_wrong_type_is_refused_where_it_is_read() -> None:
    values = circumstances(Context(facts={"lawsuit_filed": 1}))
    with pytest.raises(FactHasWrongType):
        values["facts.lawsuit_filed"]


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("persons", [0, 1, 3])
@pytest.mark.parametrize("note", ["", "漏水"])
def test_articles_asked_together_hold_as_each_of_them_alone(
    late: bool, persons: int, note: str
) -> None:
    articles = [LATE, MANY, NOTED, ALWAYS]
    together = AskedTogether(articles)
    values = {"facts.late": late, "facts.persons": persons, "event.note": note}
    alone = tuple(a for a in articles if a.when is None or a.when.holds(values, rule=a.rule))
    assert {together.holding(values) for _ in range(3)} == {alone}


def test_a_truth_is_not_taken_for_the_number_one_because_that_was_asked_before() -> None:
    together = AskedTogether([MANY, LATE])
    assert together.holding({"facts.late": True, "facts.persons": 1}) == (LATE,)
    with pytest.raises(ConditionFailed) as failed:
        together.holding({"facts.late": 1, "facts.persons": 1})
    assert failed.value.rule == "r-1"


def test_articles_asked_together_fail_by_the_rule_that_lacks_a_value() -> None:
    with pytest.raises(ConditionFailed, match=r"event\.note") as failed:
        AskedTogether([LATE, NOTED]).holding({"facts.late": False, "facts.persons": 1})
    assert failed.value.rule == "r-3"


def test_an_event_that_the_regulation_does_not_mention_has_no_consequences() -> None:
    assert zsy().consequences_of("customer-identified") is NONE
    assert not zsy().may_end("customer-identified", {})


def test_all_that_an_event_may_bring_about_is_found_together() -> None:
    graded = zsy().consequences_of("graded")
    assert [rule.key for rule in graded.starts] == ["important-state"]
    assert [notice.key for notice in graded.notices] == [
        "crisis-report",
        "hot-complaint",
        "important-complaint",
    ]
    assert [match.when and match.when.text for match in graded.ends] == ["event.grade != 3"]
    assert not graded.tells
    assert zsy().consequences_of("complaint-repeated").tells


def test_what_an_event_ends_anyhow_needs_no_condition_asked() -> None:
    (closed,) = zsy().consequences_of("case-closed").ends
    assert closed.when is None
    assert zsy().may_end("case-closed", {})
