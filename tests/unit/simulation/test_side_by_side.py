"""City companies side by side: the same year in however many processes, and an end to all."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from huiyin.children import ProcessIsGone, sendable
from huiyin.refusals import CannotRun
from huiyin.simulation.branches import branches_of
from huiyin.simulation.command import command
from huiyin.simulation.company import Company
from huiyin.simulation.playing import play
from huiyin.simulation.side_by_side import play_side_by_side
from huiyin.simulation.wish import Wish
from tests.support.waiting import until
from tests.unit.simulation.years import POLICIES

END_WITHIN_S = 60.0


def wish(pack: str = "answer-within") -> Wish:
    return Wish(POLICIES, pack, 2026, complaints=13, projects=2)


def test_however_many_processes_the_year_is_the_same() -> None:
    seen: list[int] = []
    tallies = [
        [
            one.tally
            for one in play_side_by_side(
                wish(), 2, seed=1, kept=None, processes=processes, look=seen.append
            )
        ]
        for processes in (1, 2)
    ]
    here = [
        play(branch, seed=1, kept=None, look=lambda _: None).tally
        for branch in branches_of(wish().company(), 2)
    ]

    assert tallies == [here, here]
    assert seen[-1] == 13


def test_what_went_wrong_in_one_is_told_as_it_is() -> None:
    with pytest.raises(CannotRun, match="没有制度“nobody-s”"):
        play_side_by_side(wish("nobody-s"), 2, seed=1, kept=None, processes=2, look=lambda _: None)


class Deadly(Wish):
    """A company that costs the process its life that asks for it."""

    def company(self) -> Company:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")


def test_a_process_that_was_ended_is_told_as_such() -> None:
    deadly = Deadly(POLICIES, "answer-within", 2026, complaints=13, projects=2)

    with pytest.raises(ProcessIsGone, match="memory"):
        play_side_by_side(deadly, 2, seed=1, kept=None, processes=2, look=lambda _: None)


class Odd(Exception):
    """Cannot be made anew of its message alone, as a process would that is told of it."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def test_a_failure_that_cannot_travel_sends_its_words() -> None:
    usual = ValueError("as usual")

    assert sendable(usual) is usual
    assert repr(sendable(Odd("this", "that"))) == "RuntimeError('Odd: this and that')"


def test_the_months_of_all_city_companies_are_in_one_report(tmp_path: Path) -> None:
    asked = ["--complaints", "13", "--projects", "2", "--branches", "2", "--pack", "answer-within"]
    files = ["--json", str(tmp_path / "y.json"), "--monthly-report", str(tmp_path / "months")]

    ran = CliRunner().invoke(command, [*asked, *files], catch_exceptions=False)

    assert "2 个城市公司" in ran.output
    year = orjson.loads((tmp_path / "y.json").read_bytes())
    assert (year["branches"], year["complaints"]) == (2, 13)
    assert sorted(file.name for file in (tmp_path / "months").iterdir()) == [
        f"2026-{month:02d}.html" for month in range(1, 13)
    ]


def test_when_one_fails_those_that_have_not_begun_never_do(tmp_path: Path) -> None:
    failing = Failing(POLICIES, "answer-within", 2026, complaints=13, projects=2, begun=tmp_path)

    with pytest.raises(CannotRun, match="fails"):
        play_side_by_side(failing, 4, seed=1, kept=None, processes=1, look=lambda _: None)

    assert len(list(tmp_path.iterdir())) <= 2, "at most the next one had begun"


@dataclass(frozen=True, slots=True)
class Failing(Wish):
    """A company that cannot be had; who asks for it leaves a file."""

    begun: Path = Path()

    def company(self) -> Company:
        (self.begun / str(os.getpid())).touch()
        raise CannotRun("it fails")


def test_ctrl_c_ends_all_of_them_in_silence() -> None:
    asked = ["--complaints", "4000", "--branches", "2", "--pack", "answer-within"]
    with subprocess.Popen(
        [sys.executable, "-m", "huiyin", "simulate", *asked],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stderr is not None
        assert "2 city companies" in running.stderr.readline()
        asyncio.run(until(lambda: _playing(running.pid) == 2, within_s=END_WITHIN_S))

        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=END_WITHIN_S)

    assert running.returncode == 1
    assert "Traceback" not in said
    asyncio.run(until(lambda: _playing(running.pid) == 0))


def _playing(group: int) -> int:
    """How many processes of a group were begun to play a branch."""
    count = 0
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            its_group = int((place / "stat").read_text().rpartition(")")[2].split()[2])
            count += its_group == group and b"spawn_main" in (place / "cmdline").read_bytes()
    return count
