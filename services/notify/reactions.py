"""What notify does when the others tell something: plan the notices that the pack calls for."""

from __future__ import annotations

from uuid import UUID

from services.notify import projects
from services.notify.complaint import context_of
from services.notify.knowing import HEARD, Knowing, is_kept
from services.notify.mail import is_address
from services.notify.notice import NOTICE, Letter, Obstacle, Setback, plan
from services.notify.occasion import Occasion
from services.notify.queue import NOTICES, place_of, queued
from services.notify.recipients import Addressee, addressee
from services.notify.translate import translate
from services.notify.values import values
from services.notify.wording import Wording
from shared.causes import told_by
from shared.clock import Clock
from shared.commands import CommandSide
from shared.contracts import ABOUT_PROJECTS, ComplaintContract, Contract, Message
from shared.event_store.port import Cause, Transaction
from shared.ids import derived_id
from shared.policy import (
    Context,
    MappingOfPolicies,
    NoticeChannel,
    NoticeRule,
    Policies,
    event_data,
)
from shared.subscriber import Handlers

CHANNELS_SERVED = frozenset({NoticeChannel.EMAIL})
UNWORDED = "", ""
"""The words of a notice that nobody reads: of a regulation that explains nothing."""


class Planning:
    """Turns messages into notices, within the transaction in which the message takes effect."""

    def __init__(self, *, policies: Policies, wording: Wording, clock: Clock) -> None:
        self._policies = policies
        self._knowing = Knowing(policies)
        self._wording = wording
        self._clock = clock
        self._side = CommandSide(NOTICE, translate)

    def handlers(self) -> Handlers:
        """What is heard: whatever some regulation wants a notice on, and what is to be known of a
        complaint to word it."""
        return MappingOfPolicies(self._policies, self._handlers_under)

    def _handlers_under(self, policies: Policies) -> Handlers:
        heard = [c for c in HEARD if _is_noticed(c, policies) or is_kept(c, policies)]
        of_projects = [c for c in ABOUT_PROJECTS if _is_noticed(c, policies)]
        return {
            **dict.fromkeys(heard, self.plan_notices_when_told),
            **dict.fromkeys(of_projects, self.plan_notices_about_project),
        }

    async def plan_notices_when_told(self, message: Message, unit: Transaction) -> None:
        """Plan one notice for each recipient of each rule that the event calls for.

        A complaint whose beginning was not heard is passed over: there is nothing to say of it.
        """
        told = message.contract
        assert isinstance(told, ComplaintContract)
        found = await self._knowing.know(told, unit)
        if found is None:
            return
        known, pack = found
        if not pack.tells_somebody(told.EVENT):
            return
        index, now, cause = 0, self._clock.now(), told_by(message)
        for rule in pack.notices_on(told.EVENT, context_of(known, told)):
            words = UNWORDED
            if pack.explains:
                words = rule.render(values(Occasion(told, known, rule, pack, self._wording, now)))
            for recipient in rule.to:
                whom = addressee(recipient, known, told, self._wording.directory, now)
                letter = _letter(message, known.number, rule, recipient, whom, words)
                place = place_of(message.sequence, index)
                await self._plan(letter, _prevention(rule, whom), place, cause, unit)
                index += 1

    async def plan_notices_about_project(self, message: Message, unit: Transaction) -> None:
        """Plan the notices on a project's duty or handover. All there is to say is in the event."""
        told = message.contract
        assert isinstance(told, projects.AboutProject)
        pack = self._policies.pack(told.policy.pack, told.policy.version)
        index, now, cause = 0, self._clock.now(), told_by(message)
        for rule in pack.notices_on(told.EVENT, Context(event=event_data(told))):
            words = UNWORDED
            if pack.explains:
                words = rule.render(projects.values(told, rule.rule, pack, self._wording))
            for recipient in rule.to:
                whom = projects.addressee(recipient, told, self._wording.directory, now)
                letter = _letter(message, told.project, rule, recipient, whom, words)
                place = place_of(message.sequence, index)
                await self._plan(letter, _prevention(rule, whom), place, cause, unit)
                index += 1

    async def _plan(
        self,
        letter: Letter,
        prevented_by: Setback | None,
        place: int,
        cause: Cause,
        unit: Transaction,
    ) -> None:
        now = self._clock.now()
        outcome = await self._side.react(
            unit,
            notice_id(letter),
            lambda notice: plan(notice, letter, now=now, prevented_by=prevented_by),
            now=now,
            cause=cause,
        )
        if outcome is not None and outcome.events:
            row = queued(outcome.state, place=place, traceparent=cause.traceparent)
            await unit.rows.put(NOTICES, row)


def _is_noticed(contract: type[Contract], policies: Policies) -> bool:
    return any(pack.tells_somebody(contract.EVENT) for pack in policies.packs.values())


def _letter(
    message: Message,
    number: str,
    rule: NoticeRule,
    recipient: str,
    whom: Addressee,
    words: tuple[str, str],
) -> Letter:
    subject, body = words
    return Letter(
        complaint_id=message.key,
        number=number,
        event=message.contract.EVENT,
        template=rule.key,
        rule=rule.rule,
        recipient=recipient,
        recipient_name=whom.name,
        address=whom.address,
        channel=rule.channel,
        subject=subject,
        body=body,
        cause=message.id,
    )


def notice_id(letter: Letter) -> UUID:
    """One message heard makes one notice a template and recipient, however often it is heard."""
    return derived_id("notice", letter.cause, letter.template, letter.recipient)


def _prevention(rule: NoticeRule, whom: Addressee) -> Setback | None:
    """Why the notice cannot be sent, where that is plain from the beginning."""
    if rule.channel not in CHANNELS_SERVED:
        return Setback(obstacle=Obstacle.NO_CARRIER, final=True)
    if whom.address is None:
        return Setback(obstacle=Obstacle.NO_ADDRESS, final=True)
    if not is_address(whom.address):
        return Setback(obstacle=Obstacle.ADDRESS_UNUSABLE, final=True)
    return None
