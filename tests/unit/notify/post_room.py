"""The delivery worker among things that can be made to fail: carrier, store, wall clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from services.notify.channels import CarrierIsAway, NotAccepted
from services.notify.delivery import RETRY_DELAYS_S, Delivery
from services.notify.mail import Mail
from services.notify.notice import NOTICE, NoticeStatus, plan
from services.notify.queue import NOTICES, QueuedNotice, queued
from services.notify.translate import translate
from shared.clock import SteppedClock
from shared.commands import CommandSide
from shared.event_store.memory import MemoryStore
from shared.event_store.port import Cause, Transaction
from shared.ids import derived_id
from tests.support.told import TRACEPARENT
from tests.unit.notify.letters import NOON, letter


class PostBag:
    """A carrier that keeps what it accepts, and has its moods."""

    def __init__(self) -> None:
        self.accepted: list[Mail] = []
        self.offered = 0
        self.moods: dict[str, NotAccepted] = {}
        self.away = False
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        yield

    async def send(self, mail: Mail) -> None:
        self.offered += 1
        if self.away:
            raise CarrierIsAway()
        if mail.recipient in self.moods:
            raise self.moods[mail.recipient]
        self.accepted.append(mail)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()


class Shelves(MemoryStore):
    """A store in memory that can go away."""

    away = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        if self.away:
            raise ConnectionRefusedError
        async with super().transaction() as unit:
            yield unit


class PostRoom:
    """The delivery worker over a store in memory, with a wall clock moved by hand."""

    def __init__(self) -> None:
        self.store = Shelves([NOTICE])
        self.carrier = PostBag()
        self.wall_s = 0.0
        self.delivery = self.new_worker()

    def new_worker(self) -> Delivery:
        return Delivery(
            store=self.store,
            clock=SteppedClock(NOON),
            carrier=self.carrier,
            sender="service@minghu.example",
            after_commit=lambda: None,
            wall=lambda: self.wall_s,
        )

    async def plans(self, address: str, *, place: int = 1) -> UUID:
        identity = derived_id("notice", address, str(place))
        side = CommandSide(NOTICE, translate)
        async with self.store.transaction() as unit:
            outcome = await side.react(
                unit,
                identity,
                lambda n: plan(n, letter(address=address), now=NOON),
                now=NOON,
                cause=Cause("policy"),
            )
            assert outcome is not None
            row = queued(outcome.state, place=place, traceparent=TRACEPARENT)
            await unit.rows.put(NOTICES, row)
        return identity

    async def row(self, identity: UUID) -> QueuedNotice:
        async with self.store.transaction() as unit:
            row = await unit.rows.get(NOTICES, identity)
        assert row is not None
        return row

    async def tries_until_the_end(self, identity: UUID) -> None:
        for delay_s in (*RETRY_DELAYS_S, 0.0):
            await self.delivery.deliver_waiting()
            self.wall_s += delay_s
        assert (await self.row(identity)).status is not NoticeStatus.PLANNED

    async def published(self) -> list[str]:
        return [entry.subject.split(".")[3] for _, entry in await self.store.outbox.peek(100)]
