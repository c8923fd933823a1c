"""From the answer to `POST /complaints` to the department's mail in the sink, at 20 a second."""

from __future__ import annotations

import asyncio
import re
import time
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path

from huiyin.stack import Stack
from huiyin.stepping import Steps
from tests.bench.callers import Caller
from tests.bench.life import complaint
from tests.bench.result import Result, measured
from tests.bench.runner import Bench

A_SECOND = 20
CALLERS = 20
WARM_S = 3
NUMBER = re.compile(r"TS\d{8}-\d{6,}")


async def run(bench: Bench) -> list[Result]:
    """Complaints at a steady pace, whether or not the mail keeps up."""
    seconds = bench.sized(30, 5)
    numbers = count()
    async with Stack(clock="system") as stack, Steps(stack.urls, stack.nats_url) as steps:
        await steps.settle()
        await _complain(stack, numbers, WARM_S)
        await steps.settle()
        answered = await _complain(stack, numbers, seconds)
        await steps.settle()
        arrived = _arrivals(stack.mail_dir)
    took = sorted(arrived[number] - at for number, at in answered.items() if number in arrived)
    pace = f"{len(answered)} complaints at {A_SECOND}/s, {len(answered) - len(took)} without mail"
    return [
        measured(
            f"mail: answered to handed over, p{share}",
            took[int(len(took) * share / 100)] * 1000,
            "ms",
            against=pace,
        )
        for share in (50, 99)
    ]


async def _complain(stack: Stack, numbers: count[int], seconds: int) -> dict[str, float]:
    """When each complaint was answered, by its number; a late answer delays no later complaint."""
    begin = time.monotonic()
    answered: dict[str, float] = {}

    async def call(first: int) -> None:
        caller = Caller(stack.urls)
        for turn in range(first, A_SECOND * seconds, CALLERS):
            await asyncio.sleep(max(0.0, begin + turn / A_SECOND - time.monotonic()))
            answer = await caller.post("intake", "/complaints", complaint(next(numbers)))
            answered[answer.json()["number"]] = time.time()
        caller.close()

    await asyncio.gather(*(call(first) for first in range(CALLERS)))
    return answered


def _arrivals(folder: Path) -> dict[str, float]:
    """When the first mail about each complaint was stored, by the number in its subject."""
    arrived: dict[str, float] = {}
    for file in folder.glob("*.eml"):
        subject = str(message_from_bytes(file.read_bytes(), policy=policy.default)["Subject"])
        if found := NUMBER.search(subject):
            at = file.stat().st_mtime
            arrived[found[0]] = min(at, arrived.get(found[0], at))
    return arrived
