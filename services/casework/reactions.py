"""What casework does when intake and triage tell something, each named as the policy it is."""

from __future__ import annotations

from functools import partial

from services.casework.domain import following
from services.casework.domain.events import CaseOpened
from services.casework.streams import SIDE, stream_of
from shared.causes import told_by
from shared.clock import Clock
from shared.commands import Decide
from shared.contracts import Message
from shared.contracts.intake import ComplaintReceivedV1, ComplaintRepeatedV1, ComplaintWithdrawnV1
from shared.contracts.triage import (
    EscalatedV1,
    FoundOutOfScopeV1,
    GradeDecided,
    GradedV1,
    ResponsibilityAssignedV1,
)
from shared.event_store.port import Transaction
from shared.subscriber import Handlers


class Reactions:
    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    @property
    def handlers(self) -> Handlers:
        return {
            ComplaintReceivedV1: self.open_case_when_complaint_received,
            GradedV1: self.follow_grade_when_decided,
            EscalatedV1: self.follow_grade_when_decided,
            ResponsibilityAssignedV1: self.follow_department_when_assigned,
            FoundOutOfScopeV1: self.note_when_found_out_of_scope,
            ComplaintRepeatedV1: self.take_up_again_when_complaint_repeated,
            ComplaintWithdrawnV1: self.end_when_complaint_withdrawn,
        }

    async def open_case_when_complaint_received(self, message: Message, unit: Transaction) -> None:
        heard = message.contract
        assert isinstance(heard, ComplaintReceivedV1)
        opened = CaseOpened(
            complaint_id=heard.complaint_id,
            number=heard.number,
            received_at=heard.received_at,
            policy=heard.policy,
            reachable=heard.customer.can_be_reached,
        )
        await self._react(message, unit, partial(following.open_case, opened=opened))

    async def follow_grade_when_decided(self, message: Message, unit: Transaction) -> None:
        """The grade decides who approves the plan."""
        heard = message.contract
        assert isinstance(heard, GradeDecided)
        await self._react(message, unit, partial(following.grade, grade=heard.grade))

    async def follow_department_when_assigned(self, message: Message, unit: Transaction) -> None:
        heard = message.contract
        assert isinstance(heard, ResponsibilityAssignedV1)
        await self._react(message, unit, partial(following.assign, department=heard.department))

    async def note_when_found_out_of_scope(self, message: Message, unit: Transaction) -> None:
        """What the regulation does not cover may be closed on other conditions (hm-scope)."""
        heard = message.contract
        assert isinstance(heard, FoundOutOfScopeV1)
        await self._react(message, unit, partial(following.find_out_of_scope, rule=heard.rule))

    async def take_up_again_when_complaint_repeated(
        self, message: Message, unit: Transaction
    ) -> None:
        """A complaint of what was thought to be handled begins the handling anew (zsy-3.3c)."""
        await self._react(message, unit, following.take_up_again)

    async def end_when_complaint_withdrawn(self, message: Message, unit: Transaction) -> None:
        await self._react(message, unit, following.withdraw)

    async def _react(self, message: Message, unit: Transaction, decide: Decide) -> None:
        await SIDE.react(
            unit,
            stream_of(message.key),
            decide,
            now=self._clock.now(),
            cause=told_by(message),
        )
