"""Intake's use cases, one method a command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from services.intake.answers import Acknowledgement, ComplaintView
from services.intake.domain import complaint as domain
from services.intake.domain.complaint import COMPLAINT, Complaint, CustomerSays
from services.intake.domain.refusals import ComplaintIsUnknown, SourceIsMissing
from services.intake.registration import Registration, governed
from services.intake.streams import SIDE
from shared.causes import asked_by
from shared.clock import Clock
from shared.commands import Decide, Outcome, Reply, RequestKey
from shared.event_store.port import Store
from shared.ids import Ids, derived_id
from shared.policy import Pack, Policies
from shared.telemetry.spans import working


async def unsealed(pack: Pack) -> None:
    """Where policies cannot change there is nothing to seal."""


class Numbers(Protocol):
    async def next(self) -> int:
        """The next running number; gaps may be left."""
        ...


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A complaint that is recorded, now or (`duplicate`) from an earlier time."""

    complaint_id: UUID
    number: str
    duplicate: bool


class Intake:
    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        ids: Ids,
        policies: Policies,
        numbers: Numbers,
        zone: ZoneInfo,
        after_commit: Callable[[], None],
        seal: Callable[[Pack], Awaitable[None]] = unsealed,
    ) -> None:
        """`seal` is asked before a complaint is stamped with a version for the first time."""
        self._store = store
        self._clock = clock
        self._ids = ids
        self._policies = policies
        self._numbers = numbers
        self._zone = zone
        self._after_commit = after_commit
        self._seal = seal

    async def receive(
        self, registration: Registration, *, actor: str, key: RequestKey | None = None
    ) -> Reply:
        """Record a complaint and acknowledge it: 201, or 200 where its source's own number says
        that it is recorded already. Refuses unknown projects, categories and facts."""
        stream = self._identity(registration)
        decide, number = await self._decision(registration, actor)

        def acknowledge(complaint: Complaint) -> Reply:
            return Reply(
                201 if complaint.number == number else 200,
                Acknowledgement.of(complaint),
                (("Location", f"/complaints/{complaint.number}"),),
            )

        new = registration.external_ref is None
        with working("receive complaint", stream):
            outcome = await self._obey(stream, decide, actor, key, acknowledge, new=new)
        return acknowledge(outcome.state)

    async def take_in(self, registration: Registration, *, actor: str) -> TakenIn:
        """Record a complaint from a file, decided like any other, unless it is there already."""
        stream = self._identity(registration)
        present = await self._store.load(COMPLAINT, stream)
        if present is not None:
            return TakenIn(stream, present.number, duplicate=True)
        decide, _ = await self._decision(registration, actor)
        outcome = await self._obey(stream, decide, actor)
        return TakenIn(stream, outcome.state.number, duplicate=not outcome.events)

    async def repeat(
        self, number: str, said: CustomerSays, *, actor: str, key: RequestKey | None
    ) -> Reply:
        def decide(complaint: Complaint) -> Any:
            return domain.repeat(complaint, said, now=self.now)

        return await self._say("repeat complaint", number, decide, actor, key)

    async def urge(
        self, number: str, said: CustomerSays, *, actor: str, key: RequestKey | None
    ) -> Reply:
        def decide(complaint: Complaint) -> Any:
            return domain.urge(complaint, said, now=self.now)

        return await self._say("urge", number, decide, actor, key)

    async def withdraw(
        self, number: str, reason: str, said_at: datetime, *, actor: str, key: RequestKey | None
    ) -> Reply:
        def decide(complaint: Complaint) -> Any:
            return domain.withdraw(complaint, reason, said_at, now=self.now)

        return await self._say("withdraw complaint", number, decide, actor, key)

    async def view(self, number: str) -> ComplaintView:
        found = await self._store.load(COMPLAINT, await self._stream(number))
        assert found is not None, "a name is recorded with the events of its stream"
        return ComplaintView.of(found)

    @property
    def now(self) -> datetime:
        return self._clock.now()

    def _identity(self, registration: Registration) -> UUID:
        """A source's own number makes it the same complaint, however often it is sent."""
        if registration.external_ref is None:
            return self._ids.new()
        if registration.source is None:
            raise SourceIsMissing(field="source")
        return derived_id("complaint", registration.source, registration.external_ref)

    async def _decision(self, registration: Registration, actor: str) -> tuple[Decide, str]:
        """How to decide on a registration, and the number it gets if it is new."""
        now = self.now
        command = governed(registration, self._policies, zone=self._zone, now=now, taken_by=actor)
        domain.ensure_can_be_received(command, now=now)  # Refuse before a number is used up.
        stamp = command.policy
        await self._seal(self._policies.pack(stamp.pack, stamp.version))
        number = await self._number(now)
        return lambda complaint: domain.receive(complaint, command, number=number, now=now), number

    async def _say(
        self, name: str, number: str, decide: Decide, actor: str, key: RequestKey | None
    ) -> Reply:
        stream = await self._stream(number)
        with working(name, stream):
            outcome = await self._obey(stream, decide, actor, key, _show)
        return _show(outcome.state)

    async def _obey(
        self,
        stream: UUID,
        decide: Decide,
        actor: str,
        key: RequestKey | None = None,
        reply: Callable[[Complaint], Reply] | None = None,
        *,
        new: bool = False,
    ) -> Outcome[Complaint]:
        outcome = await SIDE.obey(
            self._store,
            stream,
            decide,
            now=self.now,
            cause=asked_by(actor),
            key=key,
            reply=reply,
            new=new,
        )
        self._after_commit()
        return outcome

    async def _stream(self, number: str) -> UUID:
        stream = await self._store.find(number)
        if stream is None:
            raise ComplaintIsUnknown(field="number", number=number)
        return stream

    async def _number(self, now: datetime) -> str:
        """A number that can be read out on the telephone, such as TS20261122-000123."""
        day = now.astimezone(self._zone)
        running = await self._numbers.next()
        return f"TS{day.year}{day.month:02}{day.day:02}-{running:06d}"


def _show(complaint: Complaint) -> Reply:
    return Reply(200, ComplaintView.of(complaint))
