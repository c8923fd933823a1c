"""Runs benchmarks in turn: a table on screen as they come, a file with all of it."""

from __future__ import annotations

import inspect
import json
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.machine import machine
from tests.bench.result import Result


@dataclass(frozen=True, slots=True)
class Bench:
    """What a benchmark is told. `quick` asks whether it works at all: small sizes, one round.
    Databases of more than `largest` complaints are left out."""

    quick: bool = False
    largest: int = 1_000_000

    def sized(self, full: int, quick: int) -> int:
        """`full`, or `quick` where that is asked for."""
        return quick if self.quick else full

    @property
    def rounds(self) -> int:
        """How often each side of a comparison is measured."""
        return self.sized(5, 1)

    def say(self, words: str) -> None:
        """How it goes on, for whoever is watching."""
        print(f"  {words}", flush=True)


Benchmark = Callable[[Bench], list[Result] | Awaitable[list[Result]]]


async def run_all(benchmarks: Mapping[str, Benchmark], bench: Bench, file: Path) -> bool:
    """Run each and write the file after each; whether none failed. A missed goal is no failure."""
    results: list[Result] = []
    failed: list[str] = []
    _print_line("", "", "", "goal", "against")
    for name, benchmark in benchmarks.items():
        print(f"{name} …", flush=True)
        try:
            returned = benchmark(bench)
            found = await returned if inspect.isawaitable(returned) else returned
        except Exception:  # noqa: BLE001  The others are still worth having.
            traceback.print_exc()
            failed.append(name)
            continue
        for result in found:
            _print_result(result)
        results += found
        _write(file, results, bench)
    if failed:
        print(f"失败 / failed: {', '.join(failed)}")
    return not failed


def _write(file: Path, results: Sequence[Result], bench: Bench) -> None:
    told = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": bench.quick,
        "machine": machine(),
        "results": [asdict(result) for result in results],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _print_result(result: Result) -> None:
    verdict = {True: "met", False: "NOT MET", None: ""}[result.met]
    goal = f"{result.goal} {verdict}" if result.goal else ""
    _print_line(result.name, _shown(result.value), result.unit, goal, result.against)


def _print_line(name: str, value: str, unit: str, goal: str, against: str) -> None:
    print(f"  {name:<52} {value:>10} {unit:<8} {goal:<18} {against}".rstrip(), flush=True)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
