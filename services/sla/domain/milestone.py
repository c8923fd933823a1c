"""A milestone 节点 of a supervision order: what its due time came from, and how it stands."""

from __future__ import annotations

from pydantic import AwareDatetime

from services.sla.domain.obligation import Recount
from shared.contracts.sla import Milestone
from shared.domain import Immutable


class RungAhead(Immutable):
    """When a missed milestone is pressed for again, and who is told then (逐级催办)."""

    at: AwareDatetime
    tell: tuple[str, ...]


class PlannedMilestone(Immutable):
    """A milestone with what it was counted from, so that it can be counted anew.

    `within` None: people named the time itself, and no holiday notice moves it.
    """

    key: str
    name: str
    due_at: AwareDatetime
    within: str | None = None
    counted_from: AwareDatetime | None = None
    calendar_version: str | None = None
    provisional: bool = False
    rungs: tuple[RungAhead, ...] = ()

    @property
    def told(self) -> Milestone:
        return Milestone(key=self.key, name=self.name, due_at=self.due_at)


class MilestoneExtension(Immutable):
    """More time for a milestone, granted before its expiry (节点延期); `by` recorded it."""

    granted_at: AwareDatetime
    until: AwareDatetime
    reason: str
    approved_by: str
    by: str


class MilestoneRecount(Immutable):
    """A milestone was counted anew; it is remembered even where the milestone is agreed away."""

    key: str
    name: str
    because: Recount


class MilestoneState(PlannedMilestone):
    """A milestone as it stands; one that was missed can still be reached, late.

    `urged` is how many rungs of the ladder it has climbed.
    """

    first_due_at: AwareDatetime
    missed: bool = False
    urged: int = 0
    reached_at: AwareDatetime | None = None
    progress: str | None = None
    extensions: tuple[MilestoneExtension, ...] = ()

    @classmethod
    def planned(cls, plan: PlannedMilestone) -> MilestoneState:
        return cls(**plan.__dict__, first_due_at=plan.due_at)

    @property
    def is_open(self) -> bool:
        return not self.missed and self.reached_at is None

    @property
    def rungs_ahead(self) -> tuple[tuple[int, RungAhead], ...]:
        """The rungs still to be climbed, counted from 1; none before it is missed."""
        if not self.missed or self.reached_at is not None or not self.rungs:
            return ()
        return tuple(enumerate(self.rungs, start=1))[self.urged :]
