"""Pages that ask the other services, some of which may be away."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.console.conftest import Browser
from tests.unit.console.stories import TRACE, solved

NUMBER = "TS20261123-000001"


def span(service: str, name: str, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "trace_id": TRACE,
        "span_id": name,
        "parent_id": None,
        "service": service,
        "name": name,
        "kind": "internal",
        "start_ns": 1_000_000,
        "end_ns": 3_000_000,
        "status": "unset",
        "complaint_id": None,
        "links": [],
        "attributes": {},
    }
    return fields | changes


@pytest.fixture
def others() -> dict[str, object]:
    """Intake and sla answer; everybody else is away."""
    return {
        "intake/ops/traces": [TRACE],
        "intake/ops/spans": [span("intake", "POST /complaints")],
        "sla/ops/traces": [TRACE],
        "sla/ops/spans": [span("sla", "sla hears graded", status="error")],
    }


async def test_the_trace_of_a_complaint_runs_through_the_services(browser: Browser) -> None:
    await browser.told(solved())
    page = (await browser.page(f"/complaints/{NUMBER}/trace")).text
    assert "POST /complaints" in page and "接到“定级”" in page
    assert "2 个服务" in page and "1 处出错" in page


async def test_a_service_that_is_away_is_named_and_the_rest_is_shown(browser: Browser) -> None:
    page = await browser.page(f"/traces/{TRACE}")
    assert page.status_code == 200 and "POST /complaints" in page.text
    assert "暂时联系不上" in page.text and "通知（notify）" in page.text


async def test_a_trace_that_cannot_be_is_a_page_that_says_so(browser: Browser) -> None:
    page = await browser.page("/traces/rubbish")
    assert page.status_code == 404 and "没有找到链路 rubbish" in page.text


async def test_the_report_without_analytics_is_a_friendly_page(browser: Browser) -> None:
    page = await browser.page("/reports/2026-11")
    assert page.status_code == 503 and "月报暂时无法显示" in page.text
    assert "/reports/2026-10" in page.text and "/reports/2026-12" in page.text
    assert (await browser.page("/reports/2026-11.xlsx")).status_code == 503


@pytest.mark.parametrize("month", ["2026-13", "november", "0001-01", "9999-12"])
async def test_a_month_that_cannot_be_is_refused_in_words(browser: Browser, month: str) -> None:
    page = await browser.page(f"/reports/{month}")
    assert page.status_code == 404 and "无法识别" in page.text


async def test_the_reports_begin_with_this_month(browser: Browser) -> None:
    assert (await browser.page("/reports")).headers["location"] == "/reports/2026-11"


class TestWithAnalytics:
    @pytest.fixture
    def others(self) -> dict[str, object]:
        written = Path(__file__).with_name("report.json").read_text("utf-8")
        return {"analytics/reports/monthly/2026-11": json.loads(written)}

    async def test_the_report_shows_its_figures_and_leads_to_their_complaints(
        self, browser: Browser
    ) -> None:
        page = await browser.page("/reports/2026-11")
        assert page.status_code == 200
        assert (
            "92.6%" in page.text and "按类别" in page.text and "/reports/2026-11.xlsx" in page.text
        )
        assert '<a class="number" href="/complaints/TS20261103-000001">' in page.text
        assert "11月24日：5 件" in page.text

    async def test_the_indicators_are_shown_with_their_goals_and_complaints(
        self, browser: Browser
    ) -> None:
        page = (await browser.page("/reports/2026-11")).text
        (section,) = re.findall(r'<h2 id="indicators">.*?</section>', page, re.DOTALL)
        share, money = re.findall(r"<tr><th scope=\"row\">.*?</tr>", section, re.DOTALL)
        assert "客户满意率" in share and "<code>mo-95</code>" in share
        assert "85.7%" in share and "&gt;= 95 %" in share and ">未达标<" in share
        assert "/complaints/TS20261103-000013" in share
        assert "1,240.50 元" in money and "（建议）" in money
        assert "制度目录中没有 zsy@2025.1" in section
