"""Every sentence about a wrong field can be said, in both languages."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest
from pydantic_core._pydantic_core import list_all_errors

from shared.web.wording import WORDINGS, place_of, reason_of

OURS: dict[str, dict[str, Any]] = {
    "blank": {},
    "single_line": {},
    "string_nul": {},
    "fact_type": {"most": 9, "max_length": 200},
    "year_range": {"first": 1900, "last": 2199},
}
KNOWN: dict[str, dict[str, Any]] = {
    str(error["type"]): error["example_context"] or {} for error in list_all_errors()
}


@pytest.mark.parametrize("code", WORDINGS)
def test_a_wording_needs_nothing_that_its_fault_does_not_bring(code: str) -> None:
    context = OURS.get(code, KNOWN.get(code))
    assert context is not None, f"nothing ever fails with {code}"
    zh, en = reason_of({"type": code, "ctx": context, "msg": ""})
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not re.search(r"[\u4e00-\u9fff]", en)
    for wording in WORDINGS[code]:
        fields = {name for _, name, _, _ in Formatter().parse(wording) if name}
        assert fields <= {*context, "choices_zh", "choices_en"}


def test_choices_are_told_as_a_list() -> None:
    fault = {"type": "enum", "ctx": {"expected": "'phone', 'web' or 'letter'"}}
    assert reason_of(fault) == (
        "应为以下之一：phone、web、letter",
        "must be one of phone, web, letter",
    )


def test_a_fault_without_a_wording_does_not_echo_the_input() -> None:
    assert "secret" not in "".join(reason_of({"type": "odd", "msg": "secret", "ctx": {}}))


def test_a_fault_may_bring_its_own_words() -> None:
    context = {"chinese": "两项不能同填", "english": "not both"}
    assert reason_of({"type": "policy", "ctx": context}) == ("两项不能同填", "not both")


@pytest.mark.parametrize(
    ("location", "place"),
    [
        (("body", "customer", "phone"), "customer.phone"),
        (("body", "facts", "a", "[key]"), "facts.a"),
        (("query", "limit"), "limit"),
        (("header", "X-Actor"), "X-Actor"),
        (("body", "steps", 2, "body"), "steps.2.body"),
        (("body",), "body"),
        ((), "body"),
        (("customer", "phone"), "customer.phone"),
    ],
)
def test_a_field_is_named_as_its_sender_wrote_it(
    location: tuple[int | str, ...], place: str
) -> None:
    assert place_of(location) == place
