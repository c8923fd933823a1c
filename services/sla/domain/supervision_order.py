"""The supervision order 工作督办单: who must reach which milestone by when (zsy-5.2.6)."""

from __future__ import annotations

from typing import assert_never
from uuid import UUID

from pydantic import AwareDatetime

from services.sla.domain import order_events as e
from services.sla.domain.events import Ground
from shared.contracts.sla import Milestone
from shared.domain import Aggregate, AggregateType, Immutable


class MilestoneState(Immutable):
    """A milestone 节点 as it stands; one that was missed can still be reached, late."""

    key: str
    name: str
    due_at: AwareDatetime
    missed: bool = False
    reached_at: AwareDatetime | None = None
    progress: str | None = None

    @property
    def is_open(self) -> bool:
        return not self.missed and self.reached_at is None

    @property
    def told(self) -> Milestone:
        return Milestone(key=self.key, name=self.name, due_at=self.due_at)


class SupervisionOrder(Aggregate):
    """An order to one department, with the reasons for it and its milestones."""

    complaint_id: UUID
    complaint_number: str
    order_number: str
    department: str
    issued_by: str
    copies: tuple[str, ...]
    tell_when_missed: tuple[str, ...]
    grounds: tuple[Ground, ...]
    milestones: tuple[MilestoneState, ...]
    agreed: bool = False
    result: str | None = None

    @property
    def is_closed(self) -> bool:
        return self.result is not None

    def milestone(self, key: str) -> MilestoneState | None:
        return next((m for m in self.milestones if m.key == key), None)

    @property
    def milestones_ahead(self) -> tuple[MilestoneState, ...]:
        """Those that time can still run out for, the next first."""
        if self.is_closed:
            return ()
        return tuple(sorted((m for m in self.milestones if m.is_open), key=lambda m: m.due_at))


def evolve(order: SupervisionOrder | None, event: e.OrderEvent) -> SupervisionOrder:
    """Fold one recorded fact."""
    if isinstance(event, e.OrderIssued):
        milestones = tuple(_state_of(milestone) for milestone in event.milestones)
        told = event.own_fields | {"milestones": milestones}
        return SupervisionOrder(id=event.originator_id, **told)
    assert order is not None, "a stream begins with OrderIssued"
    match event:
        case e.GroundsAdded():
            return order.model_copy(update={"grounds": (*order.grounds, *event.grounds)})
        case e.MilestonesAgreed():
            over = (m for m in order.milestones if not m.is_open)
            agreed = (_state_of(milestone) for milestone in event.milestones)
            return order.model_copy(update={"milestones": (*over, *agreed), "agreed": True})
        case e.MilestoneReached():
            told = {"reached_at": event.reached_at, "progress": event.progress}
            return _changed(order, event.key, told)
        case e.MilestoneMissed():
            return _changed(order, event.key, {"missed": True})
        case e.OrderClosed():
            return order.model_copy(update={"result": event.result})
        case _:
            assert_never(event)


def _state_of(milestone: Milestone) -> MilestoneState:
    return MilestoneState(key=milestone.key, name=milestone.name, due_at=milestone.due_at)


def _changed(order: SupervisionOrder, key: str, told: dict[str, object]) -> SupervisionOrder:
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
