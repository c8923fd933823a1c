"""Sla over the in-memory store: what it hears, what it is asked, and time, without servers."""

from __future__ import annotations

from typing import Any, Self, TypeVar
from uuid import UUID

from services.sla.application import Sla
from services.sla.domain.duties.project_watch import PROJECT_WATCH
from services.sla.domain.handover import HANDOVER
from services.sla.domain.instants import instants_of_watch
from services.sla.domain.supervision_order import SUPERVISION_ORDER, SupervisionOrder
from services.sla.domain.watch import WATCH, Watch
from services.sla.firing import Firing
from services.sla.ledger import order_stream, watch_stream
from services.sla.reactions import Reactions
from services.sla.timers import TIMERS, Timer
from shared.clock import SteppedClock
from shared.contracts import CONTRACTS, Contract, Message
from shared.event_store.memory import MemoryStore
from shared.policy import Policies
from tests.unit.policy.regulations import at, library, zsy
from tests.unit.sla.story import COMPLAINT, Telling, assigned, complaint, graded

RECEIVED = "2026-11-18 10:00"
ORDER = "DB20261118-000123"
Told = TypeVar("Told", bound=Contract)


KINDS = (WATCH, SUPERVISION_ORDER, PROJECT_WATCH, HANDOVER)


class SlaInMemory:
    def __init__(
        self, now: str, *, policies: Policies | None = None, store: Any | None = None
    ) -> None:
        self.store: MemoryStore = store or MemoryStore(KINDS)
        self.clock = SteppedClock(at(now))
        self.policies = policies or library()
        self.rung = 0
        self.asked = Sla(
            store=self.store,
            clock=self.clock,
            policies=self.policies,
            after_commit=self._ring,
        )
        self.firing = Firing(self.store, self.policies, self.clock, after_commit=self._ring)
        self._handlers = Reactions(self.policies, self.clock).handlers

    def goes_on_under(self, policies: Policies) -> Self:
        """The policies folder was read anew, as by a service that starts again."""
        after_commit, store, clock = self._ring, self.store, self.clock
        self.policies = policies
        self.asked = Sla(store=store, clock=clock, policies=policies, after_commit=after_commit)
        self.firing = Firing(store, policies, clock, after_commit=after_commit)
        self._handlers = Reactions(policies, clock).handlers
        return self

    def _ring(self) -> None:
        self.rung += 1

    async def hears(self, *tellings: Telling, when: str | None = None) -> Self:
        """Contracts arrive, occurred when they arrive unless it is said otherwise."""
        for telling in tellings:
            contract = telling(at(when) if when else self.clock.now())
            message = Message(f"{type(contract).__name__}:{contract.occurred_at}", contract)
            async with self.store.transaction() as unit:
                await self._handlers[type(contract)](message, unit)
        return self

    async def passes(self, until: str) -> Self:
        """The clock moves, and what is due then fires."""
        self.clock.step_to(at(until))
        while await self.firing.fire_due():
            pass
        return self

    async def timers(self) -> tuple[Timer, ...]:
        async with self.store.transaction() as unit:
            return await unit.rows.find(TIMERS, order_by=("instant",))

    async def watch(self, complaint: UUID = COMPLAINT) -> Watch:
        watch = await self.store.load(WATCH, watch_stream(complaint))
        assert watch is not None
        return watch

    async def order(self, number: str) -> SupervisionOrder:
        order = await self.store.load(SUPERVISION_ORDER, order_stream(COMPLAINT, number))
        assert order is not None
        return order

    async def told(self) -> list[Contract]:
        """Everything that waits to be published, oldest first."""
        waiting = await self.store.outbox.peek(1000)
        return [Message.from_json(entry.body, CONTRACTS).contract for _, entry in waiting]

    async def timers_are_what_the_watch_says(self) -> bool:
        rows = [(t.instant, t.place) for t in await self.timers() if t.aggregate == WATCH.name]
        ahead = [(i.at, i.place) for i in instants_of_watch(await self.watch())]
        return sorted(rows) == sorted(ahead)


async def begun() -> SlaInMemory:
    """A complaint by telephone, just received."""
    return await SlaInMemory(RECEIVED).hears(complaint(zsy(), RECEIVED))


async def supervised() -> SlaInMemory:
    """A complaint of grade 2 (热点), for which an order was issued."""
    return await (await begun()).hears(graded(2), assigned())


async def told(sla: SlaInMemory, kind: type[Told]) -> list[Told]:
    """What of one kind waits to be published, oldest first."""
    return [contract for contract in await sla.told() if isinstance(contract, kind)]
