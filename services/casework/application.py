"""What people do about a case, one method a command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from services.casework.domain import events, handling, planning, reporting
from services.casework.domain.case import CASE, Case
from services.casework.domain.refusals import CaseIsUnknown
from services.casework.open_letters import OpenLetter, file_open_letter
from services.casework.streams import SIDE
from services.casework.views import CaseView, view_of
from shared.causes import asked_by
from shared.clock import Clock
from shared.commands import Reply, RequestKey
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Channel
from shared.domain import DomainEvent
from shared.event_store.port import Store
from shared.policy import Pack, Policies
from shared.telemetry.spans import about, working
from shared.web.asking import Asked
from shared.web.versions import etag

Handle = Callable[[Case, Pack], list[DomainEvent]]


class Casework:
    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        policies: Policies,
        after_commit: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._policies = policies
        self._after_commit = after_commit

    @property
    def now(self) -> datetime:
        return self._clock.now()

    async def contact(
        self,
        asked: Asked,
        *,
        channel: Channel,
        preliminary_opinion: bool,
        note: str,
        contacted_at: datetime | None,
    ) -> Reply:
        """Record a talk with the customer; `contacted_at` None means just now."""
        now = self._clock.now()
        contacted = events.CustomerContacted(
            contacted_at=contacted_at or now,
            channel=channel,
            preliminary_opinion=preliminary_opinion,
            note=note,
            by=asked.actor,
        )
        return await self._obey(
            "contact customer", asked, lambda case, _: handling.contact(case, contacted, now=now)
        )

    async def find_cause(self, asked: Asked, side: Side, cause: str) -> Reply:
        found = events.CauseFound(side=side, cause=cause, by=asked.actor)
        return await self._obey(
            "find cause", asked, lambda case, _: handling.find_cause(case, found)
        )

    async def take_step(
        self, asked: Asked, step: str, note: str, taken_at: datetime | None = None
    ) -> Reply:
        """Record a step of the regulation; `taken_at` None means just now."""
        now = self._clock.now()
        return await self._obey(
            "take step",
            asked,
            lambda case, pack: reporting.take_step(
                case, step, note=note, taken_at=taken_at or now, by=asked.actor, pack=pack, now=now
            ),
        )

    async def make_promise(
        self, asked: Asked, promise: str, promised_for: datetime, note: str
    ) -> Reply:
        return await self._obey(
            "make promise",
            asked,
            lambda case, pack: reporting.make_promise(
                case,
                promise,
                promised_for=promised_for,
                note=note,
                by=asked.actor,
                pack=pack,
                now=self._clock.now(),
            ),
        )

    async def tell_progress(self, asked: Asked, note: str, expected_at: datetime | None) -> Reply:
        return await self._obey(
            "tell progress",
            asked,
            lambda case, _: reporting.tell_progress(
                case, note, expected_at=expected_at, by=asked.actor, now=self._clock.now()
            ),
        )

    async def file_open_letter(
        self, letter: OpenLetter, *, actor: str, key: RequestKey | None
    ) -> Reply:
        """Answer several complaints by one letter, filed with each (pd-open-letter)."""
        with working("file open letter"):
            reply = await file_open_letter(
                self._store, self._policies, letter, actor=actor, key=key, now=self._clock.now()
            )
        self._after_commit()
        return reply

    async def propose_plan(self, asked: Asked, plan: str) -> Reply:
        return await self._obey(
            "propose plan",
            asked,
            lambda case, pack: planning.propose_plan(case, plan, by=asked.actor, pack=pack),
        )

    async def approve_plan(self, asked: Asked, post: str) -> Reply:
        return await self._obey(
            "approve plan",
            asked,
            lambda case, pack: planning.approve_plan(case, post=post, by=asked.actor, pack=pack),
        )

    async def reject_plan(self, asked: Asked, post: str, reason: str) -> Reply:
        return await self._obey(
            "reject plan",
            asked,
            lambda case, pack: planning.reject_plan(
                case, reason, post=post, by=asked.actor, pack=pack
            ),
        )

    async def carry_out(self, asked: Asked, result: str) -> Reply:
        return await self._obey(
            "carry out",
            asked,
            lambda case, pack: planning.carry_out(case, result, by=asked.actor, pack=pack),
        )

    async def revisit(
        self,
        asked: Asked,
        *,
        satisfaction: Satisfaction,
        first_asked_followed_up: bool | None,
        note: str,
    ) -> Reply:
        revisited = events.Revisited(
            satisfaction=satisfaction,
            first_asked_followed_up=first_asked_followed_up,
            note=note,
            by=asked.actor,
        )
        return await self._obey("revisit", asked, lambda case, _: handling.revisit(case, revisited))

    async def close(self, asked: Asked, summary: str) -> Reply:
        return await self._obey(
            "close case",
            asked,
            lambda case, pack: handling.close(case, summary, by=asked.actor, pack=pack),
        )

    async def reopen(self, asked: Asked, reason: str) -> Reply:
        return await self._obey(
            "reopen case", asked, lambda case, _: handling.reopen(case, reason, by=asked.actor)
        )

    async def view(self, number: str) -> CaseView:
        return view_of(await self._find(number))

    async def _obey(self, name: str, asked: Asked, handle: Handle) -> Reply:
        stream = await self._store.find(asked.number)
        if stream is None:
            raise CaseIsUnknown(number=asked.number)
        with working(name) as span:

            def decide(case: Case) -> list[DomainEvent]:
                about(span, case.complaint_id)
                return handle(case, self._policies.pack(case.policy.pack, case.policy.version))

            outcome = await SIDE.obey(
                self._store,
                stream,
                decide,
                now=self._clock.now(),
                cause=asked_by(asked.actor),
                key=asked.key,
                reply=_reply,
                seen_version=asked.seen_version,
            )
        self._after_commit()
        return _reply(outcome.state)

    async def _find(self, number: str) -> Case:
        stream = await self._store.find(number)
        found = await self._store.load(CASE, stream) if stream else None
        if found is None:
            raise CaseIsUnknown(number=number)
        return found


def _reply(case: Case) -> Reply:
    return Reply(200, view_of(case), (etag(case.version),))
