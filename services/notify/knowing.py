"""Keeping what notify knows of a complaint up to date."""

from __future__ import annotations

from services.notify.complaint import KEPT_OF, KNOWN_COMPLAINTS, KnownComplaint, fold, received
from shared.contracts import ABOUT_COMPLAINTS, ComplaintContract, Message
from shared.contracts.intake import ComplaintReceivedV1
from shared.event_store.port import Transaction
from shared.policy import MappingOfPolicies, Pack, Policies, event_data
from shared.subscriber import Handlers

HEARS = frozenset({"intake", "triage", "casework", "sla"})
HEARD = tuple(contract for contract in ABOUT_COMPLAINTS if contract.SERVICE in HEARS)


class Knowing:
    """The known complaints: a fold of the messages heard, and of nothing else."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies

    def handlers(self) -> Handlers:
        """The fold by itself, without the notices that follow from it."""
        return MappingOfPolicies(self._policies, self._handlers_under)

    def _handlers_under(self, policies: Policies) -> Handlers:
        return {contract: self._know_when_told for contract in HEARD if is_kept(contract, policies)}

    async def know(
        self, told: ComplaintContract, unit: Transaction
    ) -> tuple[KnownComplaint, Pack] | None:
        """The complaint as of this message, and the regulation that governs it; None where its
        beginning was not heard."""
        found = await unit.rows.get(KNOWN_COMPLAINTS, told.complaint_id)
        if found is not None:
            known, pack = found, self._pack_of(found)
        elif isinstance(told, ComplaintReceivedV1):
            pack = self._policies.pack(told.policy.pack, told.policy.version)
            known = received(told, pack)
        else:
            return None
        telling = pack.tells_facts(told.EVENT)
        facts = pack.facts_told_by(told.EVENT, event_data(told)) if telling else {}
        folded = fold(known, told, facts=facts)
        if folded is not found:
            await unit.rows.put(KNOWN_COMPLAINTS, folded)
        return folded, pack if folded.policy is known.policy else self._pack_of(folded)

    def _pack_of(self, known: KnownComplaint) -> Pack:
        return self._policies.pack(known.policy.pack, known.policy.version)

    async def _know_when_told(self, message: Message, unit: Transaction) -> None:
        told = message.contract
        assert isinstance(told, ComplaintContract)
        await self.know(told, unit)


def is_kept(contract: type[ComplaintContract], policies: Policies) -> bool:
    """Whether anything of such a message is kept: by itself, or as a fact of some regulation."""
    return contract in KEPT_OF or any(
        p.tells_facts(contract.EVENT) for p in policies.packs.values()
    )
