"""Intake over HTTP: record a complaint, and what its customer says later."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from services.intake.answers import Acknowledgement, ComplaintView
from services.intake.application import Intake
from services.intake.bodies import ComplaintBody, SaidBody, WithdrawBody
from services.intake.domain.complaint import CustomerSays
from services.intake.domain.refusals import MappingIsUnknown
from services.intake.imports import ImportReport, import_file
from shared.commands import Reply
from shared.settings import Settings
from shared.tabular import ColumnMapping, read_mapping
from shared.web.app import runtime_of
from shared.web.asking import application
from shared.web.body import ANONYMOUS, Actor, Code, Number
from shared.web.idempotency import IdempotencyKey
from shared.web.problems import respond

IMPORT_BYTES_MAX = 64 * 1024 * 1024
router = APIRouter(tags=["complaints"])


async def _settings(request: Request) -> Settings:
    return runtime_of(request).settings


Application = Annotated[Intake, Depends(application)]
ReadSettings = Annotated[Settings, Depends(_settings)]


@router.post(
    "/complaints",
    status_code=201,
    response_model=Acknowledgement,
    responses={200: {"model": Acknowledgement, "description": "It was recorded already"}},
)
async def receive_complaint(
    body: ComplaintBody,
    intake: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """Record a complaint (投诉受理). The answer is its number, to be told to the customer.

    With the same `Idempotency-Key`, or the same `source` and `external_ref`, it stays one complaint
    however often it is sent.
    """
    return respond(await intake.receive(body.registration(), actor=actor, key=key))


@router.get("/complaints/{number}")
async def read_complaint(number: Number, intake: Application) -> ComplaintView:
    """A complaint as intake knows it."""
    return await intake.view(number)


@router.post("/complaints/{number}/repeat", response_model=ComplaintView)
async def repeat_complaint(
    number: Number,
    body: SaidBody,
    intake: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """The customer complained of the same matter again (二次投诉). It may raise the grade."""
    return respond(await intake.repeat(number, _said(body, intake), actor=actor, key=key))


@router.post("/complaints/{number}/urge", response_model=ComplaintView)
async def urge(
    number: Number,
    body: SaidBody,
    intake: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """The customer pressed for an answer, without a new complaint (催办)."""
    return respond(await intake.urge(number, _said(body, intake), actor=actor, key=key))


@router.post("/complaints/{number}/withdraw", response_model=ComplaintView)
async def withdraw_complaint(
    number: Number,
    body: WithdrawBody,
    intake: Application,
    key: IdempotencyKey,
    actor: Actor = ANONYMOUS,
) -> Response:
    """The customer took the complaint back (撤诉). Nothing more can be said on it then."""
    said_at = body.said_at or intake.now
    return respond(await intake.withdraw(number, body.reason, said_at, actor=actor, key=key))


@router.post("/imports", max_body_size=IMPORT_BYTES_MAX, response_model=ImportReport)
async def import_complaints(
    intake: Application,
    settings: ReadSettings,
    file: Annotated[
        UploadFile,
        File(description="CSV in UTF-8 or GB18030, or XLSX (its first sheet), up to 64 MB"),
    ],
    mapping: Annotated[
        UploadFile | None, File(description="YAML, in UTF-8: which column is what")
    ] = None,
    mapping_name: Annotated[
        Code | None, Form(description="Instead: a mapping kept with the policies")
    ] = None,
    actor: Actor = ANONYMOUS,
) -> Response:
    """Take in complaints from another system's file (批量导入). The same file twice adds nothing.

    Every row is judged as if it had been sent to `POST /complaints`: good ones go in, the others
    are reported by line and reason. Where the connection breaks off, send the file again.
    """
    columns = await _mapping(mapping, mapping_name, settings)
    report = await import_file(intake, await file.read(), columns, actor=actor)
    return respond(Reply(200, report))


async def _mapping(sent: UploadFile | None, name: str | None, settings: Settings) -> ColumnMapping:
    if sent is not None:
        return await asyncio.to_thread(read_mapping, await sent.read())
    kept = {path.stem: path for path in settings.policies.glob("mappings/*.yaml")}
    if name not in kept:
        raise MappingIsUnknown(field="mapping_name", known="、".join(sorted(kept)))
    return await asyncio.to_thread(lambda: read_mapping(kept[name].read_bytes()))


def _said(body: SaidBody, intake: Intake) -> CustomerSays:
    return CustomerSays(said_at=body.said_at or intake.now, channel=body.channel, text=body.text)
