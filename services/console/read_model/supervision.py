"""Supervision orders 督办单 of a complaint, folded from what sla tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts import Contract, sla
from shared.domain import FactValue, Immutable


class OrderMilestone(Immutable):
    """A node 节点 of a supervision order, and what became of it."""

    key: str
    name: str
    due_at: AwareDatetime
    met_at: AwareDatetime | None = None
    first_due_at: AwareDatetime | None = None
    missed: bool = False
    urged: int = 0
    progress: str | None = None


class Ground(Immutable):
    """One reason the order rests on, with the facts it held on."""

    rule: str
    label: str
    facts: dict[str, FactValue]


class SupervisionOrder(Immutable):
    """A supervision order as the department sees it."""

    order_id: UUID
    order_number: str
    department: str
    grounds: tuple[Ground, ...]
    issued_by: str
    issued_at: AwareDatetime
    copies: tuple[str, ...]
    milestones: tuple[OrderMilestone, ...]
    agreed_by: str | None = None
    closed_at: AwareDatetime | None = None
    result: str | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def awaited(self) -> tuple[OrderMilestone, ...]:
        """The milestones still to be reached in time."""
        waiting = (m for m in self.milestones if m.met_at is None and not m.missed)
        return tuple(waiting) if self.is_open else ()


def fold_orders(
    orders: tuple[SupervisionOrder, ...], contract: Contract
) -> tuple[SupervisionOrder, ...]:
    """The orders after one contract; those that are not about an order leave them as they are."""
    if not isinstance(contract, sla.SupervisionContract):
        return orders
    known = {order.order_id: order for order in orders}
    before = known.get(contract.order_id)
    if isinstance(contract, sla.SupervisionOrderIssuedV1):
        known[contract.order_id] = _issued(contract)
    elif before is not None:
        known[contract.order_id] = _after(before, contract)
    return tuple(known.values())


def _issued(issued: sla.SupervisionOrderIssuedV1) -> SupervisionOrder:
    return SupervisionOrder(
        order_id=issued.order_id,
        order_number=issued.order_number,
        department=issued.department,
        grounds=(Ground(rule=issued.rule, label=issued.label, facts=issued.facts),),
        issued_by=issued.issued_by,
        issued_at=issued.occurred_at,
        copies=issued.copies,
        milestones=tuple(_planned(milestone) for milestone in issued.milestones),
    )


def _after(order: SupervisionOrder, contract: sla.SupervisionContract) -> SupervisionOrder:
    match contract:
        case sla.SupervisionGroundAddedV1():
            ground = Ground(rule=contract.rule, label=contract.label, facts=contract.facts)
            return order.model_copy(update={"grounds": (*order.grounds, ground)})
        case sla.MilestonesAgreedV1():
            agreed = tuple(_agreed(order, contract.milestones))
            return order.model_copy(update={"milestones": agreed, "agreed_by": contract.by})
        case sla.MilestoneMetV1():
            met = {"met_at": contract.met_at, "progress": contract.progress}
            return _with_milestone(order, contract.milestone.key, met)
        case sla.MilestoneMissedV1():
            return _with_milestone(order, contract.milestone.key, {"missed": True})
        case sla.MilestoneUrgedV1():
            return _with_milestone(order, contract.milestone.key, {"urged": contract.rung})
        case sla.MilestoneExtendedV1():
            due = {
                "due_at": contract.milestone.due_at,
                "first_due_at": contract.first_due_at,
            }
            return _with_milestone(order, contract.milestone.key, due)
        case sla.MilestoneRecountedV1():
            moved = {"due_at": contract.milestone.due_at}
            return _with_milestone(order, contract.milestone.key, moved)
        case sla.SupervisionOrderClosedV1():
            closed = {"closed_at": contract.occurred_at, "result": contract.result}
            return order.model_copy(update=closed)
        case _:
            return order


def _planned(milestone: sla.Milestone) -> OrderMilestone:
    return OrderMilestone(key=milestone.key, name=milestone.name, due_at=milestone.due_at)


def _agreed(
    order: SupervisionOrder, milestones: Sequence[sla.Milestone]
) -> Iterator[OrderMilestone]:
    """What was reached or missed before the agreement stays."""
    over = {m.key: m for m in order.milestones if m.met_at is not None or m.missed}
    yield from over.values()
    yield from (_planned(milestone) for milestone in milestones if milestone.key not in over)


def _with_milestone(
    order: SupervisionOrder, key: str, update: Mapping[str, object]
) -> SupervisionOrder:
    milestones = tuple(
        milestone.model_copy(update=update) if milestone.key == key else milestone
        for milestone in order.milestones
    )
    return order.model_copy(update={"milestones": milestones})
