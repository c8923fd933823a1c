"""The report as a page: complete, harmless, and sufficient unto itself."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from services.analytics.monthly_html import NUMBERS_SHOWN
from services.analytics.months import Month
from tests.support.told import Complaint
from tests.unit.analytics.bench import CONSOLE, NOVEMBER, Analytics

HOSTILE = '<script>alert("漏水")</script><img src=x onerror=1>'


class Outline(HTMLParser):
    """Which elements and addresses a page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.addresses += [
            value for name, value in attrs if value and name in ("href", "src", "xlink:href")
        ]


async def page_with(analytics: Analytics, title: str, grade: int = 1) -> str:
    complaint = Complaint()
    await analytics.hears(complaint.received(title=title), complaint.graded(grade, "重大"))
    await analytics.hears(complaint.owes(), complaint.missed(), complaint.ordered())
    return await analytics.reports.monthly_page(NOVEMBER)


async def test_what_a_customer_wrote_is_text_and_nothing_else(analytics: Analytics) -> None:
    page = await page_with(analytics, HOSTILE)
    assert not {"script", "img"} & set(Outline(page).elements)
    assert "&lt;script&gt;alert" in page


async def test_names_in_charts_are_text_too(analytics: Analytics) -> None:
    complaint = Complaint()
    await analytics.hears(complaint.received(project_name=HOSTILE))
    page = await analytics.reports.monthly_page(NOVEMBER)
    assert not {"script", "img"} & set(Outline(page).elements)


async def test_it_loads_nothing_from_anywhere(analytics: Analytics) -> None:
    page = await page_with(analytics, "漏水")
    outline = Outline(page)
    assert not {"link", "script", "img", "iframe", "object"} & set(outline.elements)
    assert not re.search(r"url\(|@import", page)
    outside = [a for a in outline.addresses if "//" in a and not a.startswith(CONSOLE)]
    assert outside == []


async def test_a_figure_leads_to_the_pages_of_its_complaints(analytics: Analytics) -> None:
    page = await page_with(analytics, "漏水")
    assert f"{CONSOLE}/complaints/TS20261123-000001" in Outline(page).addresses


async def test_it_leads_to_the_months_beside_it_and_to_the_workbook(analytics: Analytics) -> None:
    page = await analytics.reports.monthly_page(NOVEMBER)
    addresses = Outline(page).addresses
    assert {"2026-10.html", "2026-12.html", "2026-11.xlsx"} <= set(addresses)


async def test_an_empty_month_says_so(analytics: Analytics) -> None:
    page = await analytics.reports.monthly_page(Month(2030, 2))
    assert "2030年2月没有收到投诉" in page
    assert "svg" not in Outline(page).elements


async def test_a_long_list_is_cut_and_says_where_the_rest_is(analytics: Analytics) -> None:
    many = [Complaint(f"TS{place:06d}").received() for place in range(NUMBERS_SHOWN + 5)]
    await analytics.hears_together(*many)
    page = await analytics.reports.monthly_page(NOVEMBER)
    assert "其余 5 件见表格文件" in page


async def test_the_first_and_the_last_month_there_is_can_be_shown(analytics: Analytics) -> None:
    for month in (Month(1, 1), Month(9999, 12)):
        assert str(month) in await analytics.reports.monthly_page(month)
