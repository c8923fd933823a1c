"""`huiyin policy`: what an author types, and what comes back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from huiyin.policy import VERBS, command
from tests.unit.policy.regulations import POLICIES, SMALL

BROKEN = Path(__file__).parent / "broken"


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def test_a_fault_is_told_with_its_place_and_ends_in_failure() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "huiyin", "policy", "check", str(BROKEN / "missing_unit.yaml")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=POLICIES.parent,
        check=False,
    )

    assert done.returncode == 1
    assert "missing_unit.yaml:24:60  grades[0].conditions[1].when" in done.stderr
    assert "缺少单位：这里是金额，应写 yuan(50000)" in done.stderr
    assert "missing unit: this is money, write yuan(50000)" in done.stderr


def test_a_warning_is_told_and_ends_well(tmp_path: Path) -> None:
    done = run("check", str(shutil.copy(BROKEN / "unused_fact.yaml", tmp_path / "broken.yaml")))

    assert done.exit_code == 0
    assert "broken.yaml:18:11  facts.deaths" in done.output
    assert "没有错误，1 处提醒" in done.output


def test_a_pack_in_a_file_of_another_name_is_a_fault(tmp_path: Path) -> None:
    other = tmp_path / "large.yaml"
    other.write_text(SMALL, encoding="utf-8")

    done = run("check", str(other))

    assert done.exit_code == 1
    assert "文件名应为 small@1.yaml 或 small.yaml" in str(done.exception)


@pytest.mark.parametrize("verb", ["check", "explain"])
def test_a_file_of_scenarios_is_sent_to_the_verb_for_it(verb: str) -> None:
    done = run(verb, str(POLICIES.parent / "docs" / "templates" / "new-company-scenarios.yaml"))

    assert done.exit_code == 1
    assert "这是情景文件，请用 huiyin policy scenario" in str(done.exception)


def test_a_pack_alone_in_a_folder_is_checked_against_the_calendars_that_come_along(
    tmp_path: Path,
) -> None:
    alone = tmp_path / "small.yaml"
    with_holidays = '  hours: {mon-fri: ["09:00-18:00"]}\n  holidays: cn\n'
    alone.write_text(
        SMALL.replace('  hours: {mon-fri: ["09:00-18:00"]}\n', with_holidays), encoding="utf-8"
    )

    assert run("check", str(alone)).exit_code == 0


def test_the_directory_can_be_checked_alone() -> None:
    assert run("check", str(POLICIES / "directory.yaml")).exit_code == 0


def test_a_pack_is_explained() -> None:
    done = run("explain", str(POLICIES / "answer-within.yaml"))

    assert done.exit_code == 0
    assert "第一章" in done.output
    assert "【answer-within-1】" in done.output


def test_the_schema_is_printed() -> None:
    assert json.loads(run("schema").output)["title"] == "回音制度文件"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_says_what_it_is_for(verb: str) -> None:
    done = run(verb, "--help")

    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 3


RULE_LIST = str(POLICIES.parent / "docs" / "templates" / "new-company-rules.yaml")


def test_a_rule_list_without_the_packs_rules_is_said_to_be_that() -> None:
    done = run("coverage", "--pack", "zsy", "--rules", RULE_LIST)

    assert done.exit_code == 1
    assert "没有制度 zsy 的规则，只有：new-company" in str(done.exception)


def test_packs_that_the_rule_list_does_not_know_are_named(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")

    done = run("coverage", "--rules", RULE_LIST, "--policies", str(tmp_path))

    assert "not in the rule list：small" in done.output
