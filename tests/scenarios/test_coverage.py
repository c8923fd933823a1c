"""A rule is proven by scenarios that pass on either side of its edge, and by nothing less."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from huiyin.policy.coverage import RULES
from huiyin.policy.coverage import command as coverage_command
from huiyin.policy.scenario import command as scenario_command
from huiyin.scenarios.coverage import Coverage, Status, cover
from huiyin.scenarios.playing import play
from huiyin.scenarios.rules import RuleListIsUnfit, places_of, read_rules
from shared.policy.yaml_source import read
from shared.settings import POLICIES
from tests.scenarios.played import HEAD, scenarios

LIST = """\
packs:
  zsy:
    rules:
      - {id: zsy-3.3a, kind: grading, rule: grade 1}
      - {id: zsy-3.3b, kind: grading, rule: grade 2}
      - {id: zsy-5.6.1, kind: report, rule: monthly}
      - {id: zsy-5.3.1, kind: revisit, rule: asked afterwards}
      - {id: zsy-9, kind: deadline, rule: nowhere}
"""
PACK = """\
pack: zsy
grades:
  - {grade: 1, conditions: [{rule: zsy-3.3a, when: facts.x}]}
  - {grade: 2, otherwise: {rule: zsy-3.3b}}
reports: [{key: monthly, rule: zsy-5.6.1}]
closing:
  - {rule: zsy-5.3.1, when: case.revisited}
"""
BOTH_SIDES = """\
- name: 人数
  proves: zsy-3.3a
  table:
    - {edge: inside, facts: {collective_persons: 5}, grade: 1}
    - {edge: outside, facts: {collective_persons: 4}, grade: 2}
"""


def _covered(written: str, pack: str = PACK) -> Coverage:
    places = places_of([read(pack, file="zsy.yaml")])
    verdicts = [play(scenario) for scenario in scenarios(written)]
    return cover(read_rules(LIST, file="rules.yaml"), places, verdicts)


def _status(coverage: Coverage, rule: str) -> Status:
    return next(one.status for one in coverage.rules if one.rule.id == rule)


def test_both_sides_of_the_edge_prove_a_rule() -> None:
    coverage = _covered(BOTH_SIDES)

    proven = coverage.rules[0]
    assert proven.status is Status.PROVEN
    assert [(p.file, p.line, p.path) for p in proven.places] == [
        ("zsy.yaml", 3, "grades[0].conditions[0]")
    ]
    assert proven.inside == ["made-up.yaml:8 人数：第 1 行"]
    assert proven.outside == ["made-up.yaml:9 人数：第 2 行"]


@pytest.mark.parametrize("edge", ["inside", "outside"])
def test_one_side_alone_does_not(edge: str) -> None:
    one_sided = BOTH_SIDES.replace("edge: inside" if edge == "outside" else "edge: outside", "x: 1")
    rows = [line for line in one_sided.splitlines() if "x: 1" not in line]

    coverage = _covered("\n".join(rows) + "\n")

    assert _status(coverage, "zsy-3.3a") is Status.MISSING
    other = "outside" if edge == "inside" else "inside"
    assert other in coverage.rules[0].why


def test_a_scenario_that_fails_proves_nothing() -> None:
    coverage = _covered(BOTH_SIDES.replace("grade: 2", "grade: 3"))

    assert _status(coverage, "zsy-3.3a") is Status.MISSING
    assert any("不符" in error for error in coverage.errors)


def test_a_scenario_in_which_the_rule_does_not_show_proves_nothing() -> None:
    coverage = _covered(BOTH_SIDES.replace("persons: 5}, grade: 1", "persons: 2}, grade: 4"))

    assert _status(coverage, "zsy-3.3a") is Status.MISSING
    assert any("没有显示 zsy-3.3a 起作用" in error for error in coverage.errors)


def test_what_is_nowhere_is_missing_and_what_is_only_recorded_is_open() -> None:
    coverage = _covered(BOTH_SIDES)

    assert _status(coverage, "zsy-9") is Status.MISSING
    assert _status(coverage, "zsy-5.6.1") is Status.OPEN
    assert _status(coverage, "zsy-5.3.1") is Status.OPEN  # It takes effect, but nothing proves it.
    assert coverage.summary == "rules: 5, proven: 1, open: 2, missing: 2"
    assert not coverage.is_whole


def test_ids_that_the_list_does_not_have_are_errors() -> None:
    cited = PACK.replace("rule: zsy-5.6.1", "rule: zsy-5.6.9")
    coverage = _covered(BOTH_SIDES.replace("proves: zsy-3.3a", "proves: [zsy-3.3a, zsy-0]"), cited)

    assert any("zsy.yaml:5" in error and "zsy-5.6.9" in error for error in coverage.errors)
    assert any("zsy-0" in error for error in coverage.errors)


def test_packs_beside_the_list_are_nobodys_business() -> None:
    coverage = _covered(BOTH_SIDES, PACK.replace("pack: zsy", "pack: ours"))

    assert not coverage.errors
    assert _status(coverage, "zsy-3.3a") is Status.MISSING


@pytest.mark.parametrize("text", ["packs: [1]\n", LIST + LIST.splitlines()[3] + "\n"])
def test_an_unfit_list_is_refused(text: str) -> None:
    with pytest.raises(RuleListIsUnfit):
        read_rules(text, file="rules.yaml")


def test_the_command_ends_with_its_counts(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(LIST, "utf-8")

    result = CliRunner().invoke(coverage_command, ["--rules", str(rules)])

    assert result.exit_code == 1
    assert result.output.splitlines()[-1].startswith("rules: 5, proven: ")
    assert "zsy-9" in result.output


def test_no_rule_of_the_catalogue_is_missing() -> None:
    if not RULES.is_file():
        pytest.skip(f"no rule list: {RULES} is absent")

    result = CliRunner().invoke(coverage_command, [])

    assert result.output.splitlines()[-1].endswith("missing: 0"), result.output[-2000:]
    assert result.exit_code == 0


@pytest.mark.parametrize(("grade", "code"), [(1, 0), (2, 1)])
def test_the_scenario_command_says_by_its_exit_code_whether_all_hold(
    tmp_path: Path, grade: int, code: int
) -> None:
    file = tmp_path / "one.yaml"
    given = "given: [{complaint: 甲, facts: {collective_persons: 5}}]"
    file.write_text(f"{HEAD}  - {{name: 五人, {given}, then: [{{grade: {grade}}}]}}\n", "utf-8")

    result = CliRunner().invoke(scenario_command, [str(file), "--policies", str(POLICIES)])

    assert result.exit_code == code
    assert ("✓" if code == 0 else "✗") in result.output
