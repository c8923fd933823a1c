"""Those who ask: each keeps a record of its own of what it was answered, as it must in the end be
found. Who gets no answer asks again under the same key."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from random import Random

from shared.commands import AlreadyAnswered, Reply, RequestKey, TooMuchAtOnce
from shared.domain import Refusal
from shared.postgres.database import TROUBLE
from tests.simulation.act import Act
from tests.simulation.lives import NOT_YET, Life
from tests.simulation.process import ConnectionBroke, Process

AGAIN_S = 1.0
ATTEMPTS = 1000
PATIENCE = 12
ASKED_TWICE = 0.15
NO_ANSWER: tuple[type[Exception], ...] = (ConnectionBroke, *TROUBLE)


class NobodyAnswers(Exception):
    """A client gave up although everything should have come back by then."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a service answered, under which key."""

    service: str
    key: str
    status: int
    body: bytes


class Client:
    """Goes through one complaint's life."""

    def __init__(self, life: Life, house: dict[str, Process], dice: Random) -> None:
        self.life = life
        self.number = ""
        self.acknowledged: list[Acknowledged] = []
        self.refused = 0
        self._house = house
        self._dice = dice
        self._turn = asyncio.Lock()

    async def perform(self, step: int) -> None:
        """Do the next thing, once what came before is through."""
        async with self._turn:
            act, key = self.life.acts[step], self.life.key_of(step)
            if step and not self.number:
                return
            answered = await self._ask(act, key)
            if answered is not None and self._dice.random() < ASKED_TWICE:
                await self._ask(act, key)

    async def _ask(self, act: Act, key: RequestKey) -> Acknowledged | None:
        not_yet = 0
        for _ in range(ATTEMPTS):
            try:
                reply = await self._house[act.service].answer(
                    lambda application: act.request(application, self.number, key)
                )
                return self._note(act, _kept(act, key, reply))
            except AlreadyAnswered as again:
                answer = again.answer
                return self._note(
                    act, Acknowledged(act.service, key.key, answer.status, answer.body)
                )
            except NOT_YET:
                not_yet += 1
                if not_yet == PATIENCE:
                    break
            except TooMuchAtOnce:
                pass
            except Refusal:
                break
            except NO_ANSWER:
                pass
            await asyncio.sleep(AGAIN_S * self._dice.random())
        else:
            raise NobodyAnswers(f"{act.service} {act.name}")
        self.refused += 1
        return None

    def _note(self, act: Act, acknowledged: Acknowledged) -> Acknowledged:
        self.acknowledged.append(acknowledged)
        if act.name == "receive":
            self.number = _number_in(acknowledged.body)
        return acknowledged


def _kept(act: Act, key: RequestKey, reply: Reply) -> Acknowledged:
    answer = reply.kept_for(key)
    return Acknowledged(act.service, key.key, answer.status, answer.body)


def _number_in(body: bytes) -> str:
    return body.split(b'"number":"', 1)[1].split(b'"', 1)[0].decode()
