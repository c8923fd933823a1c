"""The same house as the plain one on the in-memory store and bus, which keep bytes and promises:
outbox, relay, partitions, inbox, subscriber, mail that a carrier accepts."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from huiyin.simulation.house import Ports, Resident, compose, kinds_of
from huiyin.simulation.life import Life
from huiyin.simulation.plain_bus import Hear, done
from huiyin.simulation.plain_house import SERVICES, RunningNumbers, SeededIds
from services.notify.mail import Mail
from services.notify.queue import NOTICES, QueuedNotice
from services.sla.timers import next_instant
from shared.bus.manifest import Manifest, read_manifest
from shared.bus.memory import MemoryBus, partition_of
from shared.bus.port import Delivery
from shared.clock import SteppedClock
from shared.contracts import CONTRACTS, Contract, Message
from shared.event_store.memory import MemoryStore
from shared.policy import PolicyLibrary
from shared.subscriber import Subscriber, Subscription

MANY = 1_000_000


class Accepting:
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.accepted = 0

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        yield

    async def send(self, mail: Mail) -> None:
        self.accepted += 1


class FaithfulHouse:
    """Everybody handles one message before anybody handles the next, as in the plain house."""

    def __init__(
        self, policies: PolicyLibrary, zone: ZoneInfo, clock: SteppedClock, seed: str
    ) -> None:
        self.carrier = Accepting()
        self.stores = {service: MemoryStore(kinds_of(service)) for service in SERVICES}
        self.residents: dict[str, Resident] = {
            service: compose(
                service,
                Ports(
                    store=store,
                    clock=clock,
                    ids=SeededIds(seed),
                    numbers=RunningNumbers(),
                    policies=policies,
                    zone=zone,
                    carrier=self.carrier,
                    wall=lambda: 0.0,
                ),
            )
            for service, store in self.stores.items()
        }
        self._manifest: Manifest = read_manifest()
        self._bus = MemoryBus(self._manifest)
        self._position = 0
        self._subscribers = {
            (service, partition): self._subscriber(service, partition)
            for service in self._manifest.hears
            if service in SERVICES
            for partition in self._manifest.partitions
        }
        self._people: dict[type[Contract], list[Hear]] = {}

    def _subscriber(self, service: str, partition: int) -> Subscriber:
        claim = done(self.stores[service].claim(service, partition))
        subscription = Subscription(service, self.residents[service].handlers)
        return Subscriber(subscription, self.stores[service], claim)

    def listen(self, contract: type[Contract], hear: Hear) -> None:
        self._people.setdefault(contract, []).append(hear)

    def deliver(self) -> None:
        self._relay()
        while delivery := self._next():
            message = Message.from_json(delivery.body, CONTRACTS, sequence=delivery.sequence)
            partition = partition_of(str(message.key), len(self._manifest.partitions))
            for service, sources in self._manifest.hears.items():
                if service in SERVICES and message.contract.SERVICE in sources:
                    done(self._subscribers[service, partition].handle([delivery]))
                    self._relay_of(service)
                    if service == "notify":
                        self._mail()
            for hear in self._people.get(type(message.contract), ()):
                done(hear(message))

    def _next(self) -> Delivery | None:
        every = frozenset(SERVICES)
        found = [
            delivery
            for partition in self._manifest.partitions
            for delivery in self._bus.following(self._position, every, partition, 1)
        ]
        first = min(found, key=lambda delivery: delivery.sequence, default=None)
        self._position = first.sequence if first else self._position
        return first

    def _mail(self) -> None:
        delivery = self.residents["notify"].delivery
        assert delivery is not None
        while done(delivery.deliver_waiting()):
            self._relay_of("notify")

    def _relay(self) -> None:
        for service in SERVICES:
            self._relay_of(service)

    def _relay_of(self, service: str) -> None:
        outbox = self.stores[service].outbox
        waiting = done(outbox.peek(MANY))
        for _, entry in waiting:
            done(self._bus.store(entry))
        done(outbox.remove([place for place, _ in waiting]))

    def next_instant(self) -> datetime | None:
        return done(next_instant(self.stores["sla"]))

    def fire(self) -> None:
        firing = self.residents["sla"].firing
        assert firing is not None
        while done(firing.fire_due()):
            self.deliver()

    def forget(self, life: Life) -> None:
        """Nothing is forgotten here."""

    @property
    def notices(self) -> Counter[str]:
        return Counter(row.template for row in done(self._every_notice()))

    async def _every_notice(self) -> tuple[QueuedNotice, ...]:
        async with self.stores["notify"].transaction() as unit:
            return await unit.rows.find(NOTICES)
