"""One world: a seed makes its people, its weather and every accident in it."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from services.sla.timers import next_instant
from shared.bus.manifest import read_manifest
from shared.bus.memory import MemoryBus
from shared.clock import SteppedClock
from shared.policy import PolicyLibrary
from tests.simulation import quiet
from tests.simulation.clients import Client
from tests.simulation.effects import Effects
from tests.simulation.lives import Population, spread
from tests.simulation.post import PostOffice
from tests.simulation.process import Process, Surroundings, a_house
from tests.simulation.virtual_time import VirtualLoop
from tests.simulation.weather import Climate, Weather

POLICIES = Path(__file__).parents[2] / "policies"
BEGIN = datetime(2026, 9, 21, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HORIZON = timedelta(days=45)
LIVES = (1, 7)
DOWN_LONGEST_S = 20.0
STORY_LINES = 30
STEPS_MAX = 2000


@cache
def policies() -> PolicyLibrary:
    return PolicyLibrary.read(POLICIES)


@dataclass(slots=True)
class World:
    """What there is of a world, while it runs and after."""

    seed: int
    loop: VirtualLoop
    clock: SteppedClock
    weather: Weather
    bus: MemoryBus
    post: PostOffice
    house: dict[str, Process]
    dice: Random
    clients: list[Client] = field(default_factory=list)
    story: deque[str] = field(default_factory=lambda: deque(maxlen=STORY_LINES))
    kills: int = 0

    @classmethod
    def of(cls, seed: int, loop: VirtualLoop) -> World:
        dice = Random(f"world {seed}")
        weather = Weather(Climate.drawn(dice), Random(f"weather {seed}"))
        manifest = read_manifest()
        clock, bus, post = SteppedClock(BEGIN), MemoryBus(manifest), PostOffice(weather)
        surroundings = Surroundings(
            loop=loop,
            dice=Random(f"ids {seed}"),
            weather=weather,
            manifest=manifest,
            bus=bus,
            clock=clock,
            policies=policies(),
            post=post,
            effects=Effects(weather, Random(f"poison {seed}")),
        )
        return cls(seed, loop, clock, weather, bus, post, a_house(surroundings), dice)

    def tell(self, words: str) -> None:
        now = self.clock.now().astimezone(BEGIN.tzinfo)
        self.story.append(f"{now:%m-%d %H:%M} +{self.loop.time():7.2f}s  {words}")

    async def run(self) -> None:
        """Live, then calm down, and let every limit come to its end."""
        for process in self.house.values():
            process.start()
        accidents = self.loop.create_task(self._accidents())
        await self._live()
        accidents.cancel()
        await self._calm_down()
        await self._let_limits_end()

    async def _live(self) -> None:
        """Everybody acts when their time comes, whether the house is at rest or not."""
        population = Population(policies(), BEGIN.date(), self.dice)
        count = self.dice.randint(*LIVES)
        agenda: list[tuple[datetime, int, int]] = []
        for place, begins in enumerate(spread(count, BEGIN, self.dice)):
            life = population.life(place, begins)
            self.clients.append(Client(life, self.house, self.dice))
            at = begins
            for step, act in enumerate(life.acts):
                at += timedelta(hours=act.after)
                heapq.heappush(agenda, (at, place, step))
        hasty = self.dice.random() < 0.5
        acting: list[asyncio.Task[None]] = []
        while agenda:
            at, place, step = heapq.heappop(agenda)
            await self._pass_until(at, hasty=hasty)
            client = self.clients[place]
            self.tell(f"{client.life.acts[step].name} of complaint {place}")
            acting.append(self.loop.create_task(client.perform(step)))
            await asyncio.sleep(self.dice.random() ** 2 * (0.5 if hasty else 4.0))
        self.weather.calm = True
        await asyncio.gather(*acting)

    async def _pass_until(self, at: datetime, *, hasty: bool) -> None:
        """Let business time come; the hasty pass over what was due in between."""
        while not hasty:
            due = await next_instant(self.house["sla"].store)
            if due is None or not self.clock.now() < due < at:
                break
            self._step(due)
            await asyncio.sleep(self.dice.random() * 3.0)
        self._step(at)

    def _step(self, at: datetime) -> None:
        if at > self.clock.now():
            self.clock.step_to(at)

    async def _accidents(self) -> None:
        climate = self.weather.climate
        kinds = [
            (climate.crash_every_s, self._kill_one),
            (climate.forget_every_s, self.bus.forget),
            (climate.takeover_every_s, self._take_over),
        ]
        await asyncio.gather(*(self._now_and_then(every, strike) for every, strike in kinds))

    async def _now_and_then(self, every_s: float, strike: object) -> None:
        assert callable(strike)
        while every_s:
            await asyncio.sleep(self.dice.expovariate(1 / every_s))
            if not self.weather.calm:
                strike()

    def _kill_one(self) -> None:
        up = [process for process in self.house.values() if process.up]
        if up:
            process = self.dice.choice(up)
            self.tell(f"kill -9 {process.service}")
            self.kills += 1
            process.kill()
            self.loop.create_task(self._start_again(process))

    async def _start_again(self, process: Process) -> None:
        await asyncio.sleep(self.dice.random() ** 2 * DOWN_LONGEST_S)
        if not process.up:
            self.tell(f"{process.service} starts")
            process.start()

    def _take_over(self) -> None:
        up = [process for process in self.house.values() if process.up]
        if up:
            process = self.dice.choice(up)
            task = process.take_over()
            self.tell(f"another replica of {process.service} takes over {task}")

    async def _calm_down(self) -> None:
        self.weather.calm = True
        for process in self.house.values():
            if not process.up:
                process.start()
        await quiet.until_quiet(self.house, self.bus, self.clock)

    async def _let_limits_end(self) -> None:
        """Some worlds wait for each instant, some were away for all of them."""
        end = self.clock.now() + HORIZON
        patient = self.dice.random() < 0.5
        for _ in range(STEPS_MAX):
            due = await next_instant(self.house["sla"].store)
            if due is None or due > end:
                break
            self._step(due if patient else end)
            await quiet.until_quiet(self.house, self.bus, self.clock)
        self._step(end)
        await quiet.until_quiet(self.house, self.bus, self.clock)
