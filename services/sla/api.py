"""Sla over HTTP: see what is owed by when, grant time, stop clocks, issue supervision orders."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field

from services.sla.application import Sla
from services.sla.calendar_changes import CalendarChangePage
from services.sla.commanding import Caller
from services.sla.domain.adjusting import Extend
from services.sla.domain.order_extending import ExtendMilestone
from services.sla.supervision import MilestoneWish
from services.sla.views import OrderView, WatchView
from shared.web.asking import application
from shared.web.body import (
    ANONYMOUS,
    NUMBER,
    Actor,
    Body,
    Code,
    Number,
    Short,
    Text,
    Time,
)
from shared.web.idempotency import IdempotencyKey
from shared.web.problems import respond

LONGEST_PAGE = 500
LONGEST_CURSOR = 300

router = APIRouter(tags=["deadlines"])

OrderNumber = Annotated[
    str,
    Path(
        pattern=NUMBER,
        description="The supervision order's number 督办单号",
        examples=["DB20261122-000123"],
    ),
]


class ExtendBody(Body):
    """More time: `until` an instant, or `by` a span after the present due time."""

    until: Time | None = Field(default=None, examples=["2026-11-25T18:00:00+08:00"])
    by: Short | None = Field(default=None, examples=["2 wd"])
    reason: Short = Field(examples=["等待第三方检测报告"])
    approved_by: Short = Field(examples=["marketing-manager"])


class PauseBody(Body):
    """A reason that the regulation allows, by its key."""

    reason: Code


class MoreTimeBody(ExtendBody):
    """More time for a milestone, before its expiry."""

    def command(self, key: str) -> ExtendMilestone:
        return ExtendMilestone(key=key, **self.model_dump())


class MilestoneBody(Body):
    """A milestone 节点: `due_at` an instant, or `within` a span from now."""

    key: Code = Field(examples=["site-survey"])
    name: Short = Field(examples=["现场勘查"])
    due_at: Time | None = None
    within: Short | None = Field(default=None, examples=["2 wd"])

    def wish(self) -> MilestoneWish:
        return MilestoneWish(**self.model_dump())


Milestones = Annotated[list[MilestoneBody], Field(max_length=50)]


class OrderBody(Body):
    """A supervision order by hand; without milestones those of the regulation are proposed."""

    number: Short = Field(examples=["TS20261122-000123"])
    reason: Short = Field(examples=["客户情绪激动，须由部门负责人跟进"])
    milestones: Milestones = Field(default_factory=list)


class AgreedBody(Body):
    """The milestones that department and issuer agreed on; they replace the open ones."""

    milestones: Annotated[Milestones, Field(min_length=1)]


class ProgressBody(Body):
    progress: Text = Field(examples=["已完成现场勘查，确认为外墙渗漏"])


class ResultBody(Body):
    result: Text = Field(examples=["节点均已完成，客户认可"])


Application = Annotated[Sla, Depends(application)]


@router.get("/calendar-changes")
async def list_calendar_changes(
    sla: Application,
    number: Annotated[
        str | None, Query(pattern=NUMBER, examples=["TS20261122-000123"], description="投诉编号")
    ] = None,
    cursor: Annotated[
        str | None, Query(max_length=LONGEST_CURSOR, description="`next` of the page before")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 100,
) -> CalendarChangePage:
    """What was due at another time before a holiday notice came (放假安排变更), and which one."""
    return await sla.calendar_changes.page(number=number, cursor=cursor, limit=limit)


@router.get("/watches/{number}")
async def read_watch(number: Number, sla: Application) -> WatchView:
    """All deadlines of a complaint, each with its explanation."""
    return await sla.watches.view(number)


@router.post("/watches/{number}/obligations/{obligation}/extend", response_model=WatchView)
async def extend_obligation(
    number: Number,
    obligation: Code,
    body: ExtendBody,
    sla: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """Grant more time (延期), before expiry, with reason and approver."""
    command = Extend(key=obligation, **body.model_dump())
    return respond(await sla.watches.extend(number, command, Caller(actor, key)))


@router.post("/watches/{number}/pause", response_model=WatchView)
async def pause_obligations(
    number: Number,
    body: PauseBody,
    sla: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """Stop the clocks that a reason of the regulation stops (中止)."""
    return respond(await sla.watches.pause(number, body.reason, Caller(actor, key)))


@router.post("/watches/{number}/resume", response_model=WatchView)
async def resume_obligations(
    number: Number,
    body: PauseBody,
    sla: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """Let the clocks run on (恢复)."""
    return respond(await sla.watches.resume(number, body.reason, Caller(actor, key)))


@router.post("/supervision-orders", status_code=201, response_model=OrderView)
async def issue_supervision_order(
    body: OrderBody, sla: Application, key: IdempotencyKey, actor: Actor = ANONYMOUS
) -> Response:
    """Issue a supervision order (签发督办单) for a reason of one's own."""
    wishes = [milestone.wish() for milestone in body.milestones]
    reply = await sla.orders.issue(body.number, body.reason, wishes, Caller(actor, key))
    return respond(reply)


@router.get("/supervision-orders/{order_number}")
async def read_supervision_order(order_number: OrderNumber, sla: Application) -> OrderView:
    """A supervision order with its milestones."""
    return await sla.orders.view(order_number)


@router.post("/supervision-orders/{order_number}/milestones", response_model=OrderView)
async def agree_milestones(
    order_number: OrderNumber,
    body: AgreedBody,
    sla: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """Put the agreed milestones in place of the proposed ones (商定节点)."""
    wishes = [milestone.wish() for milestone in body.milestones]
    return respond(await sla.orders.agree(order_number, wishes, Caller(actor, key)))


@router.post(
    "/supervision-orders/{order_number}/milestones/{milestone}/extend", response_model=OrderView
)
async def extend_milestone(
    order_number: OrderNumber,
    milestone: Code,
    body: MoreTimeBody,
    sla: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """Grant a milestone more time (节点延期), before its expiry, by whom the regulation allows."""
    command = body.command(milestone)
    return respond(await sla.orders.extend(order_number, command, Caller(actor, key)))


@router.post(
    "/supervision-orders/{order_number}/milestones/{milestone}/reached", response_model=OrderView
)
async def reach_milestone(
    order_number: OrderNumber,
    milestone: Code,
    body: ProgressBody,
    sla: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """A milestone was reached (节点完成)."""
    reply = await sla.orders.reach(order_number, milestone, body.progress, Caller(actor, key))
    return respond(reply)


@router.post("/supervision-orders/{order_number}/close", response_model=OrderView)
async def close_supervision_order(
    order_number: OrderNumber,
    body: ResultBody,
    sla: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """End a supervision order with its result (督办单办结)."""
    return respond(await sla.orders.close(order_number, body.result, Caller(actor, key)))
