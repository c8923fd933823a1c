"""What people ask of a project, one method a command; its duties follow the directory."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from services.sla.commanding import Caller
from services.sla.domain import handover
from services.sla.domain.duties import deciding
from services.sla.domain.duties.deciding import KnownProject, ReportDone
from services.sla.domain.duties.project_watch import PROJECT_WATCH, ProjectWatch
from services.sla.domain.duties.refusals import DutyIsUnknown, ProjectIsNotWatched
from services.sla.domain.handover import RecordHandover
from services.sla.duties.ledger import (
    HANDOVERS,
    ProjectLedger,
    handover_stream,
    project_stream,
)
from services.sla.duties.views import ProjectView, view_of_handover, view_of_project
from services.sla.ledger import POLICY
from services.sla.timers import TIMERS
from shared.causes import asked_by
from shared.clock import Clock
from shared.commands import CONFLICT_ATTEMPTS, Reply, in_one_transaction
from shared.domain import DomainEvent
from shared.event_store.port import Cause, Store, StreamConflict, Transaction
from shared.ids import project_id
from shared.policy import NoPackGoverns, Pack, Policies, Project, ProjectIsUnknown
from shared.postgres.database import UNREACHABLE
from shared.telemetry.spans import working

log = logging.getLogger(__name__)


class Projects:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        policies: Policies,
        after_commit: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._policies = policies
        self._after_commit = after_commit

    async def view(self, code: str) -> ProjectView:
        watch = await self._store.load(PROJECT_WATCH, project_stream(code))
        if watch is not None:
            return view_of_project(watch)
        project = self._project(code)
        return ProjectView(
            project=code,
            name=project.name,
            policy=None,
            dates=dict(project.dates),
            duties=(),
            version=0,
        )

    async def report_done(self, code: str, command: ReportDone, caller: Caller) -> Reply:
        """A duty was done, in time or after it was missed."""

        async def act(unit: Transaction) -> Reply:
            ledger = self._ledger(unit, self._clock.now(), asked_by(caller.actor))
            watch = await ledger.watch(
                project_stream(code),
                lambda found, pack: deciding.report_done(
                    found, command, pack, by=caller.actor, now=ledger.now
                ),
            )
            if watch is None:
                self._project(code)
                raise DutyIsUnknown(project=code, key=command.key, known="—")
            return Reply(200, view_of_project(watch))

        return await self._obey("report duty done", code, act, caller)

    async def record_handover(self, code: str, command: RecordHandover, caller: Caller) -> Reply:
        """An owner took a home over, or did not."""
        now = self._clock.now()
        project, pack = self._project(code), self._governing(code, now)

        async def act(unit: Transaction) -> Reply:
            outcome = await HANDOVERS.react(
                unit,
                handover_stream(code, command.household),
                lambda found: handover.record(
                    found,
                    command,
                    project=code,
                    name=project.name,
                    policy=pack.stamp,
                    by=caller.actor,
                    now=now,
                ),
                now=now,
                cause=asked_by(caller.actor),
            )
            assert outcome is not None, "it was recorded, or there was one before"
            return Reply(200, view_of_handover(outcome.state))

        return await self._obey("record handover", code, act, caller)

    async def heed_directory(self, now: datetime) -> int:
        """Bring every project's duties in line with the directory and with the regulation that
        governs it on that day; how many projects changed. Heeding the same again changes nothing.
        Raises StreamConflict, after the others, where one could not be brought in line because
        others kept changing it.
        """
        async with self._store.transaction() as unit:
            timers = await unit.rows.find(TIMERS, aggregate=PROJECT_WATCH.name)
        known = {project_stream(code): code for code in self._policies.directory.projects}
        changed, contended = 0, None
        for stream in (*known, *({timer.stream: None for timer in timers}.keys() - known)):
            try:
                changed += await self._bring_in_line(stream, known.get(stream), now)
            except UNREACHABLE:
                raise
            except StreamConflict as conflict:
                contended = conflict
            except Exception as failure:  # noqa: BLE001  One project must not hold up the others.
                log.error("project %s is not heeded: %s", stream, type(failure).__name__)
        if changed:
            self._after_commit()
        if contended is not None:
            raise contended
        return changed

    async def _bring_in_line(self, stream: UUID, code: str | None, now: datetime) -> bool:
        """One project, which has left the directory where it has no code; whether it changed."""
        decide = self._heeding(code, now) if code else None
        for _ in range(CONFLICT_ATTEMPTS):
            try:
                async with self._store.transaction() as unit:
                    ledger = self._ledger(unit, now, Cause(POLICY))
                    if decide is not None:
                        await ledger.open_watch(stream, decide)
                    elif code is None:
                        await ledger.watch(stream, partial(deciding.forget, now=now))
            except StreamConflict:
                continue
            return ledger.has_recorded
        raise StreamConflict(stream)

    def _heeding(
        self, code: str, now: datetime
    ) -> Callable[[ProjectWatch | None, Pack | None], Sequence[DomainEvent]] | None:
        try:
            pack = self._governing(code, now)
        except NoPackGoverns:
            return None  # What was asked before is asked still.
        project = self._policies.project(code)
        dates = dict(sorted(project.dates.items()))
        known = KnownProject(project=code, name=project.name, dates=dates)
        return lambda watch, so_far: deciding.heed(watch, known, pack, so_far=so_far, now=now)

    async def _obey(
        self,
        name: str,
        code: str,
        act: Callable[[Transaction], Awaitable[Reply]],
        caller: Caller,
    ) -> Reply:
        with working(name, project_id(code)):
            cause = asked_by(caller.actor)
            reply = await in_one_transaction(self._store, act, cause=cause, key=caller.key)
        self._after_commit()
        return reply

    def _ledger(self, unit: Transaction, now: datetime, cause: Cause) -> ProjectLedger:
        return ProjectLedger(self._policies, unit, now=now, cause=cause)

    def _project(self, code: str) -> Project:
        try:
            return self._policies.project(code)
        except ProjectIsUnknown:
            raise ProjectIsNotWatched(project=code) from None

    def _governing(self, code: str, now: datetime) -> Pack:
        zone = ZoneInfo(self._policies.directory.zone)
        return self._policies.pack_for(code, now.astimezone(zone).date())
