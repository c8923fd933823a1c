"""What every command on a supervision order asks first."""

from __future__ import annotations

from services.sla.domain import refusals as r
from services.sla.domain.milestone import MilestoneState
from services.sla.domain.supervision_order import SupervisionOrder


def ensure_open(order: SupervisionOrder) -> None:
    if order.is_closed:
        raise r.OrderIsClosed(order=order.order_number)


def milestone_of(order: SupervisionOrder, key: str) -> MilestoneState:
    """The order's milestone of a key. Raises MilestoneIsUnknown."""
    milestone = order.milestone(key)
    if milestone is None:
        known = ", ".join(m.key for m in order.milestones)
        raise r.MilestoneIsUnknown(order=order.order_number, key=key, known=known)
    return milestone
