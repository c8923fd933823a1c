"""Whether anything is still under way, asked of what was kept and not of who keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from services.notify.notice import NoticeStatus
from services.notify.queue import NOTICES
from services.sla.timers import next_instant
from shared.bus.memory import MemoryBus
from shared.clock import SteppedClock
from shared.event_store.memory import MemoryStore
from tests.simulation.process import Process

LOOK_FIRST_S, LOOK_LAST_S = 0.05, 2.0
LOOKS = 500


class NeverQuiet(Exception):
    """Something stays under way although nothing goes wrong any more."""


async def until_quiet(house: Mapping[str, Process], bus: MemoryBus, clock: SteppedClock) -> None:
    """Wait until all is done that can be done at this business time. Raises NeverQuiet."""
    busy, pause_s = "", LOOK_FIRST_S
    for _ in range(LOOKS):
        busy = await _busy(house, bus, clock)
        if not busy:
            return
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 1.2, LOOK_LAST_S)
    raise NeverQuiet(busy)


async def _busy(house: Mapping[str, Process], bus: MemoryBus, clock: SteppedClock) -> str:
    for process in house.values():
        store = process.store
        if await store.outbox.peek(1):
            return f"{process.service} has not relayed everything"
        if store.tables.parked:
            return f"{process.service} has parked messages"
        if process.hears and (unheard := await _unheard(process, bus)):
            return unheard
    due = await next_instant(house["sla"].store)
    if due is not None and due <= clock.now():
        return f"what was due at {due} has not fired"
    return await _undelivered(house["notify"].store)


async def _unheard(process: Process, bus: MemoryBus) -> str:
    for partition in range(4):
        place = (process.service, partition)
        _, position = process.store.tables.positions.get(place, (0, 0))
        inlet = bus.inlet(process.service, partition)
        await inlet.start_after(position)
        if behind := await inlet.backlog():
            return f"{process.service} has {behind} messages to hear behind {position}"
    return ""


async def _undelivered(store: MemoryStore) -> str:
    async with store.transaction() as unit:
        planned = await unit.rows.find(NOTICES, status=NoticeStatus.PLANNED, limit=1)
    return "a notice waits" if planned else ""
