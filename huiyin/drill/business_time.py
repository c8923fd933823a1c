"""Business time in a house where services come and go: everybody follows, sooner or later."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import nats.errors
from faststream.exceptions import FastStreamException
from faststream.nats import NatsBroker

from huiyin.stack import Stack
from shared.clock_control import step_service

ANSWER_WITHIN_S = 2.0
PAUSE_S = 0.1
LATE_STARTER = "HUIYIN_CLOCK_START"


class BusinessTime:
    """Moves the stepped clocks of all services, those that are about to come back too."""

    def __init__(self, services: Stack, nats_url: str, start: datetime) -> None:
        self.now = start
        self.steps = 0
        self._services = services
        self._broker = NatsBroker(nats_url, logger=None)
        self._moving = asyncio.Lock()
        self._held_down: set[str] = set()

    async def __aenter__(self) -> Self:
        await self._broker.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._broker.stop()

    @contextmanager
    def without(self, service: str) -> Iterator[None]:
        """While within, nobody waits for this service to be told: it is held down, and will know
        the time when it starts."""
        self._held_down.add(service)
        try:
            yield
        finally:
            self._held_down.discard(service)

    async def move_by(self, span: timedelta) -> None:
        """Let `span` go by; returns once every service knows."""
        async with self._moving:
            self.now += span
            self.steps += 1
            self._services.tell_at_next_start({LATE_STARTER: self.now.isoformat()})
            await self._tell()

    async def catch_up(self) -> None:
        """Tell the present time again: whoever was just starting may have missed it."""
        async with self._moving:
            await self._tell()

    async def _tell(self) -> None:
        await asyncio.gather(*(self._until_told(service) for service in self._services.urls))

    async def _until_told(self, service: str) -> None:
        while service not in self._held_down:
            try:
                reply = await step_service(self._broker, service, self.now, wait_s=ANSWER_WITHIN_S)
                if reply.now >= self.now:
                    return
            except (nats.errors.Error, FastStreamException, OSError, TimeoutError):
                await asyncio.sleep(PAUSE_S)
