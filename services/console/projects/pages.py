"""A project's duties over HTTP: the page, and the form's answer, passed on to sla."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qs
from uuid import uuid4

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.console.neighbours import ServiceIsAway
from services.console.projects.duties import ProjectDuties, view_of
from services.console.refusals import FormIsForeign, ProjectIsUnknown, TimeIsUnreadable
from services.console.workbench import Bench, Workbench

router = APIRouter(tags=["pages"], include_in_schema=False)

SLA = "sla"
OURS = ("same-origin", "none")

Code = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
DutyKey = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


@router.get("/projects/{code}/duties")
async def duties_page(code: Code, bench: Bench) -> Response:
    return await _page(bench, code)


@router.post("/projects/{code}/duties/{key}/done")
async def report_done(code: Code, key: DutyKey, request: Request, bench: Bench) -> Response:
    """What the form says, to sla; then the page again, with the reason where it was refused."""
    if request.headers.get("sec-fetch-site", "none") not in OURS:
        raise FormIsForeign
    form = await _form(request)
    content: dict[str, object] = {"note": form.get("note", "")}
    if occurrence := form.get("occurrence", ""):
        content["occurrence"] = int(occurrence) if occurrence.isdecimal() else occurrence
    if done_at := form.get("done_at", ""):
        content["done_at"] = _instant(done_at, bench)
    headers = {"Idempotency-Key": form.get("once", "") or uuid4().hex}
    if by := form.get("by", "").strip():
        headers["X-Actor"] = by
    path = f"/projects/{code}/duties/{key}/done"
    try:
        answer = await bench.neighbours.post(SLA, path, content, headers)
    except ServiceIsAway:
        return _away(bench)
    if answer.is_success:
        return RedirectResponse(f"/projects/{code}/duties", 303)
    problem = answer.json()
    errors = [f"{each['field']}：{each['reason']}" for each in problem.get("errors", [])]
    return await _page(bench, code, refused=(problem["title"], *errors), status=answer.status_code)


async def _page(
    bench: Workbench, code: str, *, refused: tuple[str, ...] = (), status: int = 200
) -> Response:
    try:
        answer = await bench.neighbours.get(SLA, f"/projects/{code}/duties")
        if answer.status_code == 404:
            raise ProjectIsUnknown(project=code)
        told = ProjectDuties.model_validate_json(answer.content)
    except (ServiceIsAway, ValidationError):
        return _away(bench)
    when = bench.when()
    return bench.look.page(
        "duties.html",
        status=status,
        when=when,
        view=view_of(told, bench.policies, when),
        refused=refused,
        once=uuid4().hex,
    )


def _away(bench: Workbench) -> Response:
    return bench.look.page("duties_away.html", status=503, when=bench.when())


async def _form(request: Request) -> dict[str, str]:
    fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=20)
    return {name: values[0] for name, values in fields.items()}


def _instant(written: str, bench: Workbench) -> str:
    """What a browser's field for time holds, which has no offset: the company's own."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=bench.zone).isoformat()
    except ValueError:
        raise TimeIsUnreadable(field="done_at", time=written[:40]) from None
