"""What triage does when the others tell something, each named as the policy it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from services.triage.complainant import building_of, complainant_of, household_of
from services.triage.counting import Countable, Counting, Counts, count, counts_of
from services.triage.domain import by_regulation
from services.triage.domain.assessment import Assessment
from services.triage.domain.by_regulation import OpenAssessment
from services.triage.streams import SIDE, stream_of
from shared.causes import told_by
from shared.clock import Clock
from shared.commands import Decide
from shared.contracts import CONTRACTS, Message
from shared.contracts.casework import CaseClosedV1, ReopenedV1
from shared.contracts.intake import ComplaintReceivedV1, ComplaintWithdrawnV1
from shared.domain import DomainEvent
from shared.event_store.port import Cause, Transaction
from shared.policy import Facts, MadeOfPolicies, MappingOfPolicies, Pack, Policies, event_data
from shared.subscriber import Handlers

DEADLINE_MISSED = "deadline-missed"


class Reactions:
    def __init__(self, *, clock: Clock, policies: Policies) -> None:
        self._clock = clock
        self._policies = policies
        self._countings = MadeOfPolicies(policies, _countings)

    @property
    def handlers(self) -> Handlers:
        """What is heard: the events below, and every one that some regulation draws facts from."""
        return MappingOfPolicies(self._policies, self._handlers_under)

    def _handlers_under(self, policies: Policies) -> Handlers:
        telling = _events_that_tell_facts(policies)
        return {
            **{c: self.learn_facts_when_told for c in CONTRACTS if c.EVENT in telling},
            ComplaintReceivedV1: self.assess_when_complaint_received,
            ComplaintWithdrawnV1: self.close_when_complaint_withdrawn,
            CaseClosedV1: self.close_when_case_closed,
            ReopenedV1: self.reopen_when_case_reopened,
        }

    async def assess_when_complaint_received(self, message: Message, unit: Transaction) -> None:
        """Judge a new complaint, and count it among the like (zsy-3.3b)."""
        heard = message.contract
        assert isinstance(heard, ComplaintReceivedV1)
        pack = self._policies.pack(heard.policy.pack, heard.policy.version)
        category, words = _category_of(heard, pack)
        complaint = _countable(heard, category)
        counts = await self.count(unit, complaint, pack)
        stated = {name: value for name, value in heard.facts.items() if name in pack.facts}
        told = pack.facts_told_by(heard.EVENT, event_data(heard))
        directory = self._policies.directory
        command = OpenAssessment(
            complaint_id=heard.complaint_id,
            number=heard.number,
            project=heard.project,
            building=building_of(heard.customer, heard.project, directory),
            channel=heard.channel,
            has_contact=heard.customer.can_be_reached,
            complainant=complaint.complainant,
            household=complaint.household,
            received_at=heard.received_at,
            category=category,
            words=words,
            category_given=heard.category is not None,
            facts={**stated, **told, **counts.own},
        )
        await self._react(
            message,
            unit,
            heard.complaint_id,
            partial(by_regulation.open_assessment, command=command, pack=pack, directory=directory),
        )
        await self.recount_others(unit, counts.others, told_by(message))

    async def count(self, unit: Transaction, complaint: Countable, pack: Pack) -> Counts:
        """Count a complaint among the like by its regulation."""
        return await count(unit, complaint, self._countings()[pack.id, pack.version])

    async def recount_others(
        self, unit: Transaction, counts: Mapping[UUID, Facts], cause: Cause
    ) -> None:
        """Judge anew the complaints of which another one made more of the like (zsy-3.3b).

        Their streams belong to other keys, so somebody else may be writing them just now. Whoever
        comes second meets a StreamConflict: everything decided here is undone, and decided again on
        what the first has written.
        """
        for complaint_id, facts in counts.items():
            await SIDE.react(
                unit,
                stream_of(complaint_id),
                partial(self._recounted, counts=facts),
                now=self._clock.now(),
                cause=cause,
            )

    async def learn_facts_when_told(self, message: Message, unit: Transaction) -> None:
        """What another service told may be a fact of the regulation (`set_by`, `after`)."""
        await self._react(
            message, unit, message.key, lambda assessment: self._learnt(assessment, message)
        )

    async def close_when_complaint_withdrawn(self, message: Message, unit: Transaction) -> None:
        await self._react(
            message,
            unit,
            message.key,
            lambda assessment: by_regulation.close(assessment, withdrawn=True),
        )

    async def close_when_case_closed(self, message: Message, unit: Transaction) -> None:
        await self.learn_facts_when_told(message, unit)
        await self._react(
            message,
            unit,
            message.key,
            lambda assessment: by_regulation.close(assessment, withdrawn=False),
        )

    async def reopen_when_case_reopened(self, message: Message, unit: Transaction) -> None:
        """A case taken up again counts again, with what was counted while it was closed."""
        await self._react(message, unit, message.key, by_regulation.reopen)
        await self.learn_facts_when_told(message, unit)
        counts = await counts_of(unit, message.key)
        await self._react(message, unit, message.key, partial(self._recounted, counts=counts))

    async def _react(
        self, message: Message, unit: Transaction, complaint_id: UUID, decide: Decide
    ) -> None:
        await SIDE.react(
            unit,
            stream_of(complaint_id),
            decide,
            now=self._clock.now(),
            cause=told_by(message),
        )

    def _learnt(self, assessment: Assessment | None, message: Message) -> list[DomainEvent]:
        if assessment is None:
            return []
        heard, pack = message.contract, self._pack_of(assessment)
        if not pack.tells_facts(heard.EVENT):
            return []
        told = pack.facts_told_by(heard.EVENT, event_data(heard))
        return by_regulation.learn(
            assessment,
            told,
            told_by=heard.EVENT,
            pack=pack,
            directory=self._policies.directory,
        )

    def _recounted(self, assessment: Assessment | None, counts: Facts) -> list[DomainEvent]:
        if assessment is None:
            return []
        return by_regulation.recount(assessment, counts, pack=self._pack_of(assessment))

    def _pack_of(self, assessment: Assessment) -> Pack:
        return self._policies.pack(assessment.policy.pack, assessment.policy.version)


def _countable(heard: ComplaintReceivedV1, category: str) -> Countable:
    return Countable(
        complaint_id=heard.complaint_id,
        complainant=complainant_of(heard.customer, heard.complaint_id),
        household=household_of(heard.customer, heard.project, heard.complaint_id),
        project=heard.project,
        category=category,
        received_at=heard.received_at,
    )


def _category_of(heard: ComplaintReceivedV1, pack: Pack) -> tuple[str, tuple[str, ...]]:
    """The category that was given, or the regulation's proposal with the words it rests on."""
    if heard.category is not None:
        return heard.category, ()
    return pack.propose_category(f"{heard.title}\n{heard.text}")


def _countings(policies: Policies) -> Mapping[tuple[str, str], Counting]:
    return {stamp: Counting(pack) for stamp, pack in policies.packs.items()}


def _events_that_tell_facts(policies: Policies) -> frozenset[str]:
    facts = [fact for pack in policies.packs.values() for fact in pack.facts.values()]
    told = {told.event for fact in facts for told in fact.set_by}
    return frozenset(told | {DEADLINE_MISSED for fact in facts if fact.after})
