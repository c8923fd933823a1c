"""What the console does on the others' events: it keeps its pages up."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from services.console.read_model.clocks import fold_clock
from services.console.read_model.complaint import fold_page
from services.console.read_model.rows import CLOCKS, PAGES, TIMELINE
from services.console.story import entry_of
from services.console.story.wording import Wording
from shared.contracts import ABOUT_COMPLAINTS, ComplaintContract, Message, sla
from shared.contracts.intake import PolicyStamp
from shared.event_store.port import Transaction
from shared.policy import MadeOfPolicies, Policies
from shared.subscriber import Handlers


class PageKeeping:
    """The joined read model, brought up to date by one message at a time."""

    def __init__(self, policies: Policies, zone: ZoneInfo) -> None:
        self._policies = policies
        self._zone = zone
        self._wordings: MadeOfPolicies[dict[PolicyStamp, Wording]] = MadeOfPolicies(
            policies, lambda _: {}
        )

    def handlers(self) -> Handlers:
        return dict.fromkeys(ABOUT_COMPLAINTS, self.update_page_when_told)

    async def update_page_when_told(self, message: Message, unit: Transaction) -> None:
        """A history that begins in the middle has no page to write on and is passed over."""
        contract = message.contract
        assert isinstance(contract, ComplaintContract)
        page = fold_page(await unit.rows.get(PAGES, contract.complaint_id), contract)
        if page is None:
            return
        await unit.rows.put(PAGES, page)
        if isinstance(contract, sla.ObligationContract):
            place = (contract.complaint_id, contract.obligation)
            clock = fold_clock(await unit.rows.get(CLOCKS, *place), contract)
            if clock is not None:
                await unit.rows.put(CLOCKS, clock)
        await unit.rows.put(TIMELINE, entry_of(message, self.wording(page.policy)))

    def wording(self, stamp: PolicyStamp) -> Wording:
        """The words of a regulation, put together once while the same policies are in force."""
        known = self._wordings()
        if stamp not in known:
            known[stamp] = Wording.of(self._policies, stamp, self._zone)
        return known[stamp]
