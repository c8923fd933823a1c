"""The report as a workbook, read back by another library."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from services.analytics.months import Month
from tests.support.told import Complaint
from tests.unit.analytics.bench import NOVEMBER, Analytics

SHEETS = [
    "概况",
    "按级别",
    "按类别",
    "按责任部门",
    "按渠道",
    "按项目",
    "按时率",
    "指标",
    "逾期",
    "督办单",
    "重大与热点",
    "回访满意度",
    "明细",
    "口径与依据",
]


async def workbook_of(analytics: Analytics, title: str = "客厅漏水") -> bytes:
    complaint = Complaint()
    await analytics.hears(complaint.received(title=title), complaint.graded(1, "重大"))
    await analytics.hears(complaint.owes(), complaint.after(hours=24).missed(), complaint.ordered())
    return await analytics.reports.monthly_workbook(NOVEMBER)


def rows(content: bytes, sheet: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.get_sheet_by_name(sheet).to_python()


async def test_each_section_has_its_sheet(analytics: Analytics) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(await workbook_of(analytics)))
    assert book.sheet_names == SHEETS


async def test_every_complaint_is_in_the_detail_in_local_time(analytics: Analytics) -> None:
    head, line = rows(await workbook_of(analytics), "明细")
    found = dict(zip(head, line, strict=True))
    assert found["投诉编号"] == "TS20261123-000001"
    assert found["收到时间"] == datetime(2026, 11, 23, 9, 0)
    assert found["超时"] == 1


@pytest.mark.parametrize("title", ['=HYPERLINK("http://x.example")', "+1+1", "@SUM(1)", "-2"])
async def test_what_a_customer_wrote_is_never_a_formula(analytics: Analytics, title: str) -> None:
    content = await workbook_of(analytics, title)
    assert rows(content, "明细")[1][2] == title
    with ZipFile(BytesIO(content)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "/worksheets/sheet" in name]
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"hyperlink" in sheet]


async def test_a_very_long_text_does_not_make_the_file_unreadable(analytics: Analytics) -> None:
    content = await workbook_of(analytics, "漏" * 40_000)
    assert rows(content, "明细")[1][0] == "TS20261123-000001"


async def test_charts_are_the_readers_own(analytics: Analytics) -> None:
    with ZipFile(BytesIO(await workbook_of(analytics))) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 7  # Each day, five dimensions, on time; nobody was revisited yet.


@pytest.mark.parametrize("month", [Month(2030, 2), Month(1, 1), Month(1900, 1)])
async def test_an_empty_month_is_a_workbook_too(analytics: Analytics, month: Month) -> None:
    content = await analytics.reports.monthly_workbook(month)
    assert rows(content, "明细")[0][0] == "投诉编号"
    assert len(rows(content, "明细")) == 1


async def test_a_complaint_older_than_spreadsheets_keeps_its_day(analytics: Analytics) -> None:
    long_ago = datetime.fromisoformat("1899-06-01T09:00:00+08:00")
    await analytics.hears(Complaint(at=long_ago).received())
    content = await analytics.reports.monthly_workbook(Month(1899, 6))
    assert rows(content, "明细")[1][1].startswith("1899-06-01")
