"""Projects over HTTP: what is asked, what is answered, what is refused in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from services.sla.main import create_app
from tests.support.service import composed, over_http
from tests.unit.sla.projects import DATES
from tests.unit.sla.test_projects import watched

DONE = "/projects/jy/duties/kickoff/done"
HANDOVERS = "/projects/jy/handovers"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    sla = await watched(jy=DATES)
    async with over_http(composed(create_app(), sla.asked, sla.store)) as client:
        yield client


async def test_a_projects_duties_explain_themselves(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/projects/jy/duties")).json()

    kickoff = answer["duties"][0]
    assert (kickoff["key"], kickoff["due_at"]) == ("kickoff", "2026-08-17T16:00:00Z")
    assert kickoff["explanation"]["sentences"][0] == "交付日期为 2026-12-01。"
    assert answer["dates"]["delivery"] == "2026-12-01"


async def test_a_duty_is_reported_once_however_often_it_is_sent(client: httpx.AsyncClient) -> None:
    once = {"Idempotency-Key": "k1", "X-Actor": "wang"}
    first = await client.post(DONE, json={"note": "已成立"}, headers=once)
    again = await client.post(DONE, json={"note": "已成立"}, headers=once)

    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["duties"][0]["outcome"] == "done"
    assert first.json()["duties"][0]["by"] == "wang"


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/projects/nowhere/duties/kickoff/done", {"note": "好"}, 404, "nowhere"),
        ("/projects/jy/duties/party/done", {"note": "好"}, 404, "kickoff、letter、progress"),
        (DONE, {"note": "好", "occurrence": 3}, 404, "kickoff"),
        (DONE, {"note": "好", "done_at": "2027-01-01T00:00:00+08:00"}, 422, "晚于当前时间"),
        (DONE, {"note": ""}, 422, "有 1 处"),
        (DONE, {}, 422, "有 1 处"),
        (DONE, {"note": "好", "occurrence": 0}, 422, "有 1 处"),
        (HANDOVERS, {"household": "1-1", "taken_over": "yes"}, 422, "有 1 处"),
        (HANDOVERS, {"household": "1-1", "taken_over": True, "reason": "x"}, 422, "不填写原因"),
        ("/projects/nowhere/handovers", {"household": "1-1", "taken_over": True}, 404, "nowhere"),
    ],
)
async def test_what_cannot_be_is_refused(
    client: httpx.AsyncClient, path: str, body: dict[str, object], status: int, words: str
) -> None:
    answer = await client.post(path, json=body)

    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert words in problem["title"]
    assert problem["detail"].isascii() or "、" in problem["detail"]


async def test_nobody_reads_who_the_owner_is(client: httpx.AsyncClient) -> None:
    owner = {"name": "陈女士", "email": "chen@owner.example"}
    body = {"household": "3-1-1201", "taken_over": False, "customer": owner}
    answer = await client.post(HANDOVERS, json=body)

    assert answer.json()["times"] == 1
    assert "chen" not in answer.text
    assert "陈" not in answer.text


async def test_an_unknown_project_is_not_there(client: httpx.AsyncClient) -> None:
    answer = await client.get("/projects/nowhere/duties")

    assert answer.status_code == 404
    assert "请核对项目代码" in answer.json()["title"]
