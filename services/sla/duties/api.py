"""Projects over HTTP: see what is to be done by when, report it done, record handovers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import Field

from services.sla.application import Sla
from services.sla.commanding import Caller
from services.sla.domain.duties.deciding import ReportDone
from services.sla.domain.handover import RecordHandover
from services.sla.duties.views import HandoverView, ProjectView
from shared.contracts.intake import Customer
from shared.web.asking import application
from shared.web.body import ANONYMOUS, Actor, Body, Code, Line, Text, Time
from shared.web.idempotency import IdempotencyKey
from shared.web.problems import respond

router = APIRouter(tags=["projects"], prefix="/projects")

ProjectCode = Annotated[
    str,
    Path(
        pattern=r"^[a-z][a-z0-9-]{0,63}$",
        description="The project's code in the directory 项目代码",
        examples=["mhhy"],
    ),
]
Application = Annotated[Sla, Depends(application)]


class DoneBody(Body):
    """What was done; `done_at` where it was not just now, `occurrence` where the duty comes again:
    without it the open one is meant, else the one missed last."""

    note: Text = Field(examples=["交付工作组已成立，计划与风险检查表已报总部"])
    done_at: Time | None = Field(default=None, examples=["2026-08-14T16:00:00+08:00"])
    occurrence: int | None = Field(default=None, ge=1, le=100_000)


class OwnerBody(Body):
    """Whom to remind: personal data, kept as that of a complaint is."""

    name: Line | None = Field(default=None, examples=["陈女士"])
    email: Line | None = Field(default=None, examples=["chen@owner.example"])
    phone: Line | None = Field(default=None, examples=["13800000000"])


class HandoverBody(Body):
    """What came of a handover: `reason` where the owner gave one for not taking the home over."""

    household: Line = Field(max_length=64, examples=["3-1-1201"])
    taken_over: bool
    reason: Text | None = Field(default=None, examples=["外墙渗漏未修复"])
    customer: OwnerBody | None = None

    def command(self) -> RecordHandover:
        owner = self.customer
        return RecordHandover(
            household=self.household,
            taken_over=self.taken_over,
            reason=self.reason,
            customer=Customer(**owner.model_dump(), room=self.household) if owner else None,
        )


@router.get("/{project}/duties")
async def read_duties(project: ProjectCode, sla: Application) -> ProjectView:
    """A project's duties (项目事项), each with its explanation."""
    return await sla.projects.view(project)


@router.post("/{project}/duties/{duty}/done", response_model=ProjectView)
async def report_duty_done(
    project: ProjectCode,
    duty: Code,
    body: DoneBody,
    sla: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """A duty was done (项目事项完成)."""
    command = ReportDone(key=duty, **body.model_dump())
    return respond(await sla.projects.report_done(project, command, Caller(actor, key)))


@router.post("/{project}/handovers", response_model=HandoverView)
async def record_handover(
    project: ProjectCode,
    body: HandoverBody,
    sla: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """An owner took over the home, or did not (交付登记, zsyd-3.2)."""
    reply = await sla.projects.record_handover(project, body.command(), Caller(actor, key))
    return respond(reply)
