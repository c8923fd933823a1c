"""One complaint's life as a benchmark plays it: created, assigned, resolved, found again.

"Resolved" is what the shipped regulation needs before a case may be closed: a plan, its carrying
out, a revisit (zsy-5.2.1a, zsy-5.3.1). Seven requests to four services.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.bench.callers import Answer, Caller

PROJECTS = ("mhhy", "yql", "bjyh", "gsyj", "lnsj")
SAID = (
    ("engineering-quality", "卫生间天花板渗水，报修两次没有人来，墙面已经发霉。"),
    ("planning-design", "规划的绿地改成了停车位，与当初看到的图纸不一样。"),
    ("sales-management", "置业顾问承诺的学位没有落实，合同里也没有写。"),
    ("property-management", "小区电梯停运三天，物业一直说在等配件。"),
    ("customer-service", "打了五次电话都没有人回复，态度敷衍。"),
    ("other", "小区门口的公交站台挡住了出口，希望协调。"),
)
CUSTOMERS_ALIKE = 2
"""So many customers share a project and a category: three of them in a month would make each
complaint a hot one (zsy-3.3b), and the load another one from minute to minute."""

THINKING_S = 0.5
"""How long somebody looks at a new complaint before acting. Asking at once would only be told that
triage has not heard of it, and measure the asking."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 1.0
NOT_YET = (404, 409)
GIVE_UP_S = 120.0


class DidNotFollow(Exception):
    """A service refused, or did not hear of a complaint in two minutes."""


@dataclass(slots=True)
class Tape:
    """What a run took down: seconds a request by its name, and how often it came too early."""

    requests: dict[str, list[float]] = field(default_factory=dict)
    too_early: Counter[str] = field(default_factory=Counter)
    done: int = 0

    def took(self, name: str, seconds: float) -> None:
        self.requests.setdefault(name, []).append(seconds)


def complaint(index: int) -> dict[str, Any]:
    """The words of the n-th complaint; the same ones every time."""
    category, text = SAID[index % len(SAID)]
    project = PROJECTS[index // len(SAID) % len(PROJECTS)]
    alike = index % (len(SAID) * len(PROJECTS))
    who = alike * CUSTOMERS_ALIKE + index // (len(SAID) * len(PROJECTS)) % CUSTOMERS_ALIKE
    return {
        "channel": "phone",
        "project": project,
        "category": category,
        "text": f"{text}（第 {index} 件）",
        "customer": {
            "name": "王女士",
            "phone": f"139{who:08d}",
            "email": f"owner{who}@mail.example",
            "room": f"3栋1单元{who}",
        },
    }


async def live(index: int, caller: Caller, tape: Tape) -> str:
    """Play one life to its end; the complaint's number."""
    created = await _timed("create", tape, caller.post("intake", "/complaints", complaint(index)))
    if not created.ok:
        raise DidNotFollow(f"create: {created.status} {created.body[:300]!r}")
    number: str = created.json()["number"]
    await asyncio.sleep(THINKING_S)
    assessment, case = f"/assessments/{number}", f"/cases/{number}"
    steps: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
        ("assign", "triage", f"{assessment}/assign", {"department": "marketing"}),
        ("plan", "casework", f"{case}/plan", {"plan": "上门查勘，三日内处理完毕并恢复原状。"}),
        ("carry out", "casework", f"{case}/carry-out", {"result": "已按方案完成，客户签字。"}),
        ("revisit", "casework", f"{case}/revisit", {"satisfaction": "satisfied"}),
        ("close", "casework", f"{case}/close", {"summary": "处理完毕，客户满意，资料归档。"}),
    )
    for name, service, path, content in steps:
        await _until_obeyed(name, service, path, content, caller, tape)
    await asyncio.sleep(THINKING_S)
    await _search(number, caller, tape)
    tape.done += 1
    return number


async def _until_obeyed(
    name: str, service: str, path: str, content: Mapping[str, Any], caller: Caller, tape: Tape
) -> None:
    """Do it, and again where the service has not heard of the complaint or its grade yet."""
    pause = FIRST_PAUSE_S
    give_up = time.monotonic() + GIVE_UP_S
    while True:
        answer = await _timed(name, tape, caller.post(service, path, content))
        if answer.ok:
            return
        if answer.status not in NOT_YET or time.monotonic() > give_up:
            raise DidNotFollow(f"{name}: {answer.status} {answer.body[:300]!r}")
        tape.too_early[name] += 1
        await asyncio.sleep(pause)
        pause = min(pause * 1.6, LONGEST_PAUSE_S)


async def _search(number: str, caller: Caller, tape: Tape) -> None:
    """Look for it in the console's list as somebody types its number, until it is there."""
    pause = FIRST_PAUSE_S
    give_up = time.monotonic() + GIVE_UP_S
    while True:
        page = await _timed("search", tape, caller.get("console", f"/?q={number[:-1]}"))
        if page.status != 200 or time.monotonic() > give_up:
            raise DidNotFollow(f"search: {page.status}")
        if number.encode() in page.body:
            return
        tape.too_early["search"] += 1
        await asyncio.sleep(pause)
        pause = min(pause * 1.6, LONGEST_PAUSE_S)


async def _timed(name: str, tape: Tape, asking: Any) -> Answer:
    begin = time.perf_counter()
    answer: Answer = await asking
    if answer.ok:
        tape.took(name, time.perf_counter() - begin)
    return answer
