"""The limits on one complaint in a what-if: its watch, its supervision orders, its notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from huiyin.whatif.by_hand import done_to_order, done_to_watch
from huiyin.whatif.outcome import OwedThing, Supervised
from huiyin.whatif.regulation import Regulation
from services.sla.domain import events as e
from services.sla.domain import happening, supervising
from services.sla.domain import order_decisions as decisions
from services.sla.domain.draft import Draft
from services.sla.domain.noting import News
from services.sla.domain.order_decisions import IssueOrder
from services.sla.domain.supervision_order import SUPERVISION_ORDER, SupervisionOrder
from services.sla.domain.watch import WATCH, Watch
from services.sla.translate import tell_watch
from shared.contracts import ABOUT_COMPLAINTS, Contract
from shared.contracts.intake import ComplaintReceivedV1
from shared.contracts.notify import NoticeSentV1
from shared.contracts.sla import ObligationKind, SlaContract
from shared.domain import DomainEvent
from shared.policy import ComplaintContext, Context

POLICY = "policy"
_SUPERVISING = frozenset({e.SupervisionCalledFor, e.SupervisionGrew, e.SupervisionEnded})
_SENT: Mapping[str, object] = {"to": "", "channel": "", "attempts": 1, "subject": ""}
_SERVICES = {contract.EVENT: contract.SERVICE for contract in ABOUT_COMPLAINTS}


class Limits:
    """What sla would have done; `next_instant` is when a limit or a milestone passes by itself.

    Warnings and urging pass with whatever comes after them: nothing depends on when.
    """

    def __init__(self, received: ComplaintReceivedV1, regulation: Regulation) -> None:
        self._received = received
        self._regulation = regulation
        self._pack = regulation.pack
        self._watch: Watch | None = None
        self._orders: dict[str, SupervisionOrder] = {}
        self._issued: dict[str, datetime] = {}
        self._ahead: dict[str, datetime] = {}
        self.next_instant: datetime | None = None

    def open(self, now: datetime) -> None:
        self._record(happening.open_watch(None, self._received, self._pack, now=now), now)

    def hear(self, news: News, now: datetime) -> Sequence[News]:
        """Take in what happened; what others must hear of it comes back."""
        if _SERVICES[news.event] == SlaContract.SERVICE:
            return ()
        self._follow(news, now)
        if not happening.may_change_a_watch(news, self._pack):
            return ()
        watch = self._watch
        assert watch is not None, "it was opened"
        return self._draw(happening.heard(watch, news, self._pack, now=now), now)

    def take(self, contract: Contract, now: datetime) -> Sequence[News]:
        """Take in what a person did to a clock or an order."""
        watch = self._watch
        assert watch is not None, "it was opened"
        if order := self._orders.get(watch.order or ""):
            self._fold(order, done_to_order(contract, order, now))
        return self._record(done_to_watch(contract, watch, self._pack, now), now)

    def pass_instant(self, at: datetime) -> Sequence[News]:
        """Let what is due at this instant pass."""
        for number, order in list(self._orders.items()):
            if number in self._ahead and self._ahead[number] <= at:
                self._fold(order, decisions.brought_to(at, order, now=at))
        watch = self._watch
        assert watch is not None, "it was opened"
        return self._draw(happening.brought_to(at, watch, self._pack, now=at), at)

    def noticed(self, news: News, now: datetime) -> Sequence[News]:
        """The notices that an event calls for, as sent at once, where anything waits for them."""
        pack = self._pack
        if not self._regulation.notices_matter or not pack.tells_somebody(news.event):
            return ()
        received, watch = self._received, self._watch
        called_for = pack.notices_on(
            news.event,
            Context(
                facts=watch.known_facts if watch else {},
                complaint=ComplaintContext(
                    channel=received.channel,
                    project=received.project,
                    category=(watch.category if watch else None) or "",
                    has_contact=received.customer.can_be_reached,
                ),
                event=news.data,
            ),
        )
        sent = [self._sent(notice.key, notice.rule, now) for notice in called_for]
        return [one for one in sent if happening.may_change_a_watch(one, pack)]

    def _sent(self, template: str, rule: str, now: datetime) -> News:
        """What a sent notice tells; to whom, and in which words, no regulation asks."""
        data = {**_SENT, "number": self._received.number, "template": template, "rule": rule}
        return News(NoticeSentV1.EVENT, now, data)

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
        if news.event not in self._regulation.reaching:
            return
        watch = self._watch
        order = self._orders.get(watch.order) if watch and watch.order else None
        if order is not None:
            terms = supervising.terms_of(order.grounds[0], self._pack)
            self._fold(order, decisions.follow(order, news, terms, by=POLICY, now=now))

    def _record(self, decided: Sequence[DomainEvent], now: datetime) -> Sequence[News]:
        """Fold a decision; unstamped, for nothing here asks for a place in a stream."""
        watch = self._watch
        for event in decided:
            watch = WATCH.evolve(watch, event)
        assert watch is not None, "it was opened"
        return self._follows(watch, decided, now)

    def _draw(self, draft: Draft, now: datetime) -> Sequence[News]:
        """Take over a decision that has been folded while it was made."""
        return self._follows(draft.watch, draft.events, now)

    def _follows(
        self, watch: Watch, decided: Sequence[DomainEvent], now: datetime
    ) -> Sequence[News]:
        """What others hear of a decision, and what it does to orders and to the time ahead."""
        self._watch = watch
        told: list[News] = []
        for event in decided:
            kind = type(event)
            if kind is e.DeadlineMissed and self._regulation.misses_matter:
                told += [News.of(contract) for contract in tell_watch(watch, event)]
            elif kind in _SUPERVISING:
                self._supervise(event, now)
        if decided:
            self._look_ahead()
        return told

    def _look_ahead(self) -> None:
        """Find what passes next by itself."""
        owed = self._watch.open_obligations if self._watch else ()
        due = [at for one in owed if (at := one.timing.due_at) is not None]
        self.next_instant = min([*due, *self._ahead.values()], default=None)

    def _fold(self, order: SupervisionOrder | None, decided: Sequence[DomainEvent]) -> None:
        """Fold a decision on an order, and find when its next milestone passes."""
        if not decided:
            return
        for event in decided:
            order = SUPERVISION_ORDER.evolve(order, event)
        assert order is not None
        number = order.order_number
        self._orders[number] = order
        if ahead := order.milestones_ahead:
            self._ahead[number] = ahead[0].due_at
        else:
            self._ahead.pop(number, None)
        self._look_ahead()

    def _supervise(self, event: DomainEvent, now: datetime) -> None:
        match event:
            case e.SupervisionCalledFor():
                self._issue(event, now)
            case e.SupervisionGrew():
                order = self._orders[event.order_number]
                self._fold(order, decisions.add_grounds(order, event.grounds))
            case e.SupervisionEnded():
                order = self._orders[event.order_number]
                self._fold(order, decisions.close(order, event.result, by=POLICY, now=now))

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
        self._issued[event.order_number] = now
        self._fold(None, decisions.issue(None, command, terms, self._pack, now=now))
