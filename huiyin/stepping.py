"""Playing history on a running stack: move every service's clock together, and only when all rest.

Between two steps everything that follows from the last one has happened: outboxes are empty, every
message has been handled, every due instant has fired. So the same plays give the same events.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx
from faststream.nats import NatsBroker

from huiyin.refusals import CannotRun
from shared.clock_control import step_service

SETTLE_WITHIN_S = 120.0
STEP_WITHIN_S = 10.0
PAUSE_S = 0.002
PAUSE_MAX_S = 0.05
REQUEST_TIMEOUT_S = 30.0


class DidNotSettle(CannotRun):
    """Something is still under way after two minutes."""


class Steps:
    """The coordinator of a stack whose services run on stepped clocks.

    `urls` are the services' base URLs by name.
    """

    def __init__(self, urls: Mapping[str, str], nats_url: str) -> None:
        self._urls = urls
        self._broker = NatsBroker(nats_url, logger=None)
        self.http = httpx.AsyncClient(timeout=REQUEST_TIMEOUT_S)
        self.now: datetime | None = None

    async def __aenter__(self) -> Self:
        await self._broker.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.http.aclose()
        await self._broker.stop()

    async def step_to(self, now: datetime) -> datetime | None:
        """Move business time, in every service, and let everything that follows happen; the next
        instant at which something is due."""
        await self.move_to(now)
        return await self.settle()

    async def move_to(self, now: datetime) -> None:
        """Move business time without waiting for what follows: for a time when nothing is due."""
        replies = await asyncio.gather(
            *(
                step_service(self._broker, service, now, wait_s=STEP_WITHIN_S)
                for service in self._urls
            )
        )
        for reply in replies:
            if reply.refused:
                raise CannotRun(
                    f"{reply.service} 的时钟不能倒退 / the clock of {reply.service} cannot go back: "
                    f"{reply.refused}"
                )
        self.now = now

    async def settle(self) -> datetime | None:
        """Wait until nothing is under way anywhere; the next instant at which something is due."""
        end = asyncio.get_running_loop().time() + SETTLE_WITHIN_S
        last: list[tuple[Any, ...]] | None = None
        while True:
            states = await self._look(self._urls)
            busy = [state["service"] for state in states if not _rests(state)]
            # A message may pass from one service to the next between two looks: two equal quiet
            # looks in a row, with nothing recorded between them, leave no place for it to hide.
            marks = [(state["recorded"], state["handled"]) for state in states]
            if not busy and marks == last:
                return min(filter(None, map(_due, states)), default=None)
            last = None if busy else marks
            await self._until_rest(busy, end)

    async def _until_rest(self, services: Sequence[str], end: float) -> None:
        """Only those that were busy are asked again and again: seven answers cost seven times."""
        for attempt in itertools.count():
            states = [state for state in await self._look(services) if not _rests(state)]
            services = [state["service"] for state in states]
            if not services:
                return
            if asyncio.get_running_loop().time() > end:
                raise DidNotSettle(f"仍有未完成的工作 / still under way after 2 min: {states}")
            await asyncio.sleep(min(PAUSE_S * 1.3**attempt, PAUSE_MAX_S))

    async def _look(self, services: Iterable[str]) -> list[dict[str, Any]]:
        return await asyncio.gather(*(self._backlog(service) for service in services))

    async def _backlog(self, service: str) -> dict[str, Any]:
        reply = await self.http.get(f"{self._urls[service]}/ops/backlog")
        reply.raise_for_status()
        state: dict[str, Any] = reply.json()
        return state | {"service": service}


def _rests(state: dict[str, Any]) -> bool:
    if state["parked"]:
        raise CannotRun(
            f"{state['service']} 有 {state['parked']} 条消息处理失败 / messages failed: "
            "see `huiyin dead-letters list`"
        )
    held, partitions = state["partitions"]
    return bool(
        state["outbox"] == 0 and state["unheard"] == 0 and held == partitions and state["idle"]
    )


def _due(state: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(state["next_due"]) if state["next_due"] else None
