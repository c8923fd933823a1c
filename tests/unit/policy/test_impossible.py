"""What is called impossible is impossible; what is merely unusual is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.policy.checking import check_file, check_folder
from shared.policy.condition_tree import tree_of
from shared.policy.conditions import compile_expression
from shared.policy.events import Readable, ValueType
from shared.policy.impossible.satisfying import always_holds, can_hold
from tests.unit.policy.regulations import POLICIES, SMALL

READABLE = {
    "facts.a": Readable(ValueType.BOOL),
    "facts.n": Readable(ValueType.INT),
    "facts.m": Readable(ValueType.MONEY),
    "facts.s": Readable(ValueType.STRING),
    "complaint.channel": Readable(ValueType.STRING, frozenset({"phone", "email"})),
    "facts.grade": Readable(ValueType.INT, frozenset({"1", "2"})),
}


def outcomes(text: str) -> tuple[bool, bool]:
    """Whether it can hold, and whether it always does."""
    node = tree_of(text)
    assert node is not None
    return can_hold(node, READABLE), always_holds(node, READABLE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("facts.n > 3 && facts.n < 5", (True, False)),
        ("facts.n > 3 && facts.n < 4", (False, False)),
        ("facts.n >= 3 || facts.n < 3", (True, True)),
        ("facts.m >= yuan(5) && facts.m < fen(500)", (False, False)),
        ("facts.a && !facts.a", (False, False)),
        ("facts.s == 'x' && facts.s == 'y'", (False, False)),
        ("facts.s != 'x'", (True, False)),
        ("complaint.channel in ['phone', 'email']", (True, False)),
        ("complaint.channel != 'phone' && complaint.channel != 'email'", (True, False)),
        ("facts.grade > 2", (False, False)),
        ("5 < facts.n && !(facts.n >= 6)", (False, False)),
        ("true", (True, True)),
        ("facts.s.contains('x') && !facts.s.contains('x')", (False, False)),
        ("facts.s.contains('x') && facts.s == ''", (True, False)),
        ("facts.n * 2 == 3", (True, False)),
        ("size(facts.s) < 0", (True, False)),
    ],
)
def test_only_what_is_certain_is_said(text: str, expected: tuple[bool, bool]) -> None:
    assert outcomes(text) == expected


def test_too_many_combinations_are_left_alone() -> None:
    """Eight pigeons in seven holes: impossible, and long to find out by trying."""
    pigeons = " && ".join(
        f"({' || '.join(f'facts.p{i}_{j}' for j in range(7))})" for i in range(8)
    ) + "".join(
        f" && !(facts.p{i}_{j} && facts.p{k}_{j})"
        for j in range(7)
        for i in range(8)
        for k in range(i)
    )
    node = tree_of(pigeons)
    assert node is not None

    assert can_hold(node, {})


ATOMS = st.sampled_from(
    [
        "facts.a",
        "facts.n > 1",
        "facts.n <= 1",
        "facts.n == 2",
        "3 != facts.n",
        "facts.n in [0, 2]",
        "facts.m < yuan(2)",
        "facts.s == 'x'",
        "facts.s in ['x', 'y']",
        "facts.s.startsWith('x')",
        "facts.n + 1 > 2",
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda text: f"!({text})"),
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
    ),
    max_leaves=8,
)
VALUES = st.fixed_dictionaries(
    {
        "facts.a": st.booleans(),
        "facts.n": st.integers(-1, 5),
        "facts.m": st.integers(0, 400),
        "facts.s": st.sampled_from(["", "x", "y", "xy"]),
    }
)


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, VALUES)
def test_what_the_engine_finds_true_is_never_called_impossible(
    text: str, values: dict[str, bool | int | str]
) -> None:
    """The engine's own answers are the measure of what the search may claim."""
    truth = compile_expression(text, READABLE, where="p:1").holds(values, rule="r-1")
    possible, certain = outcomes(text)

    assert possible if truth else not certain


def test_the_packs_that_come_with_the_system_have_no_conditions_that_make_no_sense() -> None:
    for name in ("zsy.yaml", "answer-within.yaml"):
        assert check_file(POLICIES / name).warnings == ()


def test_a_folder_with_a_fault_still_has_its_other_packs_looked_at(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("pack: [", encoding="utf-8")

    checked = check_folder(tmp_path)

    assert {fault.file for fault in checked.faults} == {"broken.yaml", "directory.yaml"}
    assert [warning.path for warning in checked.warnings] == ["facts.late", "facts.cost"]


def test_categories_that_come_along_with_the_complaint_need_no_words(tmp_path: Path) -> None:
    small = tmp_path / "small.yaml"
    roof = "  roof: {name: 屋面, department: engineering}\ndefault_category: leak"
    text = SMALL.replace(", words: [漏水]", "").replace("default_category: leak", roof)
    small.write_text(text, encoding="utf-8")

    assert [w.path for w in check_file(small).warnings] == ["facts.late", "facts.cost"]


def test_a_folder_that_is_called_like_a_pack_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").mkdir()

    fault = next(f for f in check_folder(tmp_path).faults if f.file == "small.yaml")

    assert "cannot be read" in fault.english


DUTY = """\
duties:
  - {key: notice, rule: small-5, name: 交付通知, before: BEFORE, lead: 15 wd, answerable: engineering}
"""


def dates_told_of(folder: Path, before: str, directory: str | None) -> list[str]:
    """What is said of the date a duty is due before, in a folder with or without a directory."""
    file = folder / "small.yaml"
    file.write_text(SMALL + DUTY.replace("BEFORE", before), encoding="utf-8")
    if directory is not None:
        (folder / "directory.yaml").write_text(directory, encoding="utf-8")
    found = check_file(file).warnings
    return [warning.chinese for warning in found if warning.path.startswith("duties[0].before")]


@pytest.mark.parametrize("directory", [None, ""], ids=["no directory", "a directory"])
def test_a_date_that_no_project_has_is_told_with_the_likeliest_one(
    tmp_path: Path, directory: str | None
) -> None:
    if directory is not None:
        directory = (POLICIES / "directory.yaml").read_text(encoding="utf-8")

    [said] = dates_told_of(tmp_path, "delivry", directory)

    assert "是否想写“delivery”" in said


def test_a_date_that_projects_have_is_well(tmp_path: Path) -> None:
    directory = (POLICIES / "directory.yaml").read_text(encoding="utf-8")

    assert dates_told_of(tmp_path, "delivery", directory) == []


def test_without_a_directory_a_date_of_ones_own_is_left_alone(tmp_path: Path) -> None:
    assert dates_told_of(tmp_path, "topping-out", None) == []
