"""Packs with one mistake each: what their author is told, and on which line.

The second line of every file says what is expected of the check.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from shared.policy import PolicyFault
from shared.policy.checking import check_file
from shared.policy.load import CONDITIONS_MAX
from tests.unit.policy.breaking import CHINESE
from tests.unit.policy.regulations import SMALL

BROKEN = Path(__file__).parent / "broken"
PACKS = sorted(path for path in BROKEN.glob("*.yaml") if path.name != "directory.yaml")
EXPECTED = re.compile(r"# (fault|warning) at line (\d+): (.+)")


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_a_mistake_is_told_with_its_line_and_its_reason(path: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(path, tmp_path / "broken.yaml"))  # A pack's file bears the pack's name.
    shutil.copy(BROKEN / "directory.yaml", tmp_path)
    expected = EXPECTED.fullmatch(path.read_text(encoding="utf-8").splitlines()[1])
    assert expected is not None
    kind, line, reason = expected.groups()

    checked = check_file(file)

    told = _told(checked.faults if kind == "fault" else checked.warnings, reason)
    assert told.file == file.name
    assert told.line == int(line)
    assert CHINESE.search(told.chinese)
    if kind == "warning":
        assert not checked.faults
        assert checked.packs


def _told(found: tuple[PolicyFault, ...], reason: str) -> PolicyFault:
    """The one thing that is said: a mistake is told once, and nothing besides."""
    (told,) = found
    assert reason in told.english
    return told


def test_there_are_enough_of_them_to_be_worth_a_table() -> None:
    assert len(PACKS) >= 30


def test_a_file_of_ten_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(10 * 1024 * 1024)

    (told,) = check_file(large).faults

    assert (told.line, told.column) == (1, 1)
    assert "too large" in told.english
    assert "文件过大" in told.chinese


def test_more_conditions_than_any_regulation_has_are_refused(tmp_path: Path) -> None:
    one = "      - {rule: small-1a, label: 五人以上, when: facts.persons >= 5}\n"
    many = tmp_path / "small.yaml"
    many.write_text(SMALL.replace(one, one * (CONDITIONS_MAX + 1)), encoding="utf-8")

    (told,) = check_file(many).faults

    assert "too many conditions" in told.english
    assert told.line == SMALL[: SMALL.index(one)].count("\n") + 1 + CONDITIONS_MAX
