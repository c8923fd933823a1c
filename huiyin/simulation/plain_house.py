"""All services in one process on plain stores and a plain bus, which forget what is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from huiyin.simulation.branch import ALONE, Branch
from huiyin.simulation.house import SENDER, Ports, Resident, compose, kinds_of
from huiyin.simulation.life import Life
from huiyin.simulation.plain_bus import Hear, PlainBus, done
from huiyin.simulation.plain_store import PlainStore
from huiyin.simulation.post_room import PostRoom
from services.analytics.course import COURSE
from services.casework.streams import stream_of as case_stream
from services.notify.complaint import KNOWN_COMPLAINTS
from services.notify.mail import Mail
from services.notify.notice import NoticeStatus
from services.sla.ledger import order_name, order_stream, watch_name, watch_stream
from services.sla.timers import TIMERS
from services.triage.streams import stream_of as assessment_stream
from shared.bus.manifest import read_manifest
from shared.clock import SteppedClock
from shared.contracts import Contract, Message
from shared.event_store.port import Transaction
from shared.policy import PolicyLibrary
from shared.subscriber import Handler

SERVICES = ("intake", "triage", "casework", "sla", "notify", "analytics")
"""Not the console: its pages show one complaint at a time, and nobody looks at them here."""


class SeededIds:
    """The same identities for the same seed."""

    def __init__(self, seed: int | str) -> None:
        self._dice = Random(f"{seed} ids")  # noqa: S311  To be the same again.

    def new(self) -> UUID:
        return UUID(int=self._dice.getrandbits(128), version=4)


class RunningNumbers:
    """1, 2, 3; with several branches each has its own."""

    def __init__(self, branch: Branch = ALONE) -> None:
        self._branch = branch
        self._given = 0

    async def next(self) -> int:
        number = self._branch.own(self._given) + 1
        self._given += 1
        return number


class NoCarrier:
    """Stands where the mail server would: the post room never asks it."""

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        yield

    async def send(self, mail: Mail) -> None:
        raise AssertionError(f"nothing is mailed here, least of all by {SENDER}")


class TimersStandStill(RuntimeError):
    """A timer that is due does not fire: a fault of ours, which its log line names."""


class PlainHouse:
    """`notices` counts what was handed over, by the notice's key; `unread` are tables whose rows
    nobody will ask for."""

    def __init__(
        self,
        policies: PolicyLibrary,
        zone: ZoneInfo,
        clock: SteppedClock,
        seed: int | str,
        *,
        branch: Branch = ALONE,
        unread: frozenset[str] = frozenset(),
    ) -> None:
        self.bus = PlainBus()
        self.stores: dict[str, PlainStore] = {
            service: PlainStore(kinds_of(service), tell=self.bus.tell, unread=unread)
            for service in SERVICES
        }
        self._post_room = PostRoom(clock, tell=self.bus.tell, unread=unread)
        self.stores["notify"] = self._post_room
        self.residents: dict[str, Resident] = {}
        for service, store in self.stores.items():
            self.residents[service] = compose(
                service,
                Ports(
                    store=store,
                    clock=clock,
                    ids=SeededIds(seed),
                    numbers=RunningNumbers(branch),
                    policies=policies,
                    zone=zone,
                    carrier=NoCarrier(),
                    wall=lambda: 0.0,
                    course=COURSE.name not in unread,
                ),
            )
        self.notices: Counter[str] = Counter()
        self._clock = clock
        self._connect()

    def listen(self, contract: type[Contract], hear: Hear) -> None:
        """Let people hear what the services tell each other, after them."""
        self.bus.route(contract, hear)

    def deliver(self) -> None:
        """Let everything that was told take effect."""
        self.bus.deliver()

    def next_instant(self) -> datetime | None:
        """When a timer is due next."""
        first = self.stores["sla"].rows.first(TIMERS, "instant")
        return first.instant if first else None

    def fire(self) -> None:
        """Fire the timers that are due."""
        firing = self.residents["sla"].firing
        assert firing is not None
        now = self._clock.now()
        while (ahead := self.next_instant()) is not None and ahead <= now:
            if not done(firing.fire_due()):
                raise TimersStandStill(f"due at {ahead}, still there at {now}")
            self.deliver()

    def forget(self, life: Life) -> None:
        """Drop what is kept of a complaint that nobody will speak of again. Its figures stay, and
        so does its place among the like."""
        key = life.complaint_id
        self.stores["intake"].forget(key, name=life.number)
        self.stores["triage"].forget(assessment_stream(key), name=life.number)
        self.stores["casework"].forget(case_stream(key), name=life.number)
        sla = self.stores["sla"]
        sla.forget(watch_stream(key), name=watch_name(life.number))
        for order in life.orders:
            sla.forget(order_stream(key, order), name=order_name(order))
        self.stores["notify"].rows.forget(KNOWN_COMPLAINTS, key)

    def _connect(self) -> None:
        """Who hears whom, in the manifest's order."""
        for service, sources in read_manifest().hears.items():
            if service not in self.stores:
                continue
            unit = self.stores[service].unit
            for contract, handler in self.residents[service].handlers.items():
                if contract.SERVICE in sources:
                    hear = _within(unit, handler)
                    self.bus.route(contract, self._mailed(hear) if service == "notify" else hear)

    def _mailed(self, plan: Hear) -> Hear:
        """Plan notices and hand them over at once."""

        async def plan_and_hand_over(message: Message) -> None:
            await plan(message)
            for notice in self._post_room.hand_over():
                if notice.status is NoticeStatus.SENT:
                    self.notices[notice.letter.template] += 1

        return plan_and_hand_over


def _within(unit: Transaction, handler: Handler) -> Hear:
    return lambda message: handler(message, unit)
