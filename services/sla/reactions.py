"""What sla does when others tell something, named as policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.sla.domain import happening
from services.sla.domain.noting import News
from services.sla.ledger import Ledger, watch_stream
from shared.causes import told_by
from shared.clock import Clock
from shared.contracts import ABOUT_COMPLAINTS, ComplaintContract, Message
from shared.contracts.intake import ComplaintReceivedV1
from shared.event_store.port import Transaction
from shared.policy import MadeOfPolicies, Pack, Policies
from shared.policy.obligations import EventMatch
from shared.subscriber import Handlers

HEARD = frozenset({"intake", "triage", "casework", "notify"})


class Reactions:
    def __init__(self, policies: Policies, clock: Clock) -> None:
        self._policies = policies
        self._clock = clock
        self._mattering = MadeOfPolicies(policies, _what_matters)

    @property
    def handlers(self) -> Handlers:
        """A pack may count from, and be satisfied by, any event that is told: all are heard."""
        heard = [contract for contract in ABOUT_COMPLAINTS if contract.SERVICE in HEARD]
        follow: Handlers = dict.fromkeys(heard, self.follow_what_happens)
        return {**follow, ComplaintReceivedV1: self.watch_when_complaint_received}

    async def watch_when_complaint_received(self, message: Message, unit: Transaction) -> None:
        complaint = message.contract
        assert isinstance(complaint, ComplaintReceivedV1)
        pack = self._policies.pack(complaint.policy.pack, complaint.policy.version)
        now = self._clock.now()
        await self._ledger(message, unit).open_watch(
            watch_stream(complaint.complaint_id),
            lambda watch: happening.open_watch(watch, complaint, pack, now=now),
        )

    async def follow_what_happens(self, message: Message, unit: Transaction) -> None:
        """Start, meet, cancel and count anew, as the pack says of this event."""
        told = message.contract
        assert isinstance(told, ComplaintContract)
        matters = self._mattering().get(told.EVENT)
        if matters is None:
            return
        news, reaching = News.of(told), matters.reaching
        changing = matters.changing or happening.may_end_something(news, matters.ends)
        if not reaching and not changing:
            return
        stream, ledger = watch_stream(told.complaint_id), self._ledger(message, unit)
        if reaching:
            await ledger.reach_milestones(stream, news)
        if changing:
            await ledger.watch(
                stream, lambda watch, pack: happening.hear(watch, news, pack, now=ledger.now)
            )

    def _ledger(self, message: Message, unit: Transaction) -> Ledger:
        cause = told_by(message)
        return Ledger(self._policies, unit, now=self._clock.now(), cause=cause)


@dataclass(frozen=True, slots=True)
class _Matters:
    """How an event matters under some of the packs in force: it may reach milestones, it may change
    a watch whatever it says, or it ends something where it says so; each condition once."""

    reaching: bool
    changing: bool
    ends: tuple[EventMatch, ...]


def _what_matters(policies: Policies) -> Mapping[str, _Matters]:
    """By event; what no pack in force has any use for is not there."""
    found = {}
    for event in (c.EVENT for c in ABOUT_COMPLAINTS if c.SERVICE in HEARD):
        packs = policies.packs.values()
        matters = _Matters(
            reaching=any(pack.supervision and event in pack.supervision.followed for pack in packs),
            changing=any(happening.always_changes_a_watch(event, pack) for pack in packs),
            ends=_ends(event, packs),
        )
        if matters.reaching or matters.changing or matters.ends:
            found[event] = matters
    return found


def _ends(event: str, packs: Iterable[Pack]) -> tuple[EventMatch, ...]:
    ends = [end for pack in packs for end in pack.consequences_of(event).ends]
    return tuple({end.when.text: end for end in ends if end.when is not None}.values())
