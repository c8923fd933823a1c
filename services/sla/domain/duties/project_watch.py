"""The watch on one project: its dates as known, and how each of its duties 项目事项 stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from pydantic import AwareDatetime

from services.sla.domain.duties import events as e
from services.sla.domain.instants import Instant, InstantKind
from services.sla.domain.obligation import Timing, WarningAhead, WarningGiven
from shared.contracts.intake import PolicyStamp
from shared.domain import Aggregate, AggregateType, Immutable


class DutyOutcome(StrEnum):
    """How a duty stands. One that was missed stays missed, even where it was done afterwards."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    DROPPED = "dropped"


class Duty(Immutable):
    """One duty as it stands, each time it comes by itself.

    `timed_at` is when it got its present due time; `ended_at` when it was done, missed or dropped;
    `done_at` when it was done, which may be after it was missed.
    """

    key: str
    occurrence: int
    name: str
    rule: str
    answerable: str
    started_at: AwareDatetime
    first_due_at: AwareDatetime
    timed_at: AwareDatetime
    timing: Timing
    warned: tuple[WarningGiven, ...] = ()
    outcome: DutyOutcome = DutyOutcome.OPEN
    ended_at: AwareDatetime | None = None
    done_at: AwareDatetime | None = None
    note: str | None = None
    by: str | None = None

    @property
    def due_at(self) -> datetime:
        assert self.timing.due_at is not None, "nothing pauses a duty"
        return self.timing.due_at

    @property
    def is_open(self) -> bool:
        return self.outcome is DutyOutcome.OPEN

    @property
    def was_dropped(self) -> bool:
        return self.outcome is DutyOutcome.DROPPED

    @property
    def warnings_ahead(self) -> tuple[WarningAhead, ...]:
        """Each step warns once a due time."""
        given = {warning.step for warning in self.warned if warning.at > self.timed_at}
        return tuple(warning for warning in self.timing.warnings if warning.step not in given)


class ProjectWatch(Aggregate):
    """A project under watch. `dates` are the directory's, as they were last heeded."""

    project: str
    name: str
    policy: PolicyStamp
    dates: dict[str, date]
    duties: tuple[Duty, ...] = ()

    @property
    def open_duties(self) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.duties if duty.is_open)

    def all_of(self, key: str) -> tuple[Duty, ...]:
        """Every occurrence of a duty, the oldest first."""
        return tuple(duty for duty in self.duties if duty.key == key)

    def duty(self, key: str, occurrence: int) -> Duty | None:
        """The occurrence of that number; the latest where it was dropped and came again."""
        found = (d for d in reversed(self.duties) if (d.key, d.occurrence) == (key, occurrence))
        return next(found, None)


def evolve(watch: ProjectWatch | None, event: e.ProjectEvent) -> ProjectWatch:
    """Fold one recorded fact."""
    if isinstance(event, e.ProjectNoted):
        if watch is None:
            return ProjectWatch(id=event.originator_id, **event.own_fields)
        return watch.model_copy(update=event.own_fields)
    assert watch is not None, "a stream begins with ProjectNoted"
    match event:
        case e.DutyStarted():
            return watch.model_copy(update={"duties": (*watch.duties, _started(event))})
        case _:
            return _with(watch, event, lambda duty: _changed(duty, event))


def _started(event: e.DutyStarted) -> Duty:
    told = event.own_fields
    due_at = told.pop("due_at")
    return Duty(**told, first_due_at=due_at, timed_at=event.started_at)


_Change = e.DutyMoved | e.DutyApproaching | e.DutyMissed | e.DutyDone | e.DutyDropped


def _with(watch: ProjectWatch, event: _Change, change: Callable[[Duty], Duty]) -> ProjectWatch:
    place = max(
        i
        for i, duty in enumerate(watch.duties)
        if (duty.key, duty.occurrence) == (event.key, event.occurrence)
    )
    before, after = watch.duties[:place], watch.duties[place + 1 :]
    return watch.model_copy(update={"duties": (*before, change(watch.duties[place]), *after)})


def _changed(duty: Duty, event: _Change) -> Duty:
    match event:
        case e.DutyMoved():
            return duty.model_copy(update={"timing": event.timing, "timed_at": event.moved_at})
        case e.DutyApproaching():
            given = WarningGiven(step=event.step, at=event.at, late_s=event.late_s)
            return duty.model_copy(update={"warned": (*duty.warned, given)})
        case e.DutyMissed():
            return duty.model_copy(update={"outcome": DutyOutcome.MISSED, "ended_at": event.at})
        case e.DutyDone():
            told = {"done_at": event.done_at, "note": event.note, "by": event.by}
            ended = {"outcome": DutyOutcome.DONE, "ended_at": event.done_at} if duty.is_open else {}
            return duty.model_copy(update={**told, **ended})
        case e.DutyDropped():
            dropped = {"outcome": DutyOutcome.DROPPED, "ended_at": event.dropped_at}
            return duty.model_copy(update={**dropped, "note": event.reason})
        case _:
            assert_never(event)


def instants_of_project(watch: ProjectWatch) -> tuple[Instant, ...]:
    """Every instant ahead, in the order in which they pass. None is provisional: a holiday notice
    that comes is heeded with the directory."""
    found: list[Instant] = []
    for duty in watch.open_duties:
        place = f"{duty.key}/{duty.occurrence}"
        found += (
            Instant(at=warning.at, kind=InstantKind.WARNING, key=place, step=warning.step)
            for warning in duty.warnings_ahead
        )
        found.append(Instant(at=duty.due_at, kind=InstantKind.DUE, key=place))
    return tuple(sorted(found, key=lambda instant: instant.at))


PROJECT_WATCH = AggregateType(
    name="project-watch", state=ProjectWatch, events=e.EVENTS, evolve=evolve, snapshot_every=64
)
