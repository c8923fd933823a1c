"""A complaint's life a second, on an empty database, on one of 100,000 and of 1,000,000 complaints,
and the memory of each process on the way.

All seven services, PostgreSQL, NATS and the callers share this machine. A run counts until all
that its lives set going has happened: every message handled, every notice handed over.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic

from huiyin.stack import Stack
from huiyin.stepping import Steps
from tests.bench import memory
from tests.bench.callers import Caller
from tests.bench.life import Tape, complaint, live
from tests.bench.memory import Footprint
from tests.bench.result import Goal, Result, measured
from tests.bench.runner import Bench
from tests.bench.seed import seed

FULL = (0, 100_000, 1_000_000)
QUICK = (0, 10_000)
CALLERS = 64
WARM_S, MEASURED_S = 8, 30
OPEN_A_CALLER = 1
GOAL_A_SECOND = 60
GOAL_ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: lives a second, CPU a life, and what its requests took, in seconds."""

    complaints: int
    rate: float
    cpu_ms: float
    tape: Tape
    at_rest: Footprint
    after: Footprint


async def run(bench: Bench) -> list[Result]:
    """Three databases in one folder, the larger made from the smaller."""
    runs: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder:
        numbers = count()
        data = Path(folder)
        for size in QUICK if bench.quick else FULL:
            if size > bench.largest:
                continue
            if size:
                async with Stack(data, services=()) as servers:
                    seeded = await seed(servers.database_url, size, bench.say)
                bench.say(
                    f"{seeded.complaints:,} complaints, {seeded.size / 1e9:.1f} GB, "
                    f"made in {seeded.seconds:.0f} s"
                )
            runs.append(await _measure(data, size, numbers, bench))
    return [*_lines(runs), *memory.lines(runs[0].at_rest, runs[-1].after, runs[-1].complaints)]


async def _measure(data: Path, size: int, numbers: Iterator[int], bench: Bench) -> Measured:
    async with Stack(data, clock="system") as stack, Steps(stack.urls, stack.nats_url) as steps:
        await steps.settle()
        at_rest = memory.footprint(stack.pids)
        await _lives(stack, numbers, bench.sized(WARM_S, 2), Tape())
        await steps.settle()
        before, begin, tape = memory.cpu_s(stack.pids), monotonic(), Tape()
        await _lives(stack, numbers, bench.sized(MEASURED_S, 4), tape)
        await steps.settle()
        took, cpu = monotonic() - begin, memory.cpu_s(stack.pids) - before
        after = memory.footprint(stack.pids)
        if not size:
            await _leave_open(stack, numbers)
            await steps.settle()
    bench.say(f"{size:,} complaints: {tape.done} lives in {took:.1f} s, {_told(tape)}")
    return Measured(size, tape.done / took, cpu / tape.done * 1000, tape, at_rest, after)


async def _lives(stack: Stack, numbers: Iterator[int], seconds: float, tape: Tape) -> None:
    """Each caller plays one life after the other until the time is up."""
    end = monotonic() + seconds

    async def call() -> None:
        caller = Caller(stack.urls)
        while monotonic() < end:
            await live(next(numbers), caller, tape)
        caller.close()

    await asyncio.gather(*(call() for _ in range(CALLERS)))


async def _leave_open(stack: Stack, numbers: Iterator[int]) -> None:
    """Some complaints that nobody has closed, so that their copies are open as well."""
    caller = Caller(stack.urls)
    for _ in range(OPEN_A_CALLER * CALLERS // 4):
        await caller.post("intake", "/complaints", complaint(next(numbers)))
    caller.close()


def _lines(runs: list[Measured]) -> Iterator[Result]:
    goal = Goal(">=", GOAL_A_SECOND)
    for one in runs:
        told = f"{one.cpu_ms:.0f} ms CPU a life; {_told(one.tape)}"
        name = f"lifecycle: on {one.complaints:,} complaints"
        yield measured(name, one.rate, "/s", goal, against=told)
    slowest, fastest = min(one.rate for one in runs), max(one.rate for one in runs)
    yield measured(
        "lifecycle: slowest database against fastest",
        slowest / fastest,
        "x",
        Goal(">=", GOAL_ALIKE),
        against=", ".join(f"{one.rate:.1f}/s" for one in runs),
    )


def _told(tape: Tape) -> str:
    """The 50th and 99th percentile of each kind of request, in milliseconds."""
    return ", ".join(
        f"{name} {_ms(sorted(took), 0.5)}/{_ms(sorted(took), 0.99)} ms"
        for name, took in tape.requests.items()
    )


def _ms(ordered: list[float], share: float) -> str:
    return f"{ordered[int(len(ordered) * share)] * 1000:.0f}"
