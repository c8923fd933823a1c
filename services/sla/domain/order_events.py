"""What is recorded of a supervision order 工作督办单."""

from typing import Any, ClassVar, get_args
from uuid import UUID

from pydantic import AwareDatetime

from services.sla.domain.ground import Ground
from services.sla.domain.milestone import MilestoneExtension, PlannedMilestone, RungAhead
from services.sla.domain.obligation import Recount
from shared.contracts.intake import PolicyStamp
from shared.domain import DomainEvent


def _uncounted(milestones: list[dict[str, Any]]) -> None:
    """Until then nothing told what a milestone was counted from, and nobody urged."""
    for milestone in milestones:
        milestone |= {"within": None, "counted_from": None, "calendar_version": None}
        milestone |= {"provisional": False, "rungs": []}


class OrderIssued(DomainEvent):
    """The order was issued to a department, by rule or by hand (签发督办单)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.issued"
    class_version: ClassVar[int] = 2

    complaint_id: UUID
    complaint_number: str
    order_number: str
    department: str
    grounds: tuple[Ground, ...]
    issued_by: str
    copies: tuple[str, ...]
    tell_when_missed: tuple[str, ...]
    milestones: tuple[PlannedMilestone, ...]
    policy: PolicyStamp | None

    @staticmethod
    def upcast_v1_v2(stored: dict[str, Any]) -> None:
        stored["policy"] = None
        _uncounted(stored["milestones"])


class GroundsAdded(DomainEvent):
    """The order is open for more reasons now (追加事由)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.grounds-added"

    grounds: tuple[Ground, ...]


class MilestonesAgreed(DomainEvent):
    """The open milestones were agreed anew with the department (商定节点)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.milestones-agreed"
    class_version: ClassVar[int] = 2

    milestones: tuple[PlannedMilestone, ...]
    by: str

    @staticmethod
    def upcast_v1_v2(stored: dict[str, Any]) -> None:
        _uncounted(stored["milestones"])


class MilestoneExtended(DomainEvent):
    """More time was granted for a milestone before its expiry (节点延期)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.milestone-extended"

    key: str
    extension: MilestoneExtension
    rungs: tuple[RungAhead, ...]


class MilestoneRecounted(DomainEvent):
    """A milestone that is open was counted anew, because a holiday notice came (重新计算)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.milestone-recounted"

    milestone: PlannedMilestone
    because: Recount


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


class MilestoneUrged(DomainEvent):
    """A missed milestone was pressed for again (催办); `rung` counts from 1."""

    TOPIC: ClassVar[str] = "sla.supervision-order.milestone-urged"

    key: str
    rung: int
    at: AwareDatetime
    late_s: float
    tell: tuple[str, ...]


class OrderClosed(DomainEvent):
    """The order ended with a result (督办单办结)."""

    TOPIC: ClassVar[str] = "sla.supervision-order.closed"

    result: str
    by: str


OrderEvent = (
    OrderIssued
    | GroundsAdded
    | MilestonesAgreed
    | MilestoneExtended
    | MilestoneRecounted
    | MilestoneReached
    | MilestoneMissed
    | MilestoneUrged
    | OrderClosed
)
EVENTS: tuple[type[DomainEvent], ...] = get_args(OrderEvent)
