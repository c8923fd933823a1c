"""One service as a process of a world: started, killed at any step, started again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from huiyin.simulation.house import SERVICES, Ports, Resident, compose, kinds_of
from services.notify.delivery import Delivery
from services.sla.firing import Firing
from shared.bus.manifest import Manifest
from shared.bus.memory import MemoryBus
from shared.bus.port import BusIsAway
from shared.bus.publisher import BatchPublisher
from shared.clock import SteppedClock
from shared.event_store.memory import MemoryStore
from shared.policy import PolicyLibrary
from shared.postgres.database import TROUBLE
from shared.relay import BATCH, relay_once
from shared.subscriber import DATABASE_TROUBLE, Subscriber, Subscription, pump
from tests.simulation.effects import Effects
from tests.simulation.ports import (
    WeatheredBroker,
    WeatheredInlet,
    WeatheredOutbox,
    WeatheredStore,
)
from tests.simulation.post import PostOffice
from tests.simulation.randomness import SeededIds, SteadyNumbers
from tests.simulation.virtual_time import VirtualLoop
from tests.simulation.weather import Weather

POLL_S = 1.0
PAUSE_S = 0.5
LOOK_S = 0.5
ROUND_S = 0.5
ZONE = ZoneInfo("Asia/Shanghai")

RELAY_TROUBLE: tuple[type[Exception], ...] = (BusIsAway, *TROUBLE)

Result = TypeVar("Result")


class ConnectionBroke(Exception):
    """The service did not answer: it is down, or went down over the request."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the processes of a world share."""

    loop: VirtualLoop
    dice: Random
    weather: Weather
    manifest: Manifest
    bus: MemoryBus
    clock: SteppedClock
    policies: PolicyLibrary
    post: PostOffice
    effects: Effects
    numbers: SteadyNumbers = field(default_factory=SteadyNumbers)


class Process:
    """A service with its database, which outlives it."""

    def __init__(self, service: str, world: Surroundings) -> None:
        self.service = service
        self.store = MemoryStore(kinds_of(service), wall=world.loop.wall)
        self.resident = Resident()
        self.up = False
        self._world = world
        self._shaky = WeatheredStore(self.store, world.weather)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._bell = asyncio.Event()
        self._planned = asyncio.Event()

    @property
    def hears(self) -> bool:
        return self.service in self._world.manifest.hears

    def start(self) -> None:
        world = self._world
        self.resident = self._compose()
        self.up = True
        if kinds_of(self.service):
            self._spawn(self._relay())
        if self.hears:
            for partition in world.manifest.partitions:
                self._spawn(self._hear(partition))
        if self.resident.firing is not None:
            self._spawn(self._fire(self.resident.firing))
        if self.resident.delivery is not None:
            self._spawn(self._deliver(self.resident.delivery))

    def _compose(self) -> Resident:
        world = self._world
        ports = Ports(
            store=self._shaky,
            clock=world.clock,
            ids=SeededIds(world.dice),
            numbers=world.numbers,
            policies=world.policies,
            zone=ZONE,
            carrier=world.post,
            wall=world.loop.time,
            after_commit=self._ring,
        )
        return compose(self.service, ports)

    def kill(self) -> None:
        """As `kill -9` does: whatever was under way ends between two steps."""
        self.up = False
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()

    def take_over(self) -> str:
        """Another replica takes over a task, while the present one is in its middle and has not
        noticed yet; which task."""
        other = self._compose()
        tasks: dict[str, Callable[[], Any]] = {}
        if kinds_of(self.service):
            tasks["relaying"] = self._relay
        if self.hears:
            partition = self._world.dice.choice(self._world.manifest.partitions)
            tasks[f"hearing partition {partition}"] = lambda: self._hear(partition)
        if other.firing is not None:
            tasks["firing timers"] = partial(self._fire, other.firing)
        task = self._world.dice.choice(list(tasks))
        self._spawn(tasks[task]())
        return task

    async def answer(self, request: Callable[[Any], Awaitable[Result]]) -> Result:
        """Let the service's use cases do something for a client. Raises ConnectionBroke."""
        if not self.up:
            raise ConnectionBroke
        task = self._spawn(_call(request, self.resident.application))
        # A client does not go down with the service.
        await asyncio.wait([task])
        if task.cancelled():
            raise ConnectionBroke
        answer: Result = task.result()
        return answer

    def _spawn(self, work: Any) -> asyncio.Task[Any]:
        task = self._world.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _relay(self) -> None:
        world = self._world
        outbox = WeatheredOutbox(self.store.outbox, world.weather)
        publisher = BatchPublisher(WeatheredBroker(world.bus, world.weather))
        while True:
            try:
                if await relay_once(outbox, publisher) == BATCH:
                    continue
            except RELAY_TROUBLE:
                await asyncio.sleep(PAUSE_S)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._bell.wait()
            self._bell.clear()

    async def _hear(self, partition: int) -> None:
        world = self._world
        handlers = world.effects.noting(self.service, self.resident.handlers)
        while True:
            try:
                claim = await self._shaky.claim(self.service, partition)
                break
            except DATABASE_TROUBLE:
                await asyncio.sleep(PAUSE_S)
        subscriber = Subscriber(
            Subscription(self.service, handlers), self._shaky, claim, after_commit=self._ring
        )
        inlet = WeatheredInlet(world.bus.inlet(self.service, partition), world.weather)
        await pump(subscriber, inlet, lambda: self._shaky.position(claim))

    async def _fire(self, firing: Firing) -> None:
        while True:
            try:
                if (
                    await firing.fire_due()
                    or await firing.prepare()
                    or await firing.heed_holiday_notices()
                ):
                    continue
            except DATABASE_TROUBLE:
                await asyncio.sleep(PAUSE_S)
                continue
            await self._world.clock.sleep_until(None, at_most_s=LOOK_S)

    async def _deliver(self, delivery: Delivery) -> None:
        while True:
            try:
                if await delivery.deliver_waiting():
                    continue
            except DATABASE_TROUBLE:
                await asyncio.sleep(PAUSE_S)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(ROUND_S):
                    await self._planned.wait()
            self._planned.clear()

    def _ring(self) -> None:
        """Something was recorded: there may be something to relay, and to deliver."""
        self._bell.set()
        self._planned.set()


async def _call(request: Callable[[Any], Awaitable[Result]], application: Any) -> Result:
    return await request(application)


def a_house(world: Surroundings) -> dict[str, Process]:
    return {service: Process(service, world) for service in SERVICES}
