"""The monthly report over HTTP: our page, and the spreadsheet passed on from analytics."""

from __future__ import annotations

import asyncio

import httpx
from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from services.console.neighbours import ServiceIsAway
from services.console.report.chart import HEIGHT, WIDTH, columns
from services.console.report.figures import MonthlyReport
from services.console.report.month import Month
from services.console.workbench import Bench, Workbench

router = APIRouter(tags=["pages"], include_in_schema=False)

ANALYTICS = "analytics"
REPORT_WITHIN_S = 60.0
"""The report of a large month is computed when it is asked for."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/reports")
async def this_month(bench: Bench) -> Response:
    today = bench.clock.now().astimezone(bench.zone).date()
    return RedirectResponse(f"/reports/{Month.of(today)}", 307)


@router.get("/reports/{month}.xlsx")
async def spreadsheet(month: str, bench: Bench) -> Response:
    """The report as a spreadsheet; browsers reach the console only, so it is passed on."""
    asked = Month.parse(month)
    try:
        answer = await _asked(bench, f"{asked}.xlsx")
    except ServiceIsAway:
        return _away(bench, asked)
    name = f"attachment; filename=report-{asked}.xlsx"
    return Response(answer.content, media_type=XLSX, headers={"Content-Disposition": name})


@router.get("/reports/{month}")
async def monthly_report(month: str, bench: Bench) -> Response:
    asked = Month.parse(month)
    try:
        answer = await _asked(bench, str(asked))
        report = await asyncio.to_thread(MonthlyReport.model_validate_json, answer.content)
    except (ServiceIsAway, ValidationError):
        return _away(bench, asked)
    return await asyncio.to_thread(
        bench.look.page,
        "report.html",
        when=bench.when(),
        month=asked,
        report=report,
        days=columns(report.by_day),
        chart=(WIDTH, HEIGHT),
    )


async def _asked(bench: Workbench, form: str) -> httpx.Response:
    """A form of the report, as analytics makes it. Raises ServiceIsAway."""
    path = f"/reports/monthly/{form}"
    answer = await bench.neighbours.get(ANALYTICS, path, within_s=REPORT_WITHIN_S)
    if not answer.is_success:
        raise ServiceIsAway(ANALYTICS)
    return answer


def _away(bench: Workbench, month: Month) -> Response:
    return bench.look.page("report_away.html", status=503, when=bench.when(), month=month)
