"""What notify does when the others tell something: plan the notices that the pack calls for."""

from __future__ import annotations

from uuid import UUID

from services.notify import projects
from services.notify.complaint import context_of
from services.notify.knowing import HEARD, Knowing
from services.notify.mail import is_address
from services.notify.notice import NOTICE, Letter, Obstacle, Setback, plan
from services.notify.queue import NOTICES, place_of, queued
from services.notify.recipients import Addressee, addressee
from services.notify.translate import translate
from services.notify.wording import Wording
from shared.causes import told_by
from shared.clock import Clock
from shared.commands import CommandSide
from shared.contracts import ABOUT_PROJECTS, ComplaintContract, Message
from shared.event_store.port import Transaction
from shared.ids import derived_id
from shared.policy import Context, NoticeChannel, NoticeRule, Policies, event_data
from shared.subscriber import Handlers

CHANNELS_SERVED = frozenset({NoticeChannel.EMAIL})


class Planning:
    """Turns messages into notices, within the transaction in which the message takes effect."""

    def __init__(self, *, policies: Policies, wording: Wording, clock: Clock) -> None:
        self._policies = policies
        self._knowing = Knowing(policies)
        self._wording = wording
        self._clock = clock
        self._side = CommandSide(NOTICE, translate)

    def handlers(self) -> Handlers:
        """A pack may ask for a notice on any event, so every event is heard."""
        handlers: Handlers = dict.fromkeys(HEARD, self.plan_notices_when_told)
        of_projects: Handlers = dict.fromkeys(ABOUT_PROJECTS, self.plan_notices_about_project)
        return {**handlers, **of_projects}

    async def plan_notices_when_told(self, message: Message, unit: Transaction) -> None:
        """Plan one notice for each recipient of each rule that the event calls for.

        A complaint whose beginning was not heard is passed over: there is nothing to say of it.
        """
        told = message.contract
        assert isinstance(told, ComplaintContract)
        known = await self._knowing.know(told, unit)
        if known is None:
            return
        pack = self._knowing.pack_of(known)
        if not pack.tells_somebody(told.EVENT):
            return
        index, now = 0, self._clock.now()
        for rule in pack.notices_on(told.EVENT, context_of(known, told)):
            subject, body = rule.render(self._wording.values(known, told, rule, pack, now))
            for recipient in rule.to:
                whom = addressee(recipient, known, told, self._wording.directory, now)
                letter = _letter(message, known.number, rule, recipient, whom, (subject, body))
                await self._plan(letter, _prevention(rule, whom), message, index, unit)
                index += 1

    async def plan_notices_about_project(self, message: Message, unit: Transaction) -> None:
        """Plan the notices on a project's duty or handover. All there is to say is in the event."""
        told = message.contract
        assert isinstance(told, projects.AboutProject)
        pack = self._policies.pack(told.policy.pack, told.policy.version)
        index, now = 0, self._clock.now()
        for rule in pack.notices_on(told.EVENT, Context(event=event_data(told))):
            words = rule.render(projects.values(told, rule.rule, pack, self._wording))
            for recipient in rule.to:
                whom = projects.addressee(recipient, told, self._wording.directory, now)
                letter = _letter(message, told.project, rule, recipient, whom, words)
                await self._plan(letter, _prevention(rule, whom), message, index, unit)
                index += 1

    async def _plan(
        self,
        letter: Letter,
        prevented_by: Setback | None,
        message: Message,
        index: int,
        unit: Transaction,
    ) -> None:
        now = self._clock.now()
        cause = told_by(message)
        outcome = await self._side.react(
            unit,
            notice_id(letter),
            lambda notice: plan(notice, letter, now=now, prevented_by=prevented_by),
            now=now,
            cause=cause,
        )
        if outcome is not None and outcome.events:
            place = place_of(message.sequence, index)
            row = queued(outcome.state, place=place, traceparent=cause.traceparent)
            await unit.rows.put(NOTICES, row)


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
