"""zsy-3.3: the four grades, at the edges of every number the regulation names."""

from __future__ import annotations

import pytest

from shared.domain import FactValue
from shared.policy import FactHasWrongType, FactIsUnknown
from tests.unit.policy.regulations import zsy


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        ({}, 4),
        ({"collective_persons": 1}, 4),
        ({"collective_persons": 2}, 4),
        ({"collective_persons": 3}, 2),
        ({"collective_persons": 4}, 2),
        ({"collective_persons": 5}, 1),
        ({"collective_persons": 60}, 1),
        ({"similar_in_month": 2}, 4),
        ({"similar_in_month": 3}, 2),
        ({"similar_in_month": 30}, 2),
        ({"lawsuit_filed": True}, 1),
        ({"media_exposed": True}, 1),
        ({"unsolved_month": True}, 1),
        ({"lawsuit_possible": True}, 2),
        ({"media_possible": True}, 2),
        ({"unsolved_week": True}, 2),
        ({"repeated_after_handling": True}, 3),
        ({"outside_help_needed": True}, 3),
        ({"may_delay_delivery": True}, 4),
        ({"second_complaint": True, "overdue": True}, 4),
    ],
)
def test_a_complaint_gets_the_grade_of_the_regulation(
    facts: dict[str, FactValue], grade: int
) -> None:
    assert zsy().grade(facts).grade == grade


def test_the_gravest_grade_wins() -> None:
    facts: dict[str, FactValue] = {
        "outside_help_needed": True,
        "media_possible": True,
        "lawsuit_filed": True,
    }

    assert zsy().grade(facts).grade == 1


def test_a_grading_cites_every_condition_that_held_with_its_facts() -> None:
    grading = zsy().grade({"similar_in_month": 3, "collective_persons": 4, "unsolved_week": False})

    assert (grading.name, grading.pack, grading.version) == ("热点", "zsy", "2026.1")
    assert [(e.rule, e.facts) for e in grading.evidence] == [
        ("zsy-3.3b", {"similar_in_month": 3}),
        ("zsy-3.3b", {"collective_persons": 4}),
    ]


def test_evidence_carries_all_facts_of_a_condition_even_those_that_did_not_decide_it() -> None:
    (evidence,) = zsy().grade({"media_possible": True}).evidence

    assert evidence.facts == {"lawsuit_possible": False, "media_possible": True}


def test_an_ordinary_complaint_cites_the_rule_for_all_else() -> None:
    (evidence,) = zsy().grade({}).evidence

    assert (evidence.rule, evidence.facts) == ("zsy-3.3d", {})


def test_a_grade_already_given_does_not_disturb_grading_anew() -> None:
    assert zsy().grade({"grade": 4, "lawsuit_filed": True}).grade == 1


def test_a_fact_the_regulation_does_not_know_is_refused_by_name() -> None:
    with pytest.raises(FactIsUnknown) as refused:
        zsy().grade({"weather": True})

    assert refused.value.field == "weather"


@pytest.mark.parametrize(
    ("name", "value"),
    [("collective_persons", True), ("collective_persons", "5"), ("lawsuit_filed", 1)],
)
def test_a_fact_of_the_wrong_type_is_refused_rather_than_converted(
    name: str, value: FactValue
) -> None:
    with pytest.raises(FactHasWrongType) as refused:
        zsy().grade({name: value})

    assert refused.value.field == name


def test_the_same_facts_in_any_order_give_the_same_grading_byte_for_byte() -> None:
    facts: dict[str, FactValue] = {"collective_persons": 3, "similar_in_month": 3}
    turned = dict(reversed(facts.items()))

    assert zsy().grade(facts).model_dump_json() == zsy().grade(turned).model_dump_json()
