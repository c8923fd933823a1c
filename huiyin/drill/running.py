"""One drill from its start to its report."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from time import monotonic

from huiyin.drill.aftermath import examine
from huiyin.drill.business_time import BusinessTime
from huiyin.drill.checks.verdict import Verdict
from huiyin.drill.client import Client
from huiyin.drill.disk import Disk
from huiyin.drill.house import ZONE, House, house
from huiyin.drill.journal import read_journals
from huiyin.drill.report import Report
from huiyin.drill.saboteur import Saboteur, let_time_go_by

START = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
CLIENT_PAUSE_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`seconds` is how long the load lasts at least; `disk` whether one is to be filled."""

    kills: int
    seed: int
    clients: int
    seconds: float = 0.0
    disk: bool = True


async def drill(plan: Plan, folder: Path, say: Callable[[str], None]) -> Report:
    """Break and examine; everything that was met with is left in `folder`."""
    began = monotonic()
    folder.chmod(0o711)  # As root the database runs under another account, which passes through.
    async with house(folder, START, with_disk=plan.disk, say=say) as home:
        async with BusinessTime(home.services, home.nats_url, START) as time:
            clients = _clients(plan, home, folder)
            saboteur = Saboteur(home, time, folder / "sabotage.jsonl", _dice(plan, "sabotage"), say)
            await _under_load(plan, clients, saboteur, time, say)
            entries = read_journals(sorted(folder.glob("client-*.jsonl")))
            verdicts = await examine(home, time, entries, say)
            _refuse_a_hollow_drill(verdicts, saboteur)
        _keep_logs(home, folder)
        return Report(
            kills=saboteur.kills,
            done=saboteur.done,
            sent=Counter({"asked": len(entries)})
            + sum((client.sent for client in clients), Counter()),
            clock_steps=time.steps,
            seconds=monotonic() - began,
            skipped=[f"a full disk: {home.disk}"] if isinstance(home.disk, str) else [],
            verdicts=verdicts,
        )


def _dice(plan: Plan, whose: str) -> Random:
    """Everybody's own, so that one who is held up changes nothing for the others."""
    return Random(f"{plan.seed} {whose}")  # noqa: S311  Play, not secrecy.


def _clients(plan: Plan, home: House, folder: Path) -> list[Client]:
    return [
        Client(
            f"c{place}",
            home.urls,
            folder / f"client-{place}.jsonl",
            _dice(plan, f"client {place}"),
            CLIENT_PAUSE_S,
        )
        for place in range(1, plan.clients + 1)
    ]


async def _under_load(
    plan: Plan,
    clients: list[Client],
    saboteur: Saboteur,
    time: BusinessTime,
    say: Callable[[str], None],
) -> None:
    """Break things while the clients work, mend everything, then let the clients finish."""
    began = monotonic()
    passing = asyncio.create_task(let_time_go_by(time, _dice(plan, "time")))
    working = [asyncio.create_task(client.run()) for client in clients]
    try:
        await saboteur.carry_out(plan.kills)
        await asyncio.sleep(max(0.0, plan.seconds - (monotonic() - began)))
        say("收工 / the clients finish what they began")
        for client in clients:
            client.end()
        await asyncio.gather(*working)
    finally:
        for task in (passing, *working):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(passing, *working, return_exceptions=True)
    await time.catch_up()


def _refuse_a_hollow_drill(verdicts: Sequence[Verdict], saboteur: Saboteur) -> None:
    """Where nothing happened, nothing is proven."""
    found = sum((verdict.counted for verdict in verdicts), Counter[str]())
    wanted = ["complaints", "effects of messages", "sent", "rows equal"]
    if saboteur.done["jump"]:
        wanted.append("fired late and marked")
    for name in wanted:
        if not found[name]:
            verdicts[0].wrong(f"the drill proves nothing: 0 {name}")


def _keep_logs(home: House, folder: Path) -> None:
    """The small disk is unmounted in the end; what the servers said stays."""
    if isinstance(home.disk, Disk):
        shutil.copytree(home.servers.log_dir, folder / "server-logs", dirs_exist_ok=True)
