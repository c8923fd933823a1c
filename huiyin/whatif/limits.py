"""The limits on one complaint in a what-if: its watch, its supervision orders, its notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from huiyin.whatif.by_hand import done_to_order, done_to_watch
from huiyin.whatif.outcome import OwedThing, Supervised
from services.sla.domain import events as e
from services.sla.domain import happening, supervising
from services.sla.domain import order_decisions as decisions
from services.sla.domain.draft import Draft
from services.sla.domain.instants import instants_of_order, instants_of_watch
from services.sla.domain.noting import News
from services.sla.domain.order_decisions import IssueOrder
from services.sla.domain.supervision_order import SUPERVISION_ORDER, SupervisionOrder
from services.sla.domain.watch import WATCH, Watch
from services.sla.translate import tell_watch
from shared.contracts import Contract
from shared.contracts.intake import ComplaintReceivedV1
from shared.contracts.notify import NoticeSentV1
from shared.contracts.sla import DeadlineMissedV1, ObligationKind
from shared.domain import DomainEvent
from shared.ids import derived_id
from shared.policy import ComplaintContext, Context, Pack, event_data

POLICY = "policy"


class Limits:
    """What sla would have done; `next_instant` is when something passes by itself."""

    def __init__(self, received: ComplaintReceivedV1, pack: Pack) -> None:
        self._received = received
        self._pack = pack
        self._watch: Watch | None = None
        self._orders: dict[str, SupervisionOrder] = {}
        self._issued: dict[str, datetime] = {}
        self.next_instant: datetime | None = None
        self._instant_of_watch: datetime | None = None
        self._reaching = pack.supervision.followed if pack.supervision else frozenset[str]()
        self._notices_matter = pack.waits_for(NoticeSentV1.EVENT) or pack.tells_facts(
            NoticeSentV1.EVENT
        )

    def open(self, now: datetime) -> None:
        self._record(happening.open_watch(None, self._received, self._pack, now=now), now)

    def hear(self, contract: Contract, now: datetime) -> Sequence[Contract]:
        """Take in what happened; what others must hear of it comes back."""
        if contract.SERVICE == "sla":
            return ()
        news = News.of(contract)
        self._follow(news, now)
        if not happening.may_change_a_watch(news, self._pack):
            return ()
        watch = self._watch
        assert watch is not None, "it was opened"
        return self._draw(happening.heard(watch, news, self._pack, now=now), now)

    def take(self, contract: Contract, now: datetime) -> Sequence[Contract]:
        """Take in what a person did to a clock or an order."""
        watch = self._watch
        assert watch is not None, "it was opened"
        if order := self._orders.get(watch.order or ""):
            done = done_to_order(contract, order, now)
            self._orders[order.order_number] = _folded(order, done)
        return self._record(done_to_watch(contract, watch, self._pack, now), now)

    def pass_instant(self, at: datetime) -> Sequence[Contract]:
        """Let what is due at this instant pass."""
        for number, order in list(self._orders.items()):
            passed = decisions.brought_to(at, order, now=at)
            self._orders[number] = _folded(order, passed)
        watch = self._watch
        assert watch is not None, "it was opened"
        return self._draw(happening.brought_to(at, watch, self._pack, now=at), at)

    def noticed(self, contract: Contract, now: datetime) -> Sequence[Contract]:
        """The notices that an event calls for, as sent at once, where anything waits for them."""
        pack = self._pack
        if not self._notices_matter or not pack.tells_somebody(contract.EVENT):
            return ()
        received, watch = self._received, self._watch
        called_for = pack.notices_on(
            contract.EVENT,
            Context(
                facts=watch.known_facts if watch else {},
                complaint=ComplaintContext(
                    channel=received.channel,
                    project=received.project,
                    category=(watch.category if watch else None) or "",
                    has_contact=received.customer.can_be_reached,
                ),
                event=event_data(contract),
            ),
        )
        return [self._sent(notice.key, notice.rule, now) for notice in called_for]

    def _sent(self, template: str, rule: str, now: datetime) -> NoticeSentV1:
        received = self._received
        return NoticeSentV1(
            complaint_id=received.complaint_id,
            number=received.number,
            occurred_at=now,
            notice_id=derived_id("what-if", template, received.number),
            template=template,
            rule=rule,
            to="",
            channel="",
            attempts=1,
            subject="",
        )

    @property
    def owed(self) -> tuple[OwedThing, ...]:
        assert self._watch is not None, "it was opened"
        return tuple(
            OwedThing(
                key=one.key,
                name=one.name,
                rule=one.rule,
                answerable=one.answerable,
                due_at=one.timing.due_at,
                outcome=one.outcome,
                sentences=one.timing.explanation.sentences,
            )
            for one in self._watch.obligations
            if one.kind is ObligationKind.DEADLINE
        )

    @property
    def orders(self) -> tuple[Supervised, ...]:
        return tuple(
            Supervised(
                label="；".join(ground.label for ground in order.grounds),
                rule=order.grounds[0].rule,
                issued_at=self._issued[number],
                milestones_missed=sum(one.missed for one in order.milestones),
            )
            for number, order in self._orders.items()
        )

    def _follow(self, news: News, now: datetime) -> None:
        """Milestones are reached before the watch follows: the last may close the case."""
        if news.event not in self._reaching:
            return
        watch = self._watch
        order = self._orders.get(watch.order) if watch and watch.order else None
        if order is not None:
            terms = supervising.terms_of(order.grounds[0], self._pack)
            reached = decisions.follow(order, news, terms, by=POLICY, now=now)
            self._orders[order.order_number] = _folded(order, reached)

    def _record(self, decided: Sequence[DomainEvent], now: datetime) -> Sequence[Contract]:
        """Fold a decision; unstamped, for nothing here asks for a place in a stream."""
        watch = self._watch
        for event in decided:
            watch = WATCH.evolve(watch, event)
        assert watch is not None, "it was opened"
        return self._follows(watch, decided, now)

    def _draw(self, draft: Draft, now: datetime) -> Sequence[Contract]:
        """Take over a decision that has been folded while it was made."""
        return self._follows(draft.watch, draft.events, now)

    def _follows(
        self, watch: Watch, decided: Sequence[DomainEvent], now: datetime
    ) -> Sequence[Contract]:
        """What others hear of a decision, and what it does to orders and to the time ahead."""
        self._watch = watch
        told: list[Contract] = []
        for event in decided:
            if isinstance(event, e.DeadlineMissed) and self._is_followed:
                told += tell_watch(watch, event)
            self._supervise(event, now)
        if decided:
            ahead = instants_of_watch(watch)
            self._instant_of_watch = ahead[0].at if ahead else None
        self._settle_orders()
        return told

    def _settle_orders(self) -> None:
        """Find what passes next by itself."""
        ahead = [self._instant_of_watch] if self._instant_of_watch else []
        for order in self._orders.values():
            ahead += [one.at for one in instants_of_order(order)[:1]]
        self.next_instant = min(ahead, default=None)

    @property
    def _is_followed(self) -> bool:
        pack = self._pack
        return pack.tells_facts(DeadlineMissedV1.EVENT) or self._notices_matter

    def _supervise(self, event: DomainEvent, now: datetime) -> None:
        match event:
            case e.SupervisionCalledFor():
                self._issue(event, now)
            case e.SupervisionGrew():
                order = self._orders[event.order_number]
                grown = decisions.add_grounds(order, event.grounds)
                self._orders[event.order_number] = _folded(order, grown)
            case e.SupervisionEnded():
                order = self._orders[event.order_number]
                ended = decisions.close(order, event.result, by=POLICY, now=now)
                self._orders[event.order_number] = _folded(order, ended)

    def _issue(self, event: e.SupervisionCalledFor, now: datetime) -> None:
        watch = self._watch
        assert watch is not None
        terms = supervising.terms_of(event.grounds[0], self._pack)
        department = supervising.addressee(terms, watch)
        assert department is not None, "an order is called for when its addressee is known"
        command = IssueOrder(
            complaint_id=watch.complaint_id,
            complaint_number=watch.number,
            order_number=event.order_number,
            department=department,
            grounds=event.grounds,
        )
        issued = decisions.issue(None, command, terms, self._pack, now=now)
        self._issued[event.order_number] = now
        self._orders[event.order_number] = _folded(None, issued)


def _folded(order: SupervisionOrder | None, decided: Sequence[DomainEvent]) -> SupervisionOrder:
    for event in decided:
        order = SUPERVISION_ORDER.evolve(order, event)
    assert order is not None
    return order
