"""Analytics over HTTP: the monthly report in three forms, how often obligations were kept, and the
indicators of the regulations."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator

from services.analytics.figures import IndicatorReport, MonthlyReport
from services.analytics.monthly_html import CONTENT_SECURITY_POLICY
from services.analytics.months import Month
from services.analytics.on_time import OnTimeReport
from services.analytics.reports import Reports
from shared.web.asking import application
from shared.web.body import Code

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

router = APIRouter(tags=["reports"])


Application = Annotated[Reports, Depends(application)]


@router.get("/reports/monthly/{month}.html", response_class=HTMLResponse)
async def monthly_as_page(month: str, reports: Application) -> Response:
    """客服月报 as a page: to read, to print, to send on. It needs nothing from elsewhere."""
    page = await reports.monthly_page(Month.parse(month))
    return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})


@router.get(
    "/reports/monthly/{month}.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}, "description": "An Excel workbook"}},
)
async def monthly_as_workbook(month: str, reports: Application) -> Response:
    """客服月报 as a workbook: a sheet a section, with charts, and every complaint of the month."""
    wanted = Month.parse(month)
    content = await reports.monthly_workbook(wanted)
    name = f"monthly-{wanted}.xlsx"
    return Response(
        content,
        media_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/reports/monthly/{month}", response_model=MonthlyReport)
async def monthly(month: str, reports: Application) -> Response:
    """客服月报 (zsy-5.6.1) of the complaints received in a local month, such as `2026-11`.

    Every figure names the complaints it counts. Add `.html` or `.xlsx` for a page or a workbook.
    """
    document = await reports.monthly_document(Month.parse(month))
    return Response(document, media_type="application/json")


@router.get("/reports/on-time")
async def on_time(
    reports: Application,
    obligation: Annotated[Code, Query(examples=["preliminary-opinion"])],
    by: Literal["month"] = "month",
    first: Annotated[str | None, Query(alias="from", examples=["2026-01"])] = None,
    last: Annotated[str | None, Query(alias="to", examples=["2026-12"])] = None,
) -> OnTimeReport:
    """How often one obligation was kept, by local month of receipt, and overall.

    An obligation nobody has heard of has no months and an overall of nothing.
    """
    return await reports.on_time(
        obligation,
        first=Month.parse(first, field="from") if first else None,
        last=Month.parse(last, field="to") if last else None,
    )


@router.get("/reports/indicators")
async def indicators(
    reports: Application,
    month: Annotated[str, Query(examples=["2026-03"])],
    project: Annotated[
        Code | None, BeforeValidator(lambda given: given or None), Query(examples=["mhhy"])
    ] = None,
) -> IndicatorReport:
    """The indicators 指标 of every regulation, over the complaints received in a local month.

    `project` takes those of one project only. Each version of a regulation has indicators of its
    own, over the complaints that it governs, and every figure names the complaints it counts.
    """
    return await reports.indicators(Month.parse(month), project=project)
