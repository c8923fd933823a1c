"""The supervision order 工作督办单: who must reach which milestone by when (zsy-5.2.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import assert_never
from uuid import UUID

from services.sla.domain import order_events as e
from services.sla.domain.ground import Ground
from services.sla.domain.milestone import (
    MilestoneRecount,
    MilestoneState,
    PlannedMilestone,
    RungAhead,
)
from shared.contracts.intake import PolicyStamp
from shared.domain import Aggregate, AggregateType


class SupervisionOrder(Aggregate):
    """An order to one department, with the reasons for it and its milestones.

    `policy` is the regulation it was issued under; orders of before this was kept have none.
    """

    complaint_id: UUID
    complaint_number: str
    order_number: str
    department: str
    issued_by: str
    copies: tuple[str, ...]
    tell_when_missed: tuple[str, ...]
    grounds: tuple[Ground, ...]
    milestones: tuple[MilestoneState, ...]
    policy: PolicyStamp | None = None
    agreed: bool = False
    result: str | None = None
    recounts: tuple[MilestoneRecount, ...] = ()

    @property
    def is_closed(self) -> bool:
        return self.result is not None

    def milestone(self, key: str) -> MilestoneState | None:
        return next((m for m in self.milestones if m.key == key), None)

    @cached_property
    def milestones_ahead(self) -> tuple[MilestoneState, ...]:
        """Those that time can still run out for, the next first."""
        if self.is_closed:
            return ()
        return tuple(sorted((m for m in self.milestones if m.is_open), key=lambda m: m.due_at))

    @cached_property
    def rungs_ahead(self) -> tuple[tuple[MilestoneState, int, RungAhead], ...]:
        """What is left of the urging ladder under each missed milestone."""
        if self.is_closed:
            return ()
        return tuple((m, number, rung) for m in self.milestones for number, rung in m.rungs_ahead)


def evolve(order: SupervisionOrder | None, event: e.OrderEvent) -> SupervisionOrder:
    """Fold one recorded fact."""
    if isinstance(event, e.OrderIssued):
        milestones = _planned(event.milestones)
        told = event.own_fields | {"milestones": milestones}
        return SupervisionOrder(id=event.originator_id, **told)
    assert order is not None, "a stream begins with OrderIssued"
    match event:
        case e.GroundsAdded():
            return order.model_copy(update={"grounds": (*order.grounds, *event.grounds)})
        case e.MilestonesAgreed():
            over = (m for m in order.milestones if not m.is_open)
            milestones = (*over, *_planned(event.milestones))
            return order.model_copy(update={"milestones": milestones, "agreed": True})
        case e.MilestoneExtended():
            return _extended(order, event)
        case e.MilestoneRecounted():
            return _recounted(order, event)
        case e.MilestoneReached():
            told = {"reached_at": event.reached_at, "progress": event.progress}
            return _changed(order, event.key, told)
        case e.MilestoneMissed():
            return _changed(order, event.key, {"missed": True})
        case e.MilestoneUrged():
            return _changed(order, event.key, {"urged": event.rung})
        case e.OrderClosed():
            return order.model_copy(update={"result": event.result})
        case _:
            assert_never(event)


def _planned(milestones: Iterable[PlannedMilestone]) -> tuple[MilestoneState, ...]:
    return tuple(MilestoneState.planned(milestone) for milestone in milestones)


def _extended(order: SupervisionOrder, event: e.MilestoneExtended) -> SupervisionOrder:
    milestone = order.milestone(event.key)
    assert milestone is not None, "it was extended"
    told = {
        "due_at": event.extension.until,
        "rungs": event.rungs,
        "within": None,
        "provisional": False,
        "extensions": (*milestone.extensions, event.extension),
    }
    return _changed(order, event.key, told)


def _recounted(order: SupervisionOrder, event: e.MilestoneRecounted) -> SupervisionOrder:
    milestone = order.milestone(event.milestone.key)
    assert milestone is not None, "it was counted anew"
    anew = _changed(order, milestone.key, event.milestone.__dict__)
    recount = MilestoneRecount(key=milestone.key, name=milestone.name, because=event.because)
    return anew.model_copy(update={"recounts": (*order.recounts, recount)})


def _changed(order: SupervisionOrder, key: str, told: Mapping[str, object]) -> SupervisionOrder:
    return order.model_copy(
        update={
            "milestones": tuple(
                m.model_copy(update=told) if m.key == key else m for m in order.milestones
            )
        }
    )


SUPERVISION_ORDER = AggregateType(
    name="supervision-order", state=SupervisionOrder, events=e.EVENTS, evolve=evolve
)
