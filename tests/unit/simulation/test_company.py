"""The company of a year, and what a planner may get wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from huiyin.refusals import CannotRun
from huiyin.simulation.command import command
from huiyin.simulation.company import PackIsNotInForce, PackIsNotThere, StaffIsUnclear, company
from shared.policy import PolicyLibrary
from tests.unit.simulation.years import POLICIES, small


def test_an_unknown_pack_lists_those_there_are() -> None:
    with pytest.raises(PackIsNotThere, match="answer-within"):
        small("nope")


def test_a_regulation_of_later_years_is_refused() -> None:
    with pytest.raises(PackIsNotInForce, match="2009"):
        company(PolicyLibrary.read(POLICIES), "zsy", year=2009, complaints=1)


@pytest.mark.parametrize("staff", ["nobody=3", "engineering", "engineering=0", "engineering=x"])
def test_staff_that_cannot_be_read_names_the_departments(staff: str) -> None:
    with pytest.raises(StaffIsUnclear, match="engineering"):
        small(staff=staff)


def test_who_is_not_named_has_the_staff_that_the_load_asks_for() -> None:
    staffed = small(complaints=30_000, staff="engineering=3, design=2").staff

    assert (staffed["engineering"], staffed["design"]) == (3, 2)
    assert staffed["sales"] > 2


def test_a_large_company_has_more_projects_of_the_same_kind() -> None:
    grown = company(PolicyLibrary.read(POLICIES), "zsy", year=2026, households=8_000)

    assert grown.complaints == 320
    assert len(grown.projects) == 10
    names = [grown.policies.project(code).name for code in grown.projects]
    assert (names[0], names[5]) == ("明湖花园", "明湖花园2期")


def test_the_command_writes_the_report_and_the_months(tmp_path: Path) -> None:
    wishes = ["--complaints", "12", "--projects", "1", "--pack", "answer-within"]
    files = ["--json", str(tmp_path / "y.json"), "--monthly-report", str(tmp_path / "months")]

    ran = CliRunner().invoke(command, [*wishes, *files], catch_exceptions=False)

    assert "限期答复" in ran.output
    assert b'"complaints": 12' in (tmp_path / "y.json").read_bytes()
    assert len(list((tmp_path / "months").glob("2026-*.html"))) == 12


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    wishes = ["--complaints", "1", "--pack", "answer-within", "--json", str(tmp_path / "no" / "y")]

    ran = CliRunner().invoke(command, wishes)

    assert isinstance(ran.exception, CannotRun)
    assert "no/y" in str(ran.exception)


def test_a_folder_that_cannot_be_written_is_named_before_the_year_is_played(tmp_path: Path) -> None:
    taken = tmp_path / "months"
    taken.write_text("")
    wishes = ["--complaints", "1", "--pack", "answer-within"]

    ran = CliRunner().invoke(command, [*wishes, "--monthly-report", str(taken / "here")])

    assert isinstance(ran.exception, CannotRun)
    assert "months/here" in str(ran.exception)
    assert "CPU" not in ran.output
