"""The twelve monthly reports 客服月报 of a played year, as the pages that analytics makes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

from services.analytics.monthly_html import MonthlyPage
from services.analytics.months import Month
from services.analytics.reports import Reports
from shared.event_store.port import Store
from shared.policy.policies import Policies


def write_monthly_reports(
    folder: Path, year: int, analytics: Store, zone: ZoneInfo, policies: Policies
) -> None:
    """One file a month, such as 2026-03.html. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = Reports(analytics, zone, MonthlyPage("", zone), policies)
    asyncio.run(_write(folder, year, reports))


async def _write(folder: Path, year: int, reports: Reports) -> None:
    for number in range(1, 13):
        month = Month(year, number)
        page = await reports.monthly_page(month)
        (folder / f"{month}.html").write_text(page, encoding="utf-8")
