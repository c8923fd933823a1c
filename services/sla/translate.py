"""What of a watch and a supervision order crosses the boundary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.sla.domain import events as e
from services.sla.domain import order_events as o
from services.sla.domain.ground import Ground
from services.sla.domain.obligation import Obligation
from services.sla.domain.supervision_order import SupervisionOrder
from services.sla.domain.watch import Watch
from shared.contracts import Contract, sla
from shared.domain import DomainEvent


def tell_watch(watch: Watch, event: Any) -> Sequence[Contract]:
    """The contracts that tell a recorded event, `watch` being the state after it."""
    tell = _TOLD_OF_WATCH.get(type(event))
    return [tell(watch, event)] if tell else ()


def _met(watch: Watch, event: e.ObligationMet) -> Contract:
    place = _place(watch, event.key, event.met_at)
    return sla.ObligationMetV1(**place, met_at=event.met_at)


def _cancelled(watch: Watch, event: e.ObligationCancelled) -> Contract:
    place = _place(watch, event.key, event.cancelled_at)
    return sla.ObligationCancelledV1(**place, reason=event.reason)


def _paused(watch: Watch, event: e.ObligationPaused) -> Contract:
    place = _place(watch, event.key, event.paused_at)
    return sla.ObligationPausedV1(**place, paused_at=event.paused_at, reason=event.reason)


def _resumed(watch: Watch, event: e.ObligationResumed) -> Contract:
    place = _place(watch, event.key, event.resumed_at)
    return sla.ObligationResumedV1(**place, resumed_at=event.resumed_at)


def _approaching(watch: Watch, event: e.DeadlineApproaching) -> Contract:
    return sla.DeadlineApproachingV1(
        **_place(watch, event.key, event.at),
        warned_at=event.at,
        step=event.step,
        tell=event.tell,
        late_s=event.late_s,
    )


def _missed(watch: Watch, event: e.DeadlineMissed) -> Contract:
    return sla.DeadlineMissedV1(
        **_place(watch, event.key, event.at),
        missed_at=event.at,
        tell=event.tell,
        late_s=event.late_s,
    )


def _place(watch: Watch, key: str, occurred_at: datetime) -> dict[str, Any]:
    """The fields that every event of one obligation carries."""
    obligation = _obligation(watch, key)
    return {
        "complaint_id": watch.complaint_id,
        "number": watch.number,
        "occurred_at": occurred_at,
        "obligation": obligation.key,
        "name": obligation.name,
        "rule": obligation.rule,
        "kind": obligation.kind,
        "answerable": obligation.answerable,
        "due_at": obligation.timing.due_at,
    }


def _obligation(watch: Watch, key: str) -> Obligation:
    obligation = watch.obligation(key)
    assert obligation is not None, "an obligation's events follow its start"
    return obligation


def _started(watch: Watch, event: e.ObligationStarted | e.ObligationRederived) -> Contract:
    why = event.timing.explanation
    return sla.ObligationStartedV1(
        **_place(watch, event.key, event.recorded_at),
        started_at=_obligation(watch, event.key).started_at,
        explanation=sla.Explanation(
            rule=why.rule,
            policy=why.policy,
            span=why.span,
            calendar_version=why.calendar_version,
            provisional=why.provisional,
            sentences=why.sentences,
        ),
    )


def _extended(watch: Watch, event: e.ObligationExtended) -> Contract:
    return sla.ObligationExtendedV1(
        **_place(watch, event.key, event.extension.granted_at),
        first_due_at=_obligation(watch, event.key).first_due_at,
        reason=event.extension.reason,
        approved_by=event.extension.approved_by,
    )


_TOLD_OF_WATCH: Mapping[type[DomainEvent], Callable[[Watch, Any], Contract]] = {
    e.ObligationStarted: _started,
    e.ObligationRederived: _started,
    e.ObligationMet: _met,
    e.ObligationCancelled: _cancelled,
    e.ObligationPaused: _paused,
    e.ObligationResumed: _resumed,
    e.ObligationExtended: _extended,
    e.DeadlineApproaching: _approaching,
    e.DeadlineMissed: _missed,
}
"""What others hear of a watch; of what it notes, and of its supervision, they hear elsewhere."""


def tell_order(order: SupervisionOrder, event: Any) -> Sequence[Contract]:
    """The contracts that tell a recorded event, `order` being the state after it."""
    place: dict[str, Any] = {
        "complaint_id": order.complaint_id,
        "number": order.complaint_number,
        "occurred_at": event.recorded_at,
        "order_id": order.id,
        "order_number": order.order_number,
        "department": order.department,
    }
    match event:
        case o.OrderIssued():
            return [_issued(place, event)]
        case o.GroundsAdded():
            return [_ground_added(place, ground) for ground in event.grounds]
        case o.MilestonesAgreed():
            agreed = tuple(milestone.told for milestone in event.milestones)
            return [sla.MilestonesAgreedV1(**place, by=event.by, milestones=agreed)]
        case o.OrderClosed():
            return [sla.SupervisionOrderClosedV1(**place, result=event.result, by=event.by)]
        case o.MilestoneRecounted():
            return [_tell_recount(order, event, place)]
        case (
            o.MilestoneReached() | o.MilestoneMissed() | o.MilestoneUrged() | o.MilestoneExtended()
        ):
            return [_tell_milestone(order, event, place)]
    return []


def _tell_milestone(
    order: SupervisionOrder,
    event: o.MilestoneReached | o.MilestoneMissed | o.MilestoneUrged | o.MilestoneExtended,
    place: dict[str, Any],
) -> Contract:
    milestone = order.milestone(event.key)
    assert milestone is not None, "it is one of the order's"
    match event:
        case o.MilestoneReached():
            return sla.MilestoneMetV1(
                **place,
                milestone=milestone.told,
                met_at=event.reached_at,
                progress=event.progress,
                copies=order.copies,
            )
        case o.MilestoneExtended():
            return sla.MilestoneExtendedV1(
                **place,
                milestone=milestone.told,
                first_due_at=milestone.first_due_at,
                reason=event.extension.reason,
                approved_by=event.extension.approved_by,
            )
        case o.MilestoneUrged():
            return sla.MilestoneUrgedV1(
                **(place | {"occurred_at": event.at}),
                milestone=milestone.told,
                rung=event.rung,
                tell=event.tell,
                late_s=event.late_s,
            )
        case o.MilestoneMissed():
            return sla.MilestoneMissedV1(
                **(place | {"occurred_at": event.at}),
                milestone=milestone.told,
                tell=order.tell_when_missed,
                late_s=event.late_s,
            )


def _tell_recount(
    order: SupervisionOrder, event: o.MilestoneRecounted, place: dict[str, Any]
) -> Contract:
    previous = event.because.previous_due_at
    assert previous is not None, "a milestone is always due some time"
    return sla.MilestoneRecountedV1(
        **place,
        milestone=event.milestone.told,
        previous_due_at=previous,
        explanation=event.because.sentence,
    )


def _ground_added(place: dict[str, Any], ground: Ground) -> Contract:
    return sla.SupervisionGroundAddedV1(
        **place, rule=ground.rule, label=ground.label, facts=ground.facts
    )


def _issued(place: dict[str, Any], event: o.OrderIssued) -> Contract:
    first = event.grounds[0]
    return sla.SupervisionOrderIssuedV1(
        **place,
        rule=first.rule,
        label="；".join(ground.label for ground in event.grounds),
        facts={name: value for ground in event.grounds for name, value in ground.facts.items()},
        issued_by=event.issued_by,
        copies=event.copies,
        milestones=tuple(milestone.told for milestone in event.milestones),
    )
