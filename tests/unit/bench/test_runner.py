"""The frame that benchmarks run in: what it prints and writes, whatever they measure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.result import Goal, Result, measured
from tests.bench.rounds import Rates, interleaved
from tests.bench.runner import Bench, run_all


def at_once(_: Bench) -> list[Result]:
    return [
        measured("append", 9.5, "x", Goal(">=", 5), against="raw insert 100/s"),
        measured("lateness", 80.0, "ms", Goal("<=", 50)),
    ]


async def in_a_while(_: Bench) -> list[Result]:
    return [measured("memory 内存", 61.2, "MiB")]


def broken(_: Bench) -> list[Result]:
    raise RuntimeError("no server")


async def test_results_are_written_with_the_machine_they_were_measured_on(tmp_path: Path) -> None:
    file = tmp_path / "build" / "bench.json"

    assert await run_all({"a": at_once, "b": in_a_while}, Bench(quick=True), file)

    written = json.loads(file.read_text("utf-8"))
    assert written["results"] == [
        {
            "name": "append",
            "value": 9.5,
            "unit": "x",
            "goal": ">= 5 x",
            "met": True,
            "against": "raw insert 100/s",
        },
        {
            "name": "lateness",
            "value": 80.0,
            "unit": "ms",
            "goal": "<= 50 ms",
            "met": False,
            "against": "",
        },
        {
            "name": "memory 内存",
            "value": 61.2,
            "unit": "MiB",
            "goal": None,
            "met": None,
            "against": "",
        },
    ]
    assert set(written) == {"date", "quick", "machine", "results"}
    assert {"cpu", "cores", "memory_gib", "python", "postgres", "nats"} <= set(written["machine"])


async def test_one_that_fails_is_told_and_the_others_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bench.json"

    assert not await run_all({"broken": broken, "b": in_a_while}, Bench(), file)

    assert [line["name"] for line in json.loads(file.read_text("utf-8"))["results"]] == [
        "memory 内存"
    ]
    assert "broken" in capsys.readouterr().out.splitlines()[-1]


async def test_what_is_compared_takes_turns_after_a_round_to_warm_up() -> None:
    turns: list[str] = []

    async def ours() -> float:
        turns.append("ours")
        return 20.0 * len(turns)

    async def theirs() -> float:
        turns.append("theirs")
        return 10.0

    rates = await interleaved(2, ours=ours, theirs=theirs)

    assert turns == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert rates.of == {"ours": (80.0, 100.0), "theirs": (10.0, 10.0)}


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    """One side's lucky round beside the other's unlucky one does not count."""
    rates = Rates({"ours": (10.0, 100.0, 11.0), "theirs": (5.0, 5.0, 5.0)})

    assert rates.ratio("ours", "theirs") == 2.2
