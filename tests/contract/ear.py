"""A subscriber on one partition of a store, and what tests do with it."""

from __future__ import annotations

from shared.bus.port import Delivery
from shared.event_store.port import Store
from shared.subscriber import Subscriber
from tests.contract.places import Place
from tests.support.hearing import Listener


class Ear:
    """A subscriber on one partition of a store."""

    def __init__(self, place: Place, subscriber: Subscriber, listener: Listener) -> None:
        self.place = place
        self.subscriber = subscriber
        self.listener = listener

    @property
    def store(self) -> Store:
        return self.place.store

    async def hears(self, *letters: Delivery) -> None:
        await self.subscriber.handle(letters)

    async def position(self) -> int:
        return await self.store.position(self.subscriber.claim)

    async def retries_after(self, seconds: float) -> int:
        await self.place.patience.passes(seconds)
        return await self.subscriber.retry_parked()


async def new_ear(place: Place, listener: Listener) -> Ear:
    claim = await place.store.claim("triage", 0)
    return Ear(place, Subscriber(listener.subscription, place.store, claim), listener)
