"""What people do with supervision orders 工作督办单, one method a command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import AwareDatetime

from services.sla.commanding import Caller, Commanding
from services.sla.domain import order_decisions as orders
from services.sla.domain import supervising
from services.sla.domain.ground import Ground
from services.sla.domain.milestone import PlannedMilestone
from services.sla.domain.order_extending import ExtendMilestone, extend
from services.sla.domain.order_timing import planned, rungs_after
from services.sla.domain.refusals import EitherUntilOrBy, OrderIsUnknown, TimeIsUnusable
from services.sla.domain.supervision_order import SUPERVISION_ORDER, SupervisionOrder
from services.sla.domain.watch import WATCH, Watch
from services.sla.ledger import Ledger, order_name, watch_stream
from services.sla.views import OrderView, view_of_order
from services.sla.watches import Watches
from shared.commands import Reply
from shared.deadlines import DeadlineError, Span
from shared.domain import Immutable
from shared.event_store.port import Store
from shared.policy import OrderTerms, Pack


class MilestoneWish(Immutable):
    """A milestone as people name it: due at an instant, or within a span such as `3 wd`."""

    key: str
    name: str
    due_at: AwareDatetime | None
    within: str | None


class SupervisionOrders:
    def __init__(self, store: Store, watches: Watches, commanding: Commanding) -> None:
        self._store = store
        self._watches = watches
        self._commanding = commanding

    async def view(self, order_number: str) -> OrderView:
        return view_of_order(await self._find(order_number))

    async def issue(
        self, number: str, reason: str, milestones: Sequence[MilestoneWish], caller: Caller
    ) -> Reply:
        """Issue a supervision order by hand."""
        watch = await self._watches.find(number)
        ground = supervising.by_hand(reason)

        async def act(ledger: Ledger) -> Reply:
            called = await ledger.watch(
                watch.id,
                lambda found, pack: supervising.call_by_hand(found, reason, pack, now=ledger.now),
            )
            assert called is not None, "it was called for"
            assert called.order is not None, "it was called for"
            pack = ledger.pack(called)
            order = await ledger.issue_order(
                called,
                called.order,
                (ground,),
                issued_by=caller.actor,
                milestones=_settled(milestones, ground, pack, ledger.now),
            )
            location = f"/supervision-orders/{order.order_number}"
            return Reply(201, view_of_order(order), (("Location", location),))

        return await self._commanding.obey(
            "issue supervision order", watch.complaint_id, act, caller
        )

    async def agree(
        self, order_number: str, milestones: Sequence[MilestoneWish], caller: Caller
    ) -> Reply:
        """Milestones agreed with the department, instead of the proposed ones."""
        order = await self._find(order_number)
        watch = await self._watch_of(order)

        async def act(ledger: Ledger) -> Reply:
            agreed = _settled(milestones, order.grounds[0], ledger.pack(watch), ledger.now)
            changed = await ledger.order(
                order.id,
                lambda found, pack: orders.agree(
                    found, agreed, by=caller.actor, now=ledger.now, pack=pack
                ),
            )
            assert changed is not None, "it was found"
            return Reply(200, view_of_order(changed))

        return await self._commanding.obey("agree milestones", order.complaint_id, act, caller)

    async def extend(self, order_number: str, command: ExtendMilestone, caller: Caller) -> Reply:
        """More time for one milestone, asked for before its expiry."""
        order = await self._find(order_number)
        watch = await self._watch_of(order)

        async def act(ledger: Ledger) -> Reply:
            extended = await ledger.order(
                order.id,
                lambda found, _: extend(
                    found, command, ledger.pack(watch), by=caller.actor, now=ledger.now
                ),
            )
            assert extended is not None, "it was found"
            return Reply(200, view_of_order(extended))

        return await self._commanding.obey("extend milestone", order.complaint_id, act, caller)

    async def reach(
        self, order_number: str, milestone: str, progress: str, caller: Caller
    ) -> Reply:
        """A milestone was reached; the progress goes to the leader in charge."""
        order = await self._find(order_number)

        async def act(ledger: Ledger) -> Reply:
            changed = await ledger.order(
                order.id,
                lambda found, pack: orders.reach(
                    found, milestone, progress, by=caller.actor, now=ledger.now, pack=pack
                ),
            )
            assert changed is not None, "it was found"
            return Reply(200, view_of_order(changed))

        return await self._commanding.obey("reach milestone", order.complaint_id, act, caller)

    async def close(self, order_number: str, result: str, caller: Caller) -> Reply:
        """End a supervision order; the next reason calls for a new one."""
        order = await self._find(order_number)

        async def act(ledger: Ledger) -> Reply:
            closed = await ledger.order(
                order.id,
                lambda found, pack: orders.close_by_hand(
                    found, result, by=caller.actor, now=ledger.now, pack=pack
                ),
            )
            assert closed is not None, "it was found"
            await ledger.watch(
                watch_stream(order.complaint_id),
                lambda watch, _: supervising.end_supervision(watch, order_number, result),
            )
            return Reply(200, view_of_order(closed))

        return await self._commanding.obey(
            "close supervision order", order.complaint_id, act, caller
        )

    async def _find(self, order_number: str) -> SupervisionOrder:
        stream = await self._store.find(order_name(order_number))
        order = await self._store.load(SUPERVISION_ORDER, stream) if stream else None
        if order is None:
            raise OrderIsUnknown(order=order_number)
        return order

    async def _watch_of(self, order: SupervisionOrder) -> Watch:
        watch = await self._store.load(WATCH, watch_stream(order.complaint_id))
        assert watch is not None, "an order belongs to a watch"
        return watch


def _settled(
    wishes: Sequence[MilestoneWish], ground: Ground, pack: Pack, now: datetime
) -> tuple[PlannedMilestone, ...]:
    terms = supervising.terms_of(ground, pack)
    return tuple(_milestone(wish, terms, pack, now) for wish in wishes)


def _milestone(
    wish: MilestoneWish, terms: OrderTerms, pack: Pack, now: datetime
) -> PlannedMilestone:
    if (wish.due_at is None) == (wish.within is None):
        raise EitherUntilOrBy(field="milestones", first="due_at", second="within")
    try:
        if wish.within is not None:
            return planned(wish.key, wish.name, Span.parse(wish.within), terms, pack, since=now)
        assert wish.due_at is not None
        rungs = rungs_after(wish.due_at, terms, pack)
        return PlannedMilestone(key=wish.key, name=wish.name, due_at=wish.due_at, rungs=rungs)
    except DeadlineError as error:
        raise TimeIsUnusable(field="milestones", reason_zh=error.zh, reason_en=error.en) from error
