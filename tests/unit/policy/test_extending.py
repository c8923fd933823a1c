"""A regulation that builds on another: what it takes over, replaces, leaves out, and blames."""

from __future__ import annotations

import pytest

from shared.policy import Pack, PolicyIsInvalid, load_pack
from shared.policy.extending import name_of
from shared.policy.yaml_source import Source, read
from tests.unit.policy.breaking import place
from tests.unit.policy.regulations import SMALL

BASE = read(SMALL, file="small.yaml")
HEAD = """\
pack: local
version: "1"
effective_from: 2026-01-01
title: 地方制度
extends: small@1
"""


def others(*sources: Source) -> dict[str, Source]:
    return {name_of(source): source for source in (BASE, *sources)}


def extended(text: str) -> Pack:
    return load_pack(text, file="local.yaml", calendars={}, others=others())


def test_what_it_does_not_say_is_as_the_base_says() -> None:
    base = load_pack(SMALL, file="small.yaml", calendars={})

    pack = extended(HEAD)

    assert (pack.id, pack.title, pack.extends) == ("local", "地方制度", "small@1")
    assert [grade.name for grade in pack.grades] == [grade.name for grade in base.grades]
    assert [rule.key for rule in pack.obligations] == [rule.key for rule in base.obligations]


def test_the_same_key_replaces_and_a_new_one_is_added() -> None:
    pack = extended(
        HEAD
        + """
departments: {safety: 安全部}
obligations:
  - {key: answer, rule: local-1, name: 答复, starts: complaint-received, within: 1 wd,
     answerable: department, met_by: [customer-contacted]}
  - {key: survey, rule: local-2, name: 勘查, starts: complaint-received, within: 0 cd,
     answerable: safety, met_by: [cause-found]}
"""
    )

    assert "safety" in pack.departments
    assert len(pack.departments) > 1
    assert str(pack.obligation("answer").within) == "1 wd"
    assert pack.obligation("survey").rule == "local-2"


def test_without_leaves_entries_of_the_base_out() -> None:
    pack = extended(HEAD + "without: {obligations: [answer], facts: [late]}\n")

    assert (pack.obligations, "late" in pack.facts) == ((), False)


def test_a_fault_in_what_is_taken_over_is_blamed_on_the_file_it_stands_in() -> None:
    """Given that the extension leaves out a name that the base needs."""
    department = next(iter(BASE.tree["departments"]))
    text = HEAD + f"without: {{departments: [{department}]}}\n"

    with pytest.raises(PolicyIsInvalid) as refused:
        extended(text)

    files = {fault.file for fault in refused.value.faults}
    assert files == {"small.yaml"}
    assert all(fault.line > 1 for fault in refused.value.faults)


def test_a_fault_of_its_own_is_blamed_on_its_own_line() -> None:
    text = HEAD + "default_category: nowhere\n"

    with pytest.raises(PolicyIsInvalid) as refused:
        extended(text)

    [fault] = refused.value.faults
    assert (fault.file, (fault.line, fault.column)) == ("local.yaml", place(text, "nowhere"))


def test_a_base_that_is_not_there_is_named_with_those_that_are() -> None:
    text = HEAD.replace("small@1", "large@1")

    with pytest.raises(PolicyIsInvalid) as refused:
        extended(text)

    [fault] = refused.value.faults
    assert (fault.line, fault.column) == place(text, "large@1")
    assert "small@1" in fault.english


def test_files_that_extend_one_another_are_refused() -> None:
    round_about = HEAD.replace("small@1", "local@1")
    own = read(round_about, file="local.yaml")

    with pytest.raises(PolicyIsInvalid, match="without end"):
        load_pack(round_about, file="local.yaml", calendars={}, others=others(own))


@pytest.mark.parametrize(
    ("written", "blamed"),
    [
        ("obligations:\n  - {key: [answer], rule: local-1}\n", "[answer]"),
        ("obligations:\n  - {key: {answer: 1}, rule: local-1}\n", "{answer: 1}"),
        ("obligations: {answer: none}\n", "{answer: none}"),
        ('obligations: ""\n', '""'),
        ("departments: [engineering]\n", "[engineering]"),
        ("for_people: 5\n", "5\n"),
    ],
)
def test_an_entry_of_a_wrong_shape_is_a_fault_on_its_own_line(written: str, blamed: str) -> None:
    text = HEAD + written

    with pytest.raises(PolicyIsInvalid) as refused:
        extended(text)

    line = text.count("\n", 0, text.rindex(blamed)) + 1
    assert ("local.yaml", line) in {(fault.file, fault.line) for fault in refused.value.faults}


def test_a_base_of_a_wrong_shape_is_no_crash() -> None:
    text = SMALL.replace("obligations:\n", "obligations: wrong\nunknown:\n")
    base = read(text, file="small.yaml")
    own = HEAD + "obligations:\n  - {key: answer, rule: local-1}\n"

    with pytest.raises(PolicyIsInvalid):
        load_pack(own, file="local.yaml", calendars={}, others={name_of(base): base})


@pytest.mark.parametrize(
    ("without", "blamed", "told"),
    [
        ("{obligations: [anser]}", "anser", "answer"),
        ("{obligation: [answer]}", "obligation: [", "obligations"),
        ("{grades: [1]}", "grades: [", "does not know"),
        ("{obligations: answer}", "answer}", "must be a list"),
        ("[answer]", "[answer]", "mapping"),
    ],
)
def test_leaving_out_what_the_base_does_not_have_is_a_fault(
    without: str, blamed: str, told: str
) -> None:
    text = HEAD + f"without: {without}\n"

    with pytest.raises(PolicyIsInvalid) as refused:
        extended(text)

    [fault] = refused.value.faults
    assert (fault.file, (fault.line, fault.column)) == ("local.yaml", place(text, blamed))
    assert told in fault.english
