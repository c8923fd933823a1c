"""Measuring two or more things beside each other, so that what disturbs one disturbs all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any, TypeVar

import uvloop

Run = Callable[[], Awaitable[float]]
"""One repetition; its rate, units of work a second."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Rates:
    """What each thing did a second, round by round."""

    of: Mapping[str, tuple[float, ...]]

    def median(self, name: str) -> float:
        return median(self.of[name])

    def ratio(self, ours: str, theirs: str) -> float:
        """How many times as fast, as the median of the rounds: both sides of a quotient saw the
        same seconds of the machine."""
        return median(
            one / other for one, other in zip(self.of[ours], self.of[theirs], strict=True)
        )

    def told(self, ours: str, theirs: str) -> str:
        """The figures behind a ratio, for the table."""
        return f"{ours} {self.median(ours):,.0f}/s, {theirs} {self.median(theirs):,.0f}/s"


async def interleaved(rounds: int, **runs: Run) -> Rates:
    """Run all in turn, once to warm up and then `rounds` times: A B, B A, A B …"""
    rates: dict[str, list[float]] = {name: [] for name in runs}
    names = list(runs)
    for number in range(rounds + 1):
        for name in names:
            rate = await runs[name]()
            if number > 0:
                rates[name].append(rate)
        names.reverse()
    return Rates({name: tuple(found) for name, found in rates.items()})


class Stopwatch:
    """Runs from its making."""

    def __init__(self) -> None:
        self._began = perf_counter()

    def rate(self, count: int) -> float:
        """Units a second, where `count` have been done by now."""
        return count / (perf_counter() - self._began)


async def as_services_run(work: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
    """Let it run on the event loop that uvicorn gives our services. That one cannot start our
    servers, so it gets a thread; the loop here meanwhile only watches over them."""
    return await asyncio.to_thread(lambda: uvloop.run(work()))
