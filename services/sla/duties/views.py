"""What sla shows of a project's duties and of a handover."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime

from services.sla.domain.duties.project_watch import Duty, DutyOutcome, ProjectWatch
from services.sla.domain.handover import Handover
from services.sla.domain.obligation import WarningAhead, WarningGiven
from shared.contracts.intake import PolicyStamp
from shared.deadlines import Explanation
from shared.domain import Immutable


class DutyView(Immutable):
    """One duty, with everything its due time came from. `note` says what was done, or why it was
    dropped; `done_at` of one that was missed is when it was done after all."""

    key: str
    occurrence: int
    name: str
    rule: str
    answerable: str
    outcome: DutyOutcome
    started_at: AwareDatetime
    first_due_at: AwareDatetime
    due_at: AwareDatetime
    ended_at: AwareDatetime | None
    done_at: AwareDatetime | None
    note: str | None
    by: str | None
    warned: tuple[WarningGiven, ...]
    warnings_ahead: tuple[WarningAhead, ...]
    explanation: Explanation


class ProjectView(Immutable):
    """A project's duties as they stand, in the order in which they started; `policy` is the
    regulation that asks for them, None where none does."""

    project: str
    name: str
    policy: PolicyStamp | None
    dates: dict[str, date]
    duties: tuple[DutyView, ...]
    version: int


class HandoverView(Immutable):
    """A home's handover as it stands; `times` is how often there was no reason to refuse it."""

    project: str
    household: str
    times: int
    recorded_at: AwareDatetime
    taken_over_at: AwareDatetime | None
    version: int


def view_of_project(watch: ProjectWatch) -> ProjectView:
    return ProjectView(
        project=watch.project,
        name=watch.name,
        policy=watch.policy,
        dates=watch.dates,
        duties=tuple(map(_view_of_duty, watch.duties)),
        version=watch.version,
    )


def _view_of_duty(duty: Duty) -> DutyView:
    return DutyView(
        key=duty.key,
        occurrence=duty.occurrence,
        name=duty.name,
        rule=duty.rule,
        answerable=duty.answerable,
        outcome=duty.outcome,
        started_at=duty.started_at,
        first_due_at=duty.first_due_at,
        due_at=duty.due_at,
        ended_at=duty.ended_at,
        done_at=duty.done_at,
        note=duty.note,
        by=duty.by,
        warned=duty.warned,
        warnings_ahead=duty.warnings_ahead if duty.is_open else (),
        explanation=duty.timing.explanation,
    )


def view_of_handover(handover: Handover) -> HandoverView:
    return HandoverView(
        project=handover.project,
        household=handover.household,
        times=handover.times,
        recorded_at=handover.recorded_at,
        taken_over_at=handover.taken_over_at,
        version=handover.version,
    )
