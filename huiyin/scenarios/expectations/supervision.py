"""Supervision orders 工作督办单 and their milestones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import Field

from huiyin.scenarios.expectations.expectation import (
    Finding,
    OfComplaint,
    Seen,
    among,
    listed,
    same_instant,
)
from huiyin.scenarios.names import BY_HAND, Department, Instant, OrderKey, Recipients, Text
from huiyin.scenarios.story import Story
from shared.contracts import sla
from shared.policy import Pack

_Grounded = sla.SupervisionOrderIssuedV1 | sla.SupervisionGroundAddedV1


class OrderIs(OfComplaint):
    """An order was issued on a ground, or got it later; `at` is when it has that ground."""

    order: OrderKey
    at: Instant | None = None
    department: Department | None = None
    copies: Recipients = ()

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        told = [one for one in story.told(sla.SupervisionContract) if isinstance(one, _Grounded)]
        fitting = any(self._fits(one, seen) for one in told)
        parts = [f"因 {self.order} 督办"]
        parts += [f"于 {seen.local(self.at)}"] if self.at else []
        parts += [f"责任部门 {self.department}"] if self.department else []
        parts += [f"抄送 {listed(self.copies)}"] if self.copies else []
        found = "；".join(
            f"{seen.local(one.occurred_at)} {one.order_number} {one.label}（{one.rule}）"
            f"，责任部门 {one.department}"
            for one in told
        )
        return Finding(fitting, "，".join(parts), found or "没有督办单")

    def _fits(self, one: _Grounded, seen: Seen) -> bool:
        copies = one.copies if isinstance(one, sla.SupervisionOrderIssuedV1) else ()
        return (
            _is_on(self.order, one, seen.pack)
            and same_instant(self.at, one.occurred_at)
            and self.department in (None, one.department)
            and among(self.copies, copies)
        )


def _is_on(key: str, one: _Grounded, pack: Pack) -> bool:
    """Whether an order is on a ground of the pack, or by hand."""
    if key == BY_HAND or pack.supervision is None:
        return one.rule == sla.BY_HAND
    ground = next(order for order in pack.supervision.orders if order.key == key)
    return (one.rule, one.label) == (ground.rule, ground.label)


class OrdersAre(OfComplaint):
    """How many supervision orders there were, and whether the last one is `closed`."""

    orders: Annotated[int, Field(ge=0)]
    closed: bool | None = None

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        issued = len(list(story.told(sla.SupervisionOrderIssuedV1)))
        last = story.last(sla.SupervisionOrderIssuedV1, sla.SupervisionOrderClosedV1)
        closed = isinstance(last, sla.SupervisionOrderClosedV1)
        holds = issued == self.orders and self.closed in (None, closed)
        state = {True: "，已办结", False: "，未办结", None: ""}
        return Finding(
            holds,
            f"督办单 {self.orders} 份{state[self.closed]}",
            f"督办单 {issued} 份{state[closed] if issued else ''}",
        )


@dataclass(slots=True)
class _Node:
    due: datetime
    first_due: datetime
    met: datetime | None = None
    missed: datetime | None = None
    told: tuple[str, ...] = ()
    urged: list[sla.MilestoneUrgedV1] = field(default_factory=list)


class MilestoneIs(OfComplaint):
    """A milestone 节点: when it is `due` (`first` before it was extended), whether it was `met` or
    `missed` by then, how often it was `urged` since; `told` are those told of the miss or the last
    urging."""

    milestone: Text
    due: Instant | None = None
    first: Instant | None = None
    met: bool | None = None
    missed: bool | None = None
    urged: Annotated[int, Field(ge=0)] | None = None
    told: Recipients = ()

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        nodes = _nodes(story)
        node = nodes.get(self.milestone)
        if node is None:
            return Finding(False, self._expected(seen), f"没有这个节点；有 {listed(list(nodes))}")
        told = node.urged[-1].tell if node.urged else node.told
        holds = (
            same_instant(self.due, node.due)
            and same_instant(self.first, node.first_due)
            and self.met in (None, node.met is not None)
            and self.missed in (None, node.missed is not None)
            and self.urged in (None, len(node.urged))
            and among(self.told, told)
        )
        found = f"节点应于 {seen.local(node.due)}"
        found += f"，{seen.local(node.met)} 完成" if node.met else ""
        found += (
            f"，{seen.local(node.missed)} 未按期完成，告知 {listed(told)}" if node.missed else ""
        )
        found += f"，催办 {len(node.urged)} 次" if node.urged else ""
        return Finding(holds, self._expected(seen), found)

    def _expected(self, seen: Seen) -> str:
        parts = [f"节点 {self.milestone}"]
        parts += [f"应于 {seen.local(self.due)}"] if self.due else []
        parts += [f"原定 {seen.local(self.first)}"] if self.first else []
        parts += ["完成" if self.met else "未完成"] if self.met is not None else []
        parts += ["超期" if self.missed else "未超期"] if self.missed is not None else []
        parts += [f"催办 {self.urged} 次"] if self.urged is not None else []
        parts += [f"告知 {listed(self.told)}"] if self.told else []
        return "，".join(parts)


def _nodes(story: Story) -> dict[str, _Node]:
    """The milestones of the latest order, as they stand."""
    nodes: dict[str, _Node] = {}
    for told in story.told(sla.SupervisionContract):
        match told:
            case sla.SupervisionOrderIssuedV1() | sla.MilestonesAgreedV1():
                nodes = {m.key: _Node(m.due_at, m.due_at) for m in told.milestones}
            case sla.MilestoneExtendedV1() if told.milestone.key in nodes:
                nodes[told.milestone.key].due = told.milestone.due_at
                nodes[told.milestone.key].first_due = told.first_due_at
            case sla.MilestoneMetV1() if told.milestone.key in nodes:
                nodes[told.milestone.key].met = told.met_at
            case sla.MilestoneMissedV1() if told.milestone.key in nodes:
                node = nodes[told.milestone.key]
                node.missed, node.told = told.milestone.due_at, told.tell
            case sla.MilestoneUrgedV1() if told.milestone.key in nodes:
                nodes[told.milestone.key].urged.append(told)
    return nodes
