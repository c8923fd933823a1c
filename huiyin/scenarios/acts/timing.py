"""What people do to deadlines and with supervision orders (时限、督办)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from huiyin.scenarios.acts.step import Act, On
from huiyin.scenarios.names import Instant, ObligationKey, PauseReason, Text
from huiyin.simulation.acts import LEADER
from huiyin.simulation.plain_bus import done
from services.sla.domain import order_extending
from services.sla.domain.adjusting import Extend
from services.sla.supervision import MilestoneWish
from shared.domain import Immutable


class ExtendDeadline(Act):
    """More time for one obligation (延期): `until` an instant, or `more` such as `2 wd`."""

    DOES: ClassVar[str] = "extend"
    SAYS: ClassVar[str] = "延期"
    obligation: ObligationKey
    until: Instant | None = None
    more: Text | None = None
    reason: Text = "待料"
    approved_by: Text = LEADER

    def perform(self, on: On) -> None:
        wish = Extend(
            key=self.obligation,
            until=self.until,
            by=self.more,
            reason=self.reason,
            approved_by=self.approved_by,
        )
        done(on.sla.watches.extend(on.number, wish, on.caller))


class Pause(Act):
    """Clocks stand still for a reason (中止计时)."""

    DOES: ClassVar[str] = "pause"
    SAYS: ClassVar[str] = "中止计时"
    reason: PauseReason

    def perform(self, on: On) -> None:
        done(on.sla.watches.pause(on.number, self.reason, on.caller))


class Resume(Act):
    """Clocks run on (恢复计时)."""

    DOES: ClassVar[str] = "resume"
    SAYS: ClassVar[str] = "恢复计时"
    reason: PauseReason

    def perform(self, on: On) -> None:
        done(on.sla.watches.resume(on.number, self.reason, on.caller))


class Node(Immutable):
    """A milestone 节点: due at an instant, or within a span such as `3 wd`."""

    milestone: Text
    name: Text | None = None
    due: Instant | None = None
    within: Text | None = None

    def wish(self) -> MilestoneWish:
        name = self.name or self.milestone
        return MilestoneWish(key=self.milestone, name=name, due_at=self.due, within=self.within)


Nodes = Annotated[tuple[Node, ...], Field(min_length=1)]


class IssueOrder(Act):
    """A person issues a supervision order (人工签发督办单)."""

    DOES: ClassVar[str] = "issue-order"
    SAYS: ClassVar[str] = "人工签发督办单"
    reason: Text = "需要督办"
    milestones: Nodes

    def perform(self, on: On) -> None:
        wishes = [node.wish() for node in self.milestones]
        done(on.sla.orders.issue(on.number, self.reason, wishes, on.caller))


class Agree(Act):
    """Milestones are agreed with the department (商定节点)."""

    DOES: ClassVar[str] = "agree"
    SAYS: ClassVar[str] = "商定节点"
    milestones: Nodes

    def perform(self, on: On) -> None:
        wishes = [node.wish() for node in self.milestones]
        done(on.sla.orders.agree(on.order, wishes, on.caller))


class ExtendMilestone(Act):
    """More time for a milestone (节点延期)."""

    DOES: ClassVar[str] = "extend-milestone"
    SAYS: ClassVar[str] = "节点延期"
    milestone: Text
    until: Instant | None = None
    more: Text | None = None
    reason: Text = "待料"
    approved_by: Text = LEADER

    def perform(self, on: On) -> None:
        wish = order_extending.ExtendMilestone(
            key=self.milestone,
            until=self.until,
            by=self.more,
            reason=self.reason,
            approved_by=self.approved_by,
        )
        done(on.sla.orders.extend(on.order, wish, on.caller))


class Reach(Act):
    """A milestone is reported as reached (节点完成)."""

    DOES: ClassVar[str] = "reach"
    SAYS: ClassVar[str] = "节点完成"
    milestone: Text
    progress: Text = "已完成"

    def perform(self, on: On) -> None:
        done(on.sla.orders.reach(on.order, self.milestone, self.progress, on.caller))


class CloseOrder(Act):
    """A supervision order ends with a result (督办单办结)."""

    DOES: ClassVar[str] = "close-order"
    SAYS: ClassVar[str] = "督办单办结"
    result: Text = "已办结"

    def perform(self, on: On) -> None:
        done(on.sla.orders.close(on.order, self.result, on.caller))
