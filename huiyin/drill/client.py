"""Somebody who works with the system while it breaks: asks, asks again, and writes it all down."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import httpx

from huiyin.drill.journal import Answered, Journal, Request
from huiyin.drill.lives import Life, Step, a_life

LIVES_AT_ONCE = 6
TRIES_MAX = 40
PAUSE_FIRST_S, PAUSE_LONGEST_S = 0.1, 2.0
ANSWER_WITHIN_S = 12.0
TWICE_AT_ONCE_SHARE = 0.05
BUSY = "too-much-at-once"
NOT_YET = (404,)
"""A service that has not heard of a complaint yet knows it a little later."""


class Client:
    """One client with its own dice and its own record."""

    def __init__(
        self, name: str, urls: dict[str, str], file: Path, dice: Random, pause_s: float
    ) -> None:
        self.name = name
        self.journal = Journal(file)
        self.sent: Counter[str] = Counter()
        self._urls = urls
        self._dice = dice
        self._pause_s = pause_s
        self._lives: list[Life] = []
        self._count = 0
        self._ends = asyncio.Event()

    def end(self) -> None:
        """Begin nothing new; what was asked is still waited for."""
        self._ends.set()

    async def run(self) -> None:
        limits = httpx.Limits(max_connections=4)
        async with httpx.AsyncClient(timeout=ANSWER_WITHIN_S, limits=limits) as http:
            while not self._ends.is_set():
                await self._next_step(http)
                await asyncio.sleep(self._pause_s * self._dice.uniform(0.5, 1.5))
        self.journal.close()

    async def _next_step(self, http: httpx.AsyncClient) -> None:
        self._lives = [life for life in self._lives if not life.over]
        if len(self._lives) < LIVES_AT_ONCE:
            self._lives.append(a_life(self._dice))
        life = self._dice.choice(self._lives)
        step = life.next()
        answer = await self._ask(http, self._request(step, life))
        if answer is None or not answer.acknowledged:
            life.put_off(for_good=answer is not None and answer.status not in NOT_YET)
            return
        if step.name == "receive":
            life.number = httpx.Response(200, text=answer.body).json()["number"]
        life.done()

    def _request(self, step: Step, life: Life) -> Request:
        self._count += 1
        return Request(
            key=f"{self.name}-{self._count:05d}",
            service=step.service,
            path=step.path.format(number=life.number),
            body={name: _filled(value, life.number) for name, value in step.body.items()},
            topic=step.topic,
        )

    async def _ask(self, http: httpx.AsyncClient, request: Request) -> Answered | None:
        """Ask until there is an answer or patience ends; now and then twice at once."""
        self.journal.asked(request)
        times = 2 if self._dice.random() < TWICE_AT_ONCE_SHARE else 1
        answers = await asyncio.gather(*(self._until_answered(http, request) for _ in range(times)))
        heard = [answer for answer in answers if answer is not None]
        return next(
            (answer for answer in heard if answer.acknowledged), heard[0] if heard else None
        )

    async def _until_answered(self, http: httpx.AsyncClient, request: Request) -> Answered | None:
        pause_s = PAUSE_FIRST_S
        for _ in range(TRIES_MAX):
            answer = await self._once(http, request)
            if answer is not None:
                self.journal.answered(request, answer)
                return answer
            await asyncio.sleep(pause_s * self._dice.uniform(0.5, 1.0))
            pause_s = min(2 * pause_s, PAUSE_LONGEST_S)
        self.sent["given up"] += 1
        return None

    async def _once(self, http: httpx.AsyncClient, request: Request) -> Answered | None:
        """None where nothing is known to have come of it: no answer, or one that says so."""
        self.sent["tries"] += 1
        try:
            reply = await http.post(
                self._urls[request.service] + request.path,
                json=request.body,
                headers={"Idempotency-Key": request.key, "X-Actor": request.actor},
            )
        except httpx.TransportError:
            self.sent["no answer"] += 1
            return None
        if reply.status_code >= 500 or (reply.status_code == 409 and BUSY in reply.text):
            self.sent[f"answer {reply.status_code}"] += 1
            return None
        return Answered(reply.status_code, reply.text)


def _filled(value: Any, number: str) -> Any:
    return value.format(number=number) if value == "{number}" else value
