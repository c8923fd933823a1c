"""One row a supervision order 工作督办单: why it was issued, its milestones, how it ended. Pure."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from services.analytics.complaint_facts import ComplaintFact
from shared.contracts import sla
from shared.domain import Immutable
from shared.event_store.rows import Table


class SupervisionFact(Immutable):
    """A supervision order. `month` is that of the complaint's receipt; `label` names every reason
    it rests on; `milestones` counts those in force, and `milestones_met` and `milestones_missed`
    those that ended so."""

    order_id: UUID
    order_number: str
    complaint_id: UUID
    number: str
    month: str
    department: str
    rule: str
    label: str
    issued_by: str
    issued_at: AwareDatetime
    milestones: int
    milestones_met: int = 0
    milestones_missed: int = 0
    closed_at: AwareDatetime | None = None


SUPERVISION_ORDERS = Table("supervision_facts", SupervisionFact, key=("order_id",))


def issued(complaint: ComplaintFact, told: sla.SupervisionOrderIssuedV1) -> SupervisionFact:
    return SupervisionFact(
        order_id=told.order_id,
        order_number=told.order_number,
        complaint_id=complaint.complaint_id,
        number=complaint.number,
        month=complaint.month,
        department=told.department,
        rule=told.rule,
        label=told.label,
        issued_by=told.issued_by,
        issued_at=told.occurred_at,
        milestones=len(told.milestones),
    )


def fold(fact: SupervisionFact, told: sla.SupervisionContract) -> SupervisionFact:
    """The order after one more message."""
    match told:
        case sla.SupervisionGroundAddedV1():
            return fact.model_copy(update={"label": f"{fact.label}；{told.label}"})
        case sla.MilestonesAgreedV1():
            return fact.model_copy(update={"milestones": len(told.milestones)})
        case sla.MilestoneMetV1():
            return fact.model_copy(update={"milestones_met": fact.milestones_met + 1})
        case sla.MilestoneMissedV1():
            return fact.model_copy(update={"milestones_missed": fact.milestones_missed + 1})
        case sla.SupervisionOrderClosedV1():
            return fact.model_copy(update={"closed_at": told.occurred_at})
    return fact
