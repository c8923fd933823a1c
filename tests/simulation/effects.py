"""What took effect where: written beside the effect, so that it is kept or lost with it."""

from __future__ import annotations

from itertools import count
from random import Random
from typing import Protocol

from shared.contracts import Message
from shared.domain import Immutable
from shared.event_store.port import Transaction
from shared.event_store.rows import Table
from shared.subscriber import Handler, Handlers
from tests.simulation.weather import Weather


class Effect(Immutable):
    """A message that took effect; `place` rises in the order in which they did."""

    place: int
    message_id: str
    key: str


EFFECTS = Table("effects", Effect, key=("place",))


class Poisoned(Exception):
    """A handler cannot cope with this message, at present."""


class Log(Protocol):
    def __call__(self, words: str) -> None: ...


class Effects:
    """Wraps the handlers of every service; some messages are hard to swallow for a while."""

    def __init__(self, weather: Weather, dice: Random) -> None:
        self._weather = weather
        self._dice = dice
        self._places = count(1)
        self._doses: dict[tuple[str, str], int] = {}

    def noting(self, consumer: str, handlers: Handlers) -> Handlers:
        return {contract: self._noting(consumer, inner) for contract, inner in handlers.items()}

    def _noting(self, consumer: str, inner: Handler) -> Handler:
        async def handle(message: Message, unit: Transaction) -> None:
            await inner(message, unit)
            effect = Effect(place=next(self._places), message_id=message.id, key=str(message.key))
            await unit.rows.put(EFFECTS, effect)
            self._poison(consumer, message)

        return handle

    def _poison(self, consumer: str, message: Message) -> None:
        """After the effect: none of it may stay."""
        place = (consumer, message.id)
        if place not in self._doses:
            strong = self._weather.chance(self._weather.climate.poison)
            self._doses[place] = self._dice.randint(1, 3) if strong else 0
        if self._doses[place] > 0:
            self._doses[place] -= 1
            raise Poisoned
