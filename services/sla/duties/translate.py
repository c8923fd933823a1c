"""What of a project's watch and of a handover crosses the boundary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.sla.domain.duties import events as e
from services.sla.domain.duties.project_watch import Duty, DutyOutcome, ProjectWatch
from services.sla.domain.handover import Handover, HandoverRecorded
from shared.contracts import Contract, duties
from shared.contracts.intake import Customer
from shared.contracts.sla import Explanation
from shared.ids import project_id


def tell_project(watch: ProjectWatch, event: Any) -> Sequence[Contract]:
    """The contracts that tell a recorded event, `watch` being the state after it."""
    match event:
        case e.DutyStarted():
            return [_started(watch, event.key, event.occurrence, event.recorded_at, moved=False)]
        case e.DutyMoved():
            if event.timing.due_at == event.previous_due_at:
                return []  # Only its warnings are others: nobody need hear of that.
            return [_started(watch, event.key, event.occurrence, event.recorded_at, moved=True)]
        case e.DutyApproaching():
            place = _place(watch, event.key, event.occurrence, event.at)
            return [
                duties.DutyApproachingV1(
                    **place,
                    warned_at=event.at,
                    step=event.step,
                    tell=event.tell,
                    late_s=event.late_s,
                )
            ]
        case e.DutyMissed():
            place = _place(watch, event.key, event.occurrence, event.at)
            return [
                duties.DutyMissedV1(
                    **place, missed_at=event.at, tell=event.tell, late_s=event.late_s
                )
            ]
        case e.DutyDone():
            place = _place(watch, event.key, event.occurrence, event.recorded_at)
            duty = _duty(watch, event.key, event.occurrence)
            return [
                duties.DutyDoneV1(
                    **place,
                    done_at=event.done_at,
                    in_time=duty.outcome is DutyOutcome.DONE,
                    note=event.note,
                    by=event.by,
                )
            ]
        case e.DutyDropped():
            place = _place(watch, event.key, event.occurrence, event.dropped_at)
            return [duties.DutyDroppedV1(**place, reason=event.reason)]
    return []


def _duty(watch: ProjectWatch, key: str, occurrence: int) -> Duty:
    duty = watch.duty(key, occurrence)
    assert duty is not None, "a duty's events follow its start"
    return duty


def _place(watch: ProjectWatch, key: str, occurrence: int, occurred_at: datetime) -> dict[str, Any]:
    """The fields that every event of one duty carries."""
    duty = _duty(watch, key, occurrence)
    return {
        "project_id": project_id(watch.project),
        "project": watch.project,
        "project_name": watch.name,
        "occurred_at": occurred_at,
        "policy": watch.policy,
        "duty": key,
        "name": duty.name,
        "rule": duty.rule,
        "occurrence": occurrence,
        "answerable": duty.answerable,
        "due_at": duty.due_at,
    }


def _started(
    watch: ProjectWatch, key: str, occurrence: int, occurred_at: datetime, *, moved: bool
) -> Contract:
    duty = _duty(watch, key, occurrence)
    why = duty.timing.explanation
    return duties.DutyStartedV1(
        **_place(watch, key, occurrence, occurred_at),
        started_at=duty.started_at,
        first_due_at=duty.first_due_at,
        moved=moved,
        explanation=Explanation(
            rule=why.rule,
            policy=why.policy,
            span=why.span,
            calendar_version=why.calendar_version,
            provisional=why.provisional,
            sentences=why.sentences,
        ),
    )


def tell_handover(handover: Handover, event: Any) -> Sequence[Contract]:
    """The contracts that tell a recorded event, `handover` being the state after it."""
    if not isinstance(event, HandoverRecorded) or event.taken_over:
        return []
    return [
        duties.HandoverRefusedV1(
            project_id=project_id(event.project),
            project=event.project,
            project_name=event.name,
            occurred_at=event.occurred_at,
            policy=event.policy,
            household=event.household,
            reason=event.reason,
            times=event.times,
            customer=event.customer or Customer(),
        )
    ]
