"""What is recorded of a supervision order 工作督办单."""

from typing import ClassVar, get_args
from uuid import UUID

from pydantic import AwareDatetime

from services.sla.domain.events import Ground
from shared.contracts.sla import Milestone
from shared.domain import DomainEvent


class OrderIssued(DomainEvent):
    """The order was issued to a department, by rule or by hand (签发督办单)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.issued"

    complaint_id: UUID
    complaint_number: str
    order_number: str
    department: str
    grounds: tuple[Ground, ...]
    issued_by: str
    copies: tuple[str, ...]
    tell_when_missed: tuple[str, ...]
    milestones: tuple[Milestone, ...]


class GroundsAdded(DomainEvent):
    """The order is open for more reasons now (追加事由)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.grounds-added"

    grounds: tuple[Ground, ...]


class MilestonesAgreed(DomainEvent):
    """The open milestones were agreed anew with the department (商定节点)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.milestones-agreed"

    milestones: tuple[Milestone, ...]
    by: str


class MilestoneReached(DomainEvent):
    """A milestone was reached, in time or late (节点完成)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.milestone-reached"

    key: str
    reached_at: AwareDatetime
    progress: str
    by: str


class MilestoneMissed(DomainEvent):
    """A milestone passed unmet (节点逾期)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.milestone-missed"

    key: str
    at: AwareDatetime
    late_s: float


class OrderClosed(DomainEvent):
    """The order ended with a result (督办单办结)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.closed"

    result: str
    by: str


OrderEvent = (
    OrderIssued | GroundsAdded | MilestonesAgreed | MilestoneReached | MilestoneMissed | OrderClosed
)
EVENTS: tuple[type[DomainEvent], ...] = get_args(OrderEvent)
