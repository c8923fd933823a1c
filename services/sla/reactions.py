"""What sla does when others tell something, named as policy."""

from __future__ import annotations

from services.sla.domain import happening
from services.sla.domain.noting import News
from services.sla.ledger import Ledger, watch_stream
from shared.causes import told_by
from shared.clock import Clock
from shared.contracts import ABOUT_COMPLAINTS, ComplaintContract, Message
from shared.contracts.intake import ComplaintReceivedV1
from shared.event_store.port import Transaction
from shared.policy import MadeOfPolicies, Policies
from shared.subscriber import Handlers

HEARD = frozenset({"intake", "triage", "casework", "notify"})


class Reactions:
    def __init__(self, policies: Policies, clock: Clock) -> None:
        self._policies = policies
        self._clock = clock
        self._reaching = MadeOfPolicies(policies, _events_that_reach_milestones)

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
        news, packs = News.of(told), self._policies.packs.values()
        reaching = news.event in self._reaching()
        changing = any(happening.may_change_a_watch(news, pack) for pack in packs)
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


def _events_that_reach_milestones(policies: Policies) -> frozenset[str]:
    return frozenset(
        match.event
        for pack in policies.packs.values()
        for milestone in pack.milestones
        for match in milestone.meeting
    )
