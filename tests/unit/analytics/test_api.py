"""The reports over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from services.analytics.main import create_app
from tests.support.service import composed, over_http
from tests.support.told import Complaint
from tests.unit.analytics.bench import Analytics


@pytest.fixture
async def client(analytics: Analytics) -> AsyncIterator[httpx.AsyncClient]:
    complaint = Complaint()
    await analytics.hears(complaint.received(), complaint.owes(), complaint.met())
    app = composed(create_app(), analytics.reports, analytics.store)
    async with over_http(app) as client:
        yield client


async def test_a_month_is_told_as_json(client: httpx.AsyncClient) -> None:
    report = (await client.get("/reports/monthly/2026-11")).json()
    assert (report["month"], report["total"]) == ("2026-11", 1)


async def test_the_page_comes_with_a_policy_that_forbids_everything_else(
    client: httpx.AsyncClient,
) -> None:
    reply = await client.get("/reports/monthly/2026-11.html")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


async def test_the_workbook_is_a_file_to_keep(client: httpx.AsyncClient) -> None:
    reply = await client.get("/reports/monthly/2026-11.xlsx")
    assert reply.content.startswith(b"PK")
    assert reply.headers["content-disposition"] == 'attachment; filename="monthly-2026-11.xlsx"'


@pytest.mark.parametrize("suffix", ["", ".html", ".xlsx"])
@pytest.mark.parametrize("month", ["2026-13", "november", "2026-1"])
async def test_a_bad_month_is_refused_in_every_form(
    client: httpx.AsyncClient, month: str, suffix: str
) -> None:
    reply = await client.get(f"/reports/monthly/{month}{suffix}")
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    (error,) = reply.json()["errors"]
    assert error["field"] == "month"
    assert "2026-11" in error["reason"]


async def test_on_time_is_told_by_month_and_overall(client: httpx.AsyncClient) -> None:
    query = {"obligation": "preliminary-opinion", "by": "month"}
    report = (await client.get("/reports/on-time", params=query)).json()
    assert report["months"] == [
        {
            "month": "2026-11",
            "on_time": 1,
            "late": 0,
            "open": 0,
            "cancelled": 0,
            "total": 1,
            "rate": 1.0,
        }
    ]
    assert report["overall"]["rate"] == 1.0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "obligation"),
        ("obligation=ANSWER", "obligation"),
        ("obligation=answer&by=week", "by"),
        ("obligation=answer&from=2026", "from"),
        ("obligation=answer&to=x", "to"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused_by_field(
    client: httpx.AsyncClient, query: str, field: str
) -> None:
    reply = await client.get(f"/reports/on-time?{query}")
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"] == field
