"""Recording decisions on a complaint's deadlines: events, timers and what follows, in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Protocol
from uuid import UUID

from services.sla.calendar_changes import CHANGES, changes_of_order, changes_of_watch
from services.sla.domain import events as e
from services.sla.domain import order_decisions as orders
from services.sla.domain import supervising
from services.sla.domain.ground import Ground
from services.sla.domain.instants import instants_of_order, instants_of_watch
from services.sla.domain.milestone import PlannedMilestone
from services.sla.domain.noting import News
from services.sla.domain.order_decisions import IssueOrder
from services.sla.domain.order_events import MilestoneRecounted, OrderIssued
from services.sla.domain.supervision_order import SUPERVISION_ORDER, SupervisionOrder
from services.sla.domain.watch import WATCH, Watch
from services.sla.timers import TimerRows, set_timers
from services.sla.translate import tell_order, tell_watch
from shared.commands import CommandSide
from shared.contracts.sla import BY_HAND
from shared.domain import DomainEvent
from shared.event_store.port import Cause, Recorder
from shared.ids import derived_id
from shared.policy import Pack, Policies

POLICY = "policy"
REMEMBERED = 1024
"""How many streams are not derived anew each time: one complaint has many messages in a row."""

_SUPERVISING = frozenset({e.SupervisionCalledFor, e.SupervisionGrew, e.SupervisionEnded})
_LEAVING_CLOCKS_ALONE = _SUPERVISING | {
    e.TriggerNoted,
    e.FactsNoted,
    e.CategoryNoted,
    e.GradeNoted,
    e.ResponsibilityNoted,
    e.WatchClosed,
    e.WatchReopened,
}

WatchDecision = Callable[[Watch, Pack], Sequence[DomainEvent]]
OrderDecision = Callable[[SupervisionOrder, Pack | None], Sequence[DomainEvent]]
"""The regulation is given where the order says which one it was issued under."""


@lru_cache(maxsize=REMEMBERED)
def watch_stream(complaint_id: UUID) -> UUID:
    return derived_id("watch", str(complaint_id))


@lru_cache(maxsize=REMEMBERED)
def order_stream(complaint_id: UUID, order_number: str) -> UUID:
    return derived_id("supervision-order", str(complaint_id), order_number)


def watch_name(number: str) -> str:
    """What a watch is found by. Complaints and orders have numbers of one kind."""
    return f"watch:{number}"


def order_name(order_number: str) -> str:
    return f"supervision-order:{order_number}"


class Unit(Recorder, Protocol):
    """What a decision on deadlines reads and writes."""

    @property
    def rows(self) -> TimerRows: ...


class Ledger:
    """One decision at a time, within one unit of work and at one business time."""

    def __init__(self, policies: Policies, unit: Unit, *, now: datetime, cause: Cause) -> None:
        self._policies = policies
        self._unit = unit
        self.now = now
        self._cause = cause

    async def watch(self, stream: UUID, decide: WatchDecision) -> Watch | None:
        """Decide on a watch. Its supervision follows at once: issued, grown, or ended with it."""
        outcome = await WATCHES.react(
            self._unit,
            stream,
            lambda watch: decide(watch, self.pack(watch)) if watch else (),
            now=self.now,
            cause=self._cause,
        )
        if outcome is None:
            return None
        if outcome.events:
            await self._after_watch(outcome.state, outcome.events)
        return outcome.state

    async def open_watch(
        self, stream: UUID, decide: Callable[[Watch | None], Sequence[DomainEvent]]
    ) -> None:
        """Decide on a watch that may not be there yet."""
        outcome = await WATCHES.react(self._unit, stream, decide, now=self.now, cause=self._cause)
        if outcome is not None and outcome.events:
            await self._after_watch(outcome.state, outcome.events)

    async def order(self, stream: UUID, decide: OrderDecision) -> SupervisionOrder | None:
        """Decide on a supervision order."""
        outcome = await ORDERS.react(
            self._unit,
            stream,
            lambda order: decide(order, self._pack_of(order)) if order else (),
            now=self.now,
            cause=self._cause,
        )
        if outcome is None:
            return None
        if outcome.events:
            if any(isinstance(event, MilestoneRecounted) for event in outcome.events):
                await self._unit.rows.put(CHANGES, *changes_of_order(outcome.state))
            await self._time_order(outcome.state)
        return outcome.state

    async def reach_milestones(self, stream: UUID, news: News) -> None:
        """Let the open order of a watch follow what happened. To be done before the watch follows:
        what reaches the last milestone may close the case, and its order with it."""
        watch = await self._unit.load(WATCH, stream)
        if watch is None or watch.order is None:
            return
        pack = self.pack(watch)
        await self.order(
            order_stream(watch.complaint_id, watch.order),
            lambda order, _: orders.follow(
                order,
                news,
                supervising.terms_of(order.grounds[0], pack),
                by=POLICY,
                now=self.now,
                pack=pack,
            ),
        )

    async def issue_order(
        self,
        watch: Watch,
        order_number: str,
        grounds: tuple[Ground, ...],
        *,
        issued_by: str | None = None,
        milestones: tuple[PlannedMilestone, ...] = (),
    ) -> SupervisionOrder:
        """Issue an order that the watch has called for."""
        pack = self.pack(watch)
        terms = supervising.terms_of(grounds[0], pack)
        department = supervising.addressee(terms, watch)
        assert department is not None, "an order is called for when its addressee is known"
        command = IssueOrder(
            complaint_id=watch.complaint_id,
            complaint_number=watch.number,
            order_number=order_number,
            department=department,
            grounds=grounds,
            issued_by=issued_by,
            milestones=milestones,
        )
        outcome = await ORDERS.react(
            self._unit,
            order_stream(watch.complaint_id, order_number),
            lambda order: orders.issue(order, command, terms, pack, now=self.now),
            now=self.now,
            cause=self._cause,
        )
        assert outcome is not None
        await self._time_order(outcome.state)
        return outcome.state

    def pack(self, watch: Watch) -> Pack:
        """The regulation that governs the complaint."""
        return self._policies.pack(watch.policy.pack, watch.policy.version)

    def _pack_of(self, order: SupervisionOrder) -> Pack | None:
        return (
            self._policies.pack(order.policy.pack, order.policy.version) if order.policy else None
        )

    async def _after_watch(self, watch: Watch, events: Sequence[DomainEvent]) -> None:
        kinds = {type(event) for event in events}
        if not kinds.isdisjoint(_SUPERVISING):
            await self._supervise(watch, events)
        if e.ObligationRederived in kinds and _was_recounted(events):
            await self._unit.rows.put(CHANGES, *changes_of_watch(watch))
        if not kinds <= _LEAVING_CLOCKS_ALONE:
            instants = instants_of_watch(watch)
            await set_timers(self._unit.rows, watch.id, WATCH.name, watch.complaint_id, instants)

    async def _supervise(self, watch: Watch, events: Sequence[DomainEvent]) -> None:
        for event in events:
            match event:
                case e.SupervisionCalledFor() if event.grounds[0].key != BY_HAND:
                    await self.issue_order(watch, event.order_number, event.grounds)
                case e.SupervisionGrew():
                    await self.order(
                        order_stream(watch.complaint_id, event.order_number),
                        partial(_grown, grounds=event.grounds),
                    )
                case e.SupervisionEnded():
                    await self.order(
                        order_stream(watch.complaint_id, event.order_number),
                        partial(_closed, result=event.result, now=self.now),
                    )

    async def _time_order(self, order: SupervisionOrder) -> None:
        instants = instants_of_order(order)
        await set_timers(
            self._unit.rows, order.id, SUPERVISION_ORDER.name, order.complaint_id, instants
        )


def _was_recounted(events: Sequence[DomainEvent]) -> bool:
    return any(isinstance(event, e.ObligationRederived) and event.because for event in events)


def _grown(
    order: SupervisionOrder, _: Pack | None, *, grounds: tuple[Ground, ...]
) -> Sequence[DomainEvent]:
    return orders.add_grounds(order, grounds)


def _closed(
    order: SupervisionOrder, pack: Pack | None, *, result: str, now: datetime
) -> Sequence[DomainEvent]:
    return orders.close(order, result, by=POLICY, now=now, pack=pack)


WATCHES = CommandSide(
    WATCH,
    tell_watch,
    names=lambda event: [watch_name(event.number)] if isinstance(event, e.WatchOpened) else [],
)
ORDERS = CommandSide(
    SUPERVISION_ORDER,
    tell_order,
    names=lambda event: [order_name(event.order_number)] if isinstance(event, OrderIssued) else [],
)
