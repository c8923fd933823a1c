"""A decision on a project's watch while it is being made: its events so far, and what they make."""

from __future__ import annotations

from datetime import datetime

from services.sla.domain.duties import events as e
from services.sla.domain.duties.project_watch import Duty, ProjectWatch, evolve
from shared.contracts.duties import Dropped
from shared.domain import DomainEvent
from shared.policy import Pack
from shared.policy.duties import DutyRule


class Draft:
    """Collects events and folds each at once. `now` is the business time of the decision."""

    def __init__(self, watch: ProjectWatch, pack: Pack, now: datetime) -> None:
        self.watch = watch
        self.pack = pack
        self.now = now
        self.events: list[DomainEvent] = []

    def add(self, event: e.ProjectEvent) -> None:
        self.events.append(event)
        self.watch = evolve(self.watch, event)

    def drop(self, duty: Duty, reason: Dropped) -> None:
        self.add(
            e.DutyDropped(
                key=duty.key, occurrence=duty.occurrence, dropped_at=self.now, reason=reason
            )
        )

    def rule(self, key: str) -> DutyRule | None:
        """What the regulation asks under that key, if it still does."""
        return next((rule for rule in self.pack.duties if rule.key == key), None)

    def late_s(self, at: datetime) -> float:
        """How late an instant is noticed, in seconds; never negative."""
        return max(0.0, (self.now - at).total_seconds())
