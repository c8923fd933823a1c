"""Casework over HTTP: what is done about a complaint, step by step."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from services.casework.application import Casework
from services.casework.open_letters import OpenLetter, OpenLetterView
from services.casework.views import CaseView
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Channel
from shared.web.asking import Command, application
from shared.web.body import (
    ANONYMOUS,
    NUMBER,
    Actor,
    Body,
    Choice,
    Code,
    FactName,
    Number,
    Text,
    Time,
)
from shared.web.idempotency import IdempotencyKey
from shared.web.problems import respond
from shared.web.versions import etag

LETTERS_MAX = 200
router = APIRouter(tags=["cases"])


class ContactBody(Body):
    """A talk with the customer, just now or at `contacted_at`."""

    channel: Annotated[Channel, Choice]
    preliminary_opinion: bool = Field(
        default=False, description="Whether the customer was told the preliminary opinion"
    )
    note: Text | None = Field(default=None, examples=["已致电说明初步处理意见，约定周四上门。"])
    contacted_at: Time | None = None


class CauseBody(Body):
    """The cause, and on whose side it lies."""

    side: Annotated[Side, Choice]
    cause: Text = Field(examples=["卫生间防水层施工收口不到位"])


class StepBody(Body):
    """A step that the governing regulation asks for, taken just now or at `taken_at`."""

    step: FactName = Field(examples=["site_surveyed"])
    note: Text = Field(examples=["现场查勘：卫生间地漏四周渗水，已拍照。"])
    taken_at: Time | None = None


class PromiseBody(Body):
    """A time that was agreed, by the name that the regulation gives it."""

    promise: FactName = Field(examples=["next_answer"])
    promised_for: Time = Field(examples=["2026-11-26T18:00:00+08:00"])
    note: Text = Field(examples=["检测报告出具后答复，与业主约定周四下班前。"])


class ProgressBody(Body):
    """What the customer was told, and when the end is expected, where that is known."""

    note: Text = Field(examples=["材料已到场，正在闭水试验。"])
    expected_at: Time | None = Field(default=None, examples=["2026-12-01T18:00:00+08:00"])


class OpenLetterBody(Body):
    """One letter to several owners; `step` where the regulation counts it as one."""

    numbers: list[Annotated[str, Field(pattern=NUMBER)]] = Field(
        min_length=1, max_length=LETTERS_MAX, examples=[["TS20261122-000123", "TS20261122-000124"]]
    )
    text: Text = Field(examples=["各位业主：3 号楼水泵已更换，供水于今日恢复。"])
    step: FactName | None = None


class PlanBody(Body):
    plan: Text = Field(examples=["重做防水并闭水试验四十八小时，恢复饰面。"])


class ApprovalBody(Body):
    """The post one decides as; where it is left out, `X-Actor` is taken as the post."""

    post: Code | None = Field(default=None, examples=["marketing-manager"])


class RejectionBody(ApprovalBody):
    reason: Text = Field(examples=["请补充闭水试验的安排"])


class ResultBody(Body):
    result: Text = Field(examples=["已按方案完成，业主现场验收签字。"])


class RevisitBody(Body):
    """What the customer said of the result."""

    satisfaction: Annotated[Satisfaction, Choice]
    first_asked_followed_up: bool | None = Field(
        default=None, description="Whether the department asked first had followed up (zsy-5.1.3)"
    )
    note: Text | None = None


class SummaryBody(Body):
    summary: Text = Field(examples=["渗漏已修复，客户满意，资料归档。"])


class ReasonBody(Body):
    reason: Text = Field(examples=["雨后再次渗水"])


Application = Annotated[Casework, Depends(application)]


@router.get("/cases/{number}")
async def read_case(number: Number, casework: Application, response: Response) -> CaseView:
    """What was done about a complaint so far."""
    view = await casework.view(number)
    name, value = etag(view.version)
    response.headers[name] = value
    return view


@router.post("/cases/{number}/contact", response_model=CaseView)
async def contact(body: ContactBody, asked: Command, casework: Application) -> Response:
    """Record a talk with the customer (联系客户)."""
    reply = await casework.contact(
        asked,
        channel=body.channel,
        preliminary_opinion=body.preliminary_opinion,
        note=body.note or "",
        contacted_at=body.contacted_at,
    )
    return respond(reply)


@router.post("/cases/{number}/cause", response_model=CaseView)
async def find_cause(body: CauseBody, asked: Command, casework: Application) -> Response:
    """Record the cause (原因分析)."""
    return respond(await casework.find_cause(asked, body.side, body.cause))


@router.post("/cases/{number}/steps", response_model=CaseView)
async def take_step(body: StepBody, asked: Command, casework: Application) -> Response:
    """Record a step that the regulation asks for (办理步骤)."""
    return respond(await casework.take_step(asked, body.step, body.note, body.taken_at))


@router.post("/cases/{number}/promises", response_model=CaseView)
async def make_promise(body: PromiseBody, asked: Command, casework: Application) -> Response:
    """Record a time that was agreed (约定时限); it is a deadline where the regulation says so."""
    return respond(await casework.make_promise(asked, body.promise, body.promised_for, body.note))


@router.post("/cases/{number}/progress", response_model=CaseView)
async def tell_progress(body: ProgressBody, asked: Command, casework: Application) -> Response:
    """Record that the customer was told how things stand (进展告知)."""
    return respond(await casework.tell_progress(asked, body.note, body.expected_at))


@router.post("/open-letters", status_code=201, response_model=OpenLetterView, tags=["letters"])
async def file_open_letter(
    body: OpenLetterBody,
    casework: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """Answer several complaints by one open letter (公开信), filed with each of them.

    Where one of them cannot take it none does; `errors` says which and why.
    """
    letter = OpenLetter(numbers=tuple(body.numbers), text=body.text, step=body.step)
    return respond(await casework.file_open_letter(letter, actor=actor, key=key))


@router.post("/cases/{number}/plan", response_model=CaseView)
async def propose_plan(body: PlanBody, asked: Command, casework: Application) -> Response:
    """Propose a handling plan (处理方案)."""
    return respond(await casework.propose_plan(asked, body.plan))


@router.post("/cases/{number}/approve", response_model=CaseView)
async def approve_plan(body: ApprovalBody, asked: Command, casework: Application) -> Response:
    """Approve the plan as the post that must agree (审批通过)."""
    return respond(await casework.approve_plan(asked, body.post or asked.actor))


@router.post("/cases/{number}/reject", response_model=CaseView)
async def reject_plan(body: RejectionBody, asked: Command, casework: Application) -> Response:
    """Send the plan back as the post that must agree (退回)."""
    return respond(await casework.reject_plan(asked, body.post or asked.actor, body.reason))


@router.post("/cases/{number}/carry-out", response_model=CaseView)
async def carry_out(body: ResultBody, asked: Command, casework: Application) -> Response:
    """Record that the plan was carried out (处理完成)."""
    return respond(await casework.carry_out(asked, body.result))


@router.post("/cases/{number}/revisit", response_model=CaseView)
async def revisit(body: RevisitBody, asked: Command, casework: Application) -> Response:
    """Record a revisit of the customer (回访)."""
    reply = await casework.revisit(
        asked,
        satisfaction=body.satisfaction,
        first_asked_followed_up=body.first_asked_followed_up,
        note=body.note or "",
    )
    return respond(reply)


@router.post("/cases/{number}/close", response_model=CaseView)
async def close(body: SummaryBody, asked: Command, casework: Application) -> Response:
    """Close the case (结案), where the regulation's closing conditions are met."""
    return respond(await casework.close(asked, body.summary))


@router.post("/cases/{number}/reopen", response_model=CaseView)
async def reopen(body: ReasonBody, asked: Command, casework: Application) -> Response:
    """Take a closed case up again (重新办理)."""
    return respond(await casework.reopen(asked, body.reason))
