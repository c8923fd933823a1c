"""Recording decisions on projects: events, and the timers of what is ahead, in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from services.sla.domain.duties.project_watch import (
    PROJECT_WATCH,
    ProjectWatch,
    instants_of_project,
)
from services.sla.domain.handover import HANDOVER
from services.sla.duties.translate import tell_handover, tell_project
from services.sla.ledger import Unit
from services.sla.timers import set_timers
from shared.commands import CommandSide
from shared.domain import DomainEvent
from shared.event_store.port import Cause
from shared.ids import derived_id, project_id
from shared.policy import Pack, PackIsUnknown, Policies

PROJECTS = CommandSide(PROJECT_WATCH, tell_project)
HANDOVERS = CommandSide(HANDOVER, tell_handover)


def project_stream(code: str) -> UUID:
    return derived_id("project-watch", code)


def handover_stream(code: str, household: str) -> UUID:
    return derived_id("handover", code, household)


class ProjectLedger:
    """Decisions on projects' watches, within one unit of work and at one business time."""

    def __init__(self, policies: Policies, unit: Unit, *, now: datetime, cause: Cause) -> None:
        self._policies = policies
        self._unit = unit
        self.now = now
        self._cause = cause
        self.has_recorded = False

    async def watch(
        self, stream: UUID, decide: Callable[[ProjectWatch, Pack], Sequence[DomainEvent]]
    ) -> ProjectWatch | None:
        """Decide on a watch under the regulation that it was last brought in line with."""
        return await self._decide(
            stream, lambda watch: decide(watch, self._pack(watch)) if watch else ()
        )

    async def open_watch(
        self,
        stream: UUID,
        decide: Callable[[ProjectWatch | None, Pack | None], Sequence[DomainEvent]],
    ) -> ProjectWatch | None:
        """Decide on a watch that may not be there yet. Where something was due by now, `decide` is
        given the regulation that the watch was last brought in line with, if it is to be had."""
        return await self._decide(stream, lambda watch: decide(watch, self._pack_so_far(watch)))

    async def _decide(
        self, stream: UUID, decide: Callable[[ProjectWatch | None], Sequence[DomainEvent]]
    ) -> ProjectWatch | None:
        outcome = await PROJECTS.react(self._unit, stream, decide, now=self.now, cause=self._cause)
        if outcome is None:
            return None
        watch = outcome.state
        if outcome.events:
            self.has_recorded = True
            await set_timers(
                self._unit.rows,
                stream,
                PROJECT_WATCH.name,
                project_id(watch.project),
                instants_of_project(watch),
            )
        return watch

    def _pack(self, watch: ProjectWatch) -> Pack:
        return self._policies.pack(watch.policy.pack, watch.policy.version)

    def _pack_so_far(self, watch: ProjectWatch | None) -> Pack | None:
        if watch is None or not any(ahead.at <= self.now for ahead in instants_of_project(watch)):
            return None
        try:
            return self._pack(watch)
        except PackIsUnknown:
            return None  # Nobody can say any more whom it would have told.
