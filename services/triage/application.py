"""What people ask of triage, one method a command."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from services.triage.counting import Countable
from services.triage.domain import by_person, disputing
from services.triage.domain.assessment import ASSESSMENT, Assessment
from services.triage.domain.refusals import AssessmentIsUnknown, DepartmentIsUnknown
from services.triage.reactions import Reactions
from services.triage.streams import SIDE
from services.triage.views import AssessmentView, view_of
from shared.causes import asked_by
from shared.clock import Clock
from shared.commands import Reply, StateHasChanged, in_one_transaction
from shared.domain import DomainEvent
from shared.event_store.port import Cause, Store, StreamConflict, Transaction
from shared.policy import Facts, Pack, Policies
from shared.telemetry.spans import about, working
from shared.web.asking import Asked
from shared.web.versions import etag

Judge = Callable[[Assessment, Pack], list[DomainEvent]]


class Triage:
    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        policies: Policies,
        reactions: Reactions,
        after_commit: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._policies = policies
        self._reactions = reactions
        self._after_commit = after_commit

    async def state_facts(self, asked: Asked, facts: Facts, reason: str) -> Reply:
        """Take in facts a person found out; the grade may rise on them."""
        return await self._obey(
            "state facts",
            asked,
            lambda assessment, pack: by_person.state_facts(
                assessment,
                facts,
                by=asked.actor,
                reason=reason,
                pack=pack,
                directory=self._policies.directory,
            ),
        )

    async def set_grade(self, asked: Asked, grade: int, reason: str) -> Reply:
        """Grade by a named person's judgement."""
        return await self._obey(
            "set grade",
            asked,
            lambda assessment, pack: by_person.set_grade(
                assessment, grade, by=asked.actor, reason=reason, pack=pack
            ),
        )

    async def assign(self, asked: Asked, department: str, reason: str | None) -> Reply:
        """Make a department of the directory responsible."""

        def decide(assessment: Assessment, pack: Pack) -> list[DomainEvent]:
            del pack
            name = self._name_of(department, assessment)
            return by_person.assign(assessment, department, name, by=asked.actor, reason=reason)

        return await self._obey("assign", asked, decide)

    async def dispute(self, asked: Asked, reason: str, department: str | None) -> Reply:
        """The responsible department rejects the responsibility."""
        return await self._obey(
            "dispute responsibility",
            asked,
            lambda assessment, pack: disputing.dispute(
                assessment,
                reason,
                department=department,
                by=asked.actor,
                pack=pack,
                directory=self._policies.directory,
            ),
        )

    async def decide_responsibility(
        self, asked: Asked, department: str, *, post: str, reason: str
    ) -> Reply:
        """The post that the regulation names decides a dispute."""
        return await self._obey(
            "decide responsibility",
            asked,
            lambda assessment, pack: disputing.decide_responsibility(
                assessment,
                department,
                self._name_of(department, assessment),
                post=post,
                by=asked.actor,
                reason=reason,
                pack=pack,
                directory=self._policies.directory,
            ),
        )

    async def classify(self, asked: Asked, category: str, reason: str | None) -> Reply:
        """Put a complaint into another category, and count it among the like of that one."""
        found = await self._find(asked.number)
        with working("classify", found.complaint_id):
            cause = asked_by(asked.actor)
            reply = await in_one_transaction(
                self._store,
                lambda unit: self._classify(unit, cause, found.id, asked, category, reason),
                cause=cause,
                key=asked.key,
            )
        self._after_commit()
        return reply

    async def view(self, number: str) -> AssessmentView:
        return view_of(await self._find(number))

    async def _classify(
        self,
        unit: Transaction,
        cause: Cause,
        stream: UUID,
        asked: Asked,
        category: str,
        reason: str | None,
    ) -> Reply:
        """Decide and recount together, since the counts are rows."""
        assessment = await unit.load(ASSESSMENT, stream)
        assert assessment is not None, "it was found"
        if asked.seen_version not in (None, assessment.version):
            raise StateHasChanged(present=assessment.version, seen=asked.seen_version)
        pack = self._pack_of(assessment)
        by_person.ensure_can_be_classified(assessment, category, pack)
        if category == assessment.category:
            return _reply(assessment)
        counts = await self._reactions.count(unit, _countable(assessment, category), pack)

        def decide(present: Assessment) -> list[DomainEvent]:
            if present.version != assessment.version:
                raise StreamConflict(stream)  # It was counted as something else by then.
            return by_person.classify(
                present, category, by=asked.actor, reason=reason, counts=counts.own, pack=pack
            )

        outcome = await SIDE.react(unit, stream, decide, now=self._clock.now(), cause=cause)
        assert outcome is not None
        await self._reactions.recount_others(unit, counts.others, cause)
        return _reply(outcome.state)

    async def _obey(self, name: str, asked: Asked, judge: Judge) -> Reply:
        stream = await self._store.find(asked.number)
        if stream is None:
            raise AssessmentIsUnknown(number=asked.number)
        with working(name) as span:

            def decide(assessment: Assessment) -> list[DomainEvent]:
                about(span, assessment.complaint_id)
                return judge(assessment, self._pack_of(assessment))

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

    async def _find(self, number: str) -> Assessment:
        stream = await self._store.find(number)
        found = await self._store.load(ASSESSMENT, stream) if stream else None
        if found is None:
            raise AssessmentIsUnknown(number=number)
        return found

    def _name_of(self, department: str, assessment: Assessment) -> str:
        """What a department of the directory that serves the project is called."""
        known = self._policies.directory.departments_for(assessment.project)
        if department not in known:
            raise DepartmentIsUnknown(
                field="department", department=department, known="、".join(known)
            )
        return known[department].name

    def _pack_of(self, assessment: Assessment) -> Pack:
        return self._policies.pack(assessment.policy.pack, assessment.policy.version)


def _countable(assessment: Assessment, category: str) -> Countable:
    return Countable(
        complaint_id=assessment.complaint_id,
        complainant=assessment.complainant,
        household=assessment.household,
        project=assessment.project,
        category=category,
        received_at=assessment.received_at,
    )


def _reply(assessment: Assessment) -> Reply:
    return Reply(200, view_of(assessment), (etag(assessment.version),))
