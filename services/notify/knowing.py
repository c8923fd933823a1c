"""Keeping what notify knows of a complaint up to date."""

from __future__ import annotations

from services.notify.complaint import KNOWN_COMPLAINTS, KnownComplaint, fold, received
from shared.contracts import ABOUT_COMPLAINTS, ComplaintContract, Message
from shared.contracts.intake import ComplaintReceivedV1
from shared.event_store.port import Transaction
from shared.policy import Pack, Policies, event_data
from shared.subscriber import Handlers

HEARS = frozenset({"intake", "triage", "casework", "sla"})
HEARD = tuple(contract for contract in ABOUT_COMPLAINTS if contract.SERVICE in HEARS)


class Knowing:
    """The known complaints: a fold of the messages heard, and of nothing else."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies

    def handlers(self) -> Handlers:
        """The fold by itself, without the notices that follow from it."""
        return dict.fromkeys(HEARD, self._know_when_told)

    async def know(self, told: ComplaintContract, unit: Transaction) -> KnownComplaint | None:
        """The complaint as of this message; None where its beginning was not heard."""
        found = await unit.rows.get(KNOWN_COMPLAINTS, told.complaint_id)
        if found is not None:
            known = found
        elif isinstance(told, ComplaintReceivedV1):
            known = received(told, self._policies.pack(told.policy.pack, told.policy.version))
        else:
            return None
        pack = self.pack_of(known)
        telling = pack.tells_facts(told.EVENT)
        facts = pack.facts_told_by(told.EVENT, event_data(told)) if telling else {}
        known = fold(known, told, facts=facts)
        if known is not found:
            await unit.rows.put(KNOWN_COMPLAINTS, known)
        return known

    def pack_of(self, known: KnownComplaint) -> Pack:
        """The regulation that governs the complaint."""
        return self._policies.pack(known.policy.pack, known.policy.version)

    async def _know_when_told(self, message: Message, unit: Transaction) -> None:
        told = message.contract
        assert isinstance(told, ComplaintContract)
        await self.know(told, unit)
