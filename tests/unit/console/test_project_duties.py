"""The page of a project's duties: what is open, done and missed, and the form that reports one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from services.console.neighbours import Neighbours
from services.sla.commanding import Caller
from services.sla.domain.duties.deciding import ReportDone
from shared.event_store.memory import MemoryStore
from tests.unit.console.bench import app_over
from tests.unit.policy.regulations import at
from tests.unit.sla.projects import DATES
from tests.unit.sla.test_projects import watched

PAGE = "/projects/jy/duties"
NOW = "2026-08-19 09:00"
FORM = {"note": "已寄出", "occurrence": "1", "done_at": "", "by": "王工", "once": "a-1"}


async def told_by_sla() -> dict[str, Any]:
    """Sla's own answer, the day after the kick-off was missed and a report was made."""
    sla = await watched(jy=DATES)
    projects = sla.asked.projects
    await sla.passes("2026-06-01 10:00")
    await projects.report_done("jy", ReportDone(key="progress", note="已通报"), Caller("王工"))
    await sla.passes(NOW)
    return (await projects.view("jy")).model_dump(mode="json")


@dataclass
class Sla:
    """What sla answers, and what it was asked."""

    view: dict[str, Any]
    answer: httpx.Response = field(default_factory=lambda: httpx.Response(200, json={}))
    asked: list[httpx.Request] = field(default_factory=list)
    is_there: bool = True

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if not self.is_there:
            raise httpx.ConnectError("nobody is there", request=request)
        return httpx.Response(200, json=self.view) if request.method == "GET" else self.answer


@pytest.fixture
async def sla() -> Sla:
    return Sla(await told_by_sla())


@pytest.fixture
async def browser(sla: Sla) -> AsyncIterator[httpx.AsyncClient]:
    neighbours = Neighbours(
        {"sla": "http://sla"}, httpx.AsyncClient(transport=httpx.MockTransport(sla))
    )
    app = app_over(MemoryStore([]), now=at(NOW), neighbours=neighbours)
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://console", headers=headers
    ) as client:
        yield client


async def test_it_lists_what_is_open_missed_and_done(browser: httpx.AsyncClient) -> None:
    page = (await browser.get(PAGE)).text

    assert page.index("待完成") < page.index("寄交付通知书") < page.index("逾期未完成")
    assert page.index("逾期未完成") < page.index("成立交付工作组") < page.index("已完成与已取消")
    assert "h-kickoff" in page
    assert "交付日期为 2026-12-01。" in page
    assert "已通报" in page


async def test_a_duty_is_reported_with_the_form(browser: httpx.AsyncClient, sla: Sla) -> None:
    answer = await browser.post(f"{PAGE}/letter/done", data={**FORM, "done_at": "2026-08-18T16:00"})

    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    (asked,) = sla.asked
    assert asked.url.path == "/projects/jy/duties/letter/done"
    assert asked.headers["idempotency-key"] == "a-1"
    assert asked.headers.raw and "王工".encode() in dict(asked.headers.raw).values()
    content = asked.content.decode()
    assert '"done_at":"2026-08-18T16:00:00+08:00"' in content.replace(" ", "")
    assert '"occurrence":1' in content.replace(" ", "")


async def test_a_refusal_is_shown_where_one_stands(browser: httpx.AsyncClient, sla: Sla) -> None:
    sla.answer = httpx.Response(409, json={"title": "项目事项“寄信”已取消", "errors": []})

    answer = await browser.post(f"{PAGE}/letter/done", data=FORM)

    assert answer.status_code == 409
    assert "项目事项“寄信”已取消" in answer.text
    assert "待完成" in answer.text


async def test_another_sites_form_is_refused(browser: httpx.AsyncClient, sla: Sla) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}

    answer = await browser.post(f"{PAGE}/letter/done", data=FORM, headers=foreign)

    assert answer.status_code == 403
    assert sla.asked == []


async def test_what_is_no_time_is_refused(browser: httpx.AsyncClient, sla: Sla) -> None:
    answer = await browser.post(f"{PAGE}/letter/done", data={**FORM, "done_at": "昨天"})

    assert answer.status_code == 422
    assert sla.asked == []


async def test_sla_may_be_away(browser: httpx.AsyncClient, sla: Sla) -> None:
    sla.is_there = False

    assert (await browser.get(PAGE)).status_code == 503
    assert (await browser.post(f"{PAGE}/letter/done", data=FORM)).status_code == 503


async def test_a_project_without_duties_says_where_they_come_from(
    browser: httpx.AsyncClient, sla: Sla
) -> None:
    sla.view = {**sla.view, "duties": [], "policy": None}

    assert "没有项目事项" in (await browser.get(PAGE)).text
