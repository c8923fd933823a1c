"""Whoever breaks things: kills, cuts, fills and steps, by a plan that a seed repeats."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from time import monotonic

from huiyin.drill import lines
from huiyin.drill.business_time import BusinessTime
from huiyin.drill.disk import Disk
from huiyin.drill.house import NAMES, House
from huiyin.processes import MAIL, NATS, POSTGRES

BETWEEN_S = (0.3, 2.5)
OVERLAP_SHARE = 0.2
"""How often the next blow falls before the last victim is up again."""
AWAY_S = (1.0, 3.0)
FULL_S = (2.0, 5.0)
SILENT_S = (1.0, 4.0)
LOOK_OUT_S = 2.0
ANSWERS = (
    (POSTGRES.name, b"COMMIT\0"),
    (POSTGRES.name, b"INSERT 0 "),
    (NATS.name, b'"seq":'),
    (MAIL.name, b"250 stored"),
    (MAIL.name, b"250 stored"),
)
"""How a server says that it has done what it was asked."""
JUMP_HOURS = (20, 90)


class Saboteur:
    """Carries out a plan and keeps a record of it. `done` counts what was done, by kind."""

    def __init__(
        self,
        house: House,
        time: BusinessTime,
        file: Path,
        dice: Random,
        say: Callable[[str], None],
    ) -> None:
        self.kills: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self._house = house
        self._time = time
        self._record = file.open("a", encoding="utf-8", buffering=1)
        self._dice = dice
        self._say = say
        self._began = monotonic()

    async def carry_out(self, kills: int) -> None:
        """Kill everything once, then by chance, with other misfortunes between."""
        others = self._others(kills)
        for place in range(kills):
            name = NAMES[place] if place < len(NAMES) else self._dice.choice(NAMES)
            await self._kill(name, waits=self._dice.random() >= OVERLAP_SHARE)
            await asyncio.sleep(self._dice.uniform(*BETWEEN_S))
            for other in others.get(place, ()):
                await self._commit(other)
        await self.make_good()
        self._record.close()

    async def make_good(self) -> None:
        """Wait until everything stands again and knows the time."""
        for name in NAMES:
            await self._house.stack_of(name).until_ready(name)
        await self._time.catch_up()

    def _others(self, kills: int) -> dict[int, list[str]]:
        """What happens after which kill: each kind at least once, more of it in a longer drill."""
        turn = ("cut", "jump", "silence", "stream full", "sessions", "disk full", "lost answers")
        rounds = max(1, kills // 14)
        kinds = [kind for kind in turn for _ in range(rounds)]
        self._dice.shuffle(kinds)
        plan: dict[int, list[str]] = {}
        for place, kind in enumerate(kinds):
            plan.setdefault(place * kills // len(kinds), []).append(kind)
        return plan

    async def _kill(self, name: str, *, waits: bool) -> None:
        stack = self._house.stack_of(name)
        if stack.pids[name] is None:
            await stack.until_ready(name)
        await stack.kill(name)
        self.kills[name] += 1
        self._note("kill", name)
        self._say(f"{sum(self.kills.values()):>3} kill -9 {name}")
        if waits:
            await stack.until_ready(name)

    async def _commit(self, kind: str) -> None:
        self._say(f"    {kind}")
        match kind:
            case "cut":
                name = self._dice.choice((POSTGRES.name, NATS.name))
                self._did(kind, f"{name}: {self._house.wires[name].cut()} connections")
            case "lost answers":
                await self._lose_answers()
            case "silence":
                name = self._dice.choice((POSTGRES.name, NATS.name))
                await self._house.wires[name].fall_silent(self._dice.uniform(*SILENT_S))
                self._did(kind, name)
            case "sessions":
                ended = await lines.end_sessions(self._house.database_url, self._dice)
                self._did(kind, f"{ended} ended by the server")
            case "jump":
                await self._jump()
            case "stream full":
                async with lines.full_stream(self._house.nats_url) as limit:
                    await asyncio.sleep(self._dice.uniform(*FULL_S))
                self._did(kind, f"{limit} bytes")
            case "disk full":
                await self._fill_disk()

    async def _lose_answers(self) -> None:
        """What was asked is done, and whoever asked never learns: commits, broker's and mail
        server's receipts."""
        for name, sign in ANSWERS:
            wire = self._house.wires[name]
            if await wire.lose_answer(sign, within_s=LOOK_OUT_S):
                self._did("lost answers", f"{name}: {sign!r}")

    async def _jump(self) -> None:
        """Days go by while sla is dead: what was due meanwhile is noticed late."""
        hours = self._dice.randint(*JUMP_HOURS)
        async with self._house.services.without("sla"):
            with self._time.without("sla"):
                await self._time.move_by(timedelta(hours=hours))
            await asyncio.sleep(self._dice.uniform(*AWAY_S))
        self._did("jump", f"{hours} h")

    async def _fill_disk(self) -> None:
        disk = self._house.disk
        if not isinstance(disk, Disk):
            self._did("no disk full", disk)
            return
        async with disk.full():
            await asyncio.sleep(self._dice.uniform(*FULL_S))
        self._did("disk full", str(disk.folder))

    def _did(self, kind: str, what: str) -> None:
        self.done[kind] += 1
        self._note(kind, what)

    def _note(self, kind: str, what: str) -> None:
        line = {"after_s": round(monotonic() - self._began, 2), "kind": kind, "what": what}
        self._record.write(json.dumps(line, ensure_ascii=False) + "\n")


async def let_time_go_by(time: BusinessTime, dice: Random) -> None:
    """A few business minutes every now and then, as long as nobody stops it."""
    for minutes in _minutes(dice):
        await asyncio.sleep(dice.uniform(1.0, 3.0))
        await time.move_by(timedelta(minutes=minutes))


def _minutes(dice: Random) -> Iterator[int]:
    while True:
        yield dice.choice((1, 5, 10, 20, 60))
