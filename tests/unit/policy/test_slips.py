"""Slips of habit and of the keyboard: what to write instead is said, at the place."""

from __future__ import annotations

import pytest

from shared.policy import load_pack
from tests.unit.policy.breaking import broken, faults_of, place
from tests.unit.policy.regulations import SMALL

CONDITION = "when: facts.persons >= 5"


@pytest.mark.parametrize(
    ("written", "at", "meant"),
    [
        ("facts.persons = 5", "= 5", "=="),
        ("facts.persons => 5", "=> 5", ">="),
        ("facts.persons <> 5", "<> 5", "!="),
        ("facts.persons ≥ 5", "≥ 5", ">="),
        ("facts.persons ＞ 5", "＞ 5", ">"),
        ("facts.late or facts.persons >= 5", "or facts", "||"),
        ("facts.late and facts.persons >= 5", "and facts", "&&"),
        ("not facts.late", "not facts", "!"),
        ("facts.late == True", "True", "true"),
        ("facts.cost >= 10万", "10万", "yuan(100000)"),
        ("facts.cost >= yuan(10万)", "10万", "100000"),
    ],
)
def test_what_a_condition_does_not_know_is_told_with_what_to_write(
    written: str, at: str, meant: str
) -> None:
    text = broken(CONDITION, f'when: "{written}"')

    [fault] = faults_of(text)

    start, shift = place(text, written), written.index(at)
    assert (fault.line, fault.column) == (start[0], start[1] + shift)
    assert f"请写 {meant}" in fault.chinese or f"金额写 {meant}" in fault.chinese


def test_full_width_quotes_are_told_as_such() -> None:
    text = broken("event.preliminary_opinion", "event.channel == ‘phone’")

    told = [fault.chinese for fault in faults_of(text)]

    assert len(told) == 2
    assert all("请写 '" in said for said in told)


def test_the_same_signs_inside_a_text_are_the_texts_own() -> None:
    text = broken(CONDITION, "when: facts.late && '10万 = or “' != ''")

    pack = load_pack(text, file="small.yaml", calendars={})

    assert pack.grade({"late": True}).grade == 1


def test_a_misspelt_fact_is_told_with_the_likeliest_one() -> None:
    [fault] = faults_of(broken(CONDITION, "when: facts.person >= 5"))

    assert "是否想写“facts.persons”" in fault.chinese


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        (CONDITION, "when: !facts.late", "!facts.late", "整条加引号"),
        (CONDITION, "when: !facts.late && facts.late", "!facts.late", "整条加引号"),
        ("    name: 答复\n", "\tname: 答复\n", "\tname", "制表符"),
        ("    name: 答复\n", "    name：答复\n", "：答复", "全角冒号"),
        ("title: 小制度", "title：小制度", "：小制度", "全角冒号"),
        ("    name: 答复\n", "    name:答复\n", ":答复", "一个空格"),
        ("title: 小制度", "title: 小制度: 二", ": 二", "加引号"),
        ("[complaint-withdrawn]", "[complaint-withdrawn，case-closed]", "complaint-w", "半角"),
    ],
)
def test_a_slip_in_the_file_is_told_at_its_place(old: str, new: str, at: str, said: str) -> None:
    text = broken(old, new)

    [fault] = faults_of(text)

    assert (fault.line, fault.column) == place(text, at)
    assert said in fault.chinese


def test_a_negation_in_a_block_is_no_tag() -> None:
    text = broken("  - {rule: small-3, label: 已办, when: case.carried_out}", NEGATED)

    [fault] = faults_of(text)

    assert "整条加引号" in fault.chinese


NEGATED = """\
  - rule: small-3
    label: 已办
    when: !case.carried_out
"""


def test_a_full_width_colon_in_a_list_of_fields_is_told() -> None:
    found = faults_of(broken(CONDITION, "when：facts.persons >= 5"))

    assert any("半角冒号" in fault.chinese for fault in found)


def test_a_key_used_twice_is_told_before_what_it_makes_unknown() -> None:
    """Given that the second of two obligations took over the name of the first."""
    answer = SMALL[SMALL.index("  - key: answer") : SMALL.index("closing:")]
    reply = answer.replace("key: answer", "key: reply").replace("rule: small-2", "rule: small-9")
    both = SMALL.replace(answer, reply + reply).replace("after: answer", "after: second")

    [fault] = faults_of(both)

    assert "key“reply”重复" in fault.chinese
