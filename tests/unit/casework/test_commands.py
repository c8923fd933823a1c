"""Casework over HTTP: one case from the first contact to its end."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from shared.contracts import casework
from shared.contracts.casework import CustomerContactedV1
from tests.support.told import MONDAY_NINE, Complaint
from tests.unit.casework.conftest import NOW, Bench

ONE = Complaint()
PLACE = f"/cases/{ONE.number}"
LI = {"X-Actor": "li"}
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("contact", {"channel": "phone", "preliminary_opinion": True, "note": "约明天上门"}),
    ("cause", {"side": "ours", "cause": "防水层破损"}),
    ("plan", {"plan": "重做防水"}),
    ("reject", {"post": "marketing-manager", "reason": "请补充闭水试验"}),
    ("plan", {"plan": "重做防水并闭水试验"}),
    ("approve", {"post": "marketing-manager"}),
    ("carry-out", {"result": "无渗漏"}),
    ("revisit", {"satisfaction": "satisfied", "first_asked_followed_up": True, "note": "认可"}),
    ("close", {"summary": "已修复，客户认可"}),
    ("reopen", {"reason": "雨后再次渗水"}),
)


async def opened(bench: Bench, grade: int = 3) -> Complaint:
    one = Complaint()
    await bench.hears(one.received(), one.graded(grade, "重要"), one.assigned())
    return one


async def test_a_case_goes_all_its_way_and_everybody_hears_of_each_step(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    one = await opened(bench)

    for step, body in STEPS:
        reply = await http.post(f"{PLACE}/{step}", json=body, headers=LI)
        assert reply.status_code == 200, (step, reply.text)

    told = await bench.tells()
    assert [type(contract) for contract in told] == [
        casework.CustomerContactedV1,
        casework.CauseFoundV1,
        casework.PlanProposedV1,
        casework.PlanRejectedV1,
        casework.PlanProposedV1,
        casework.PlanApprovedV1,
        casework.SolutionCarriedOutV1,
        casework.RevisitedV1,
        casework.CaseClosedV1,
        casework.ReopenedV1,
    ]
    assert {(c.complaint_id, c.number) for c in told} == {(one.id, one.number)}
    assert (told[2].model_dump()["approver"], told[2].model_dump()["by"]) == (
        "marketing-manager",
        "li",
    )


async def test_a_talk_recorded_later_happened_when_it_happened(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await opened(bench)
    body = {"channel": "visit", "contacted_at": MONDAY_NINE.isoformat()}

    reply = await http.post(f"{PLACE}/contact", json=body, headers=LI)

    assert reply.status_code == 200
    (told,) = await bench.tells()
    assert isinstance(told, CustomerContactedV1)
    assert told.occurred_at == told.contacted_at == MONDAY_NINE
    assert (told.preliminary_opinion, told.note) == (False, "")


async def test_a_talk_without_a_time_happened_just_now(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await opened(bench)

    await http.post(f"{PLACE}/contact", json={"channel": "phone"}, headers=LI)

    (told,) = await bench.tells()
    assert told.occurred_at == NOW


async def test_who_names_no_post_decides_as_the_post_they_act_as(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await opened(bench)
    await http.post(f"{PLACE}/plan", json={"plan": "重做防水"}, headers=LI)

    refused = await http.post(f"{PLACE}/approve", json={}, headers=LI)
    reply = await http.post(f"{PLACE}/approve", json={}, headers={"X-Actor": "marketing-manager"})

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (403, "post")
    assert reply.json()["plan"]["approved_by"] == "marketing-manager"


async def test_a_refusal_leaves_nothing_behind(bench: Bench, http: httpx.AsyncClient) -> None:
    await opened(bench)
    before = (await http.get(PLACE)).content

    reply = await http.post(f"{PLACE}/close", json={"summary": "x"}, headers=LI)

    assert (reply.status_code, reply.json()["type"]) == (
        409,
        "/problems/closing-conditions-are-unmet",
    )
    assert "处理方案已实施" in reply.json()["title"]
    assert (await http.get(PLACE)).content == before
    assert await bench.tells() == []


async def test_a_repeated_request_is_one_request(bench: Bench, http: httpx.AsyncClient) -> None:
    await opened(bench)
    headers = LI | {"Idempotency-Key": "k1"}
    body = {"side": "ours", "cause": "防水层破损"}

    first = await http.post(f"{PLACE}/cause", json=body, headers=headers)
    again = await http.post(f"{PLACE}/cause", json=body, headers=headers)

    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    assert len(await bench.tells()) == 1


async def test_what_has_changed_since_it_was_read_is_not_overwritten(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await opened(bench)
    seen = (await http.get(PLACE)).headers["ETag"]
    body = {"plan": "重做防水"}

    first = await http.post(f"{PLACE}/plan", json=body, headers=LI | {"If-Match": seen})
    second = await http.post(f"{PLACE}/plan", json=body, headers=LI | {"If-Match": seen})

    assert (first.status_code, second.status_code) == (200, 412)


async def test_an_unknown_number_is_refused(http: httpx.AsyncClient) -> None:
    for step, body in STEPS:
        assert (await http.post(f"/cases/TS1/{step}", json=body)).status_code == 404
    assert (await http.get("/cases/TS1")).status_code == 404


@pytest.mark.parametrize(
    ("step", "body", "field"),
    [
        ("contact", {"channel": "fax"}, "channel"),
        ("contact", {"channel": "phone", "contacted_at": "2026-11-23T10:00:00"}, "contacted_at"),
        ("contact", {"channel": "phone", "preliminary_opinion": "yes"}, "preliminary_opinion"),
        ("contact", {"channel": "phone", "note": "a\x00b"}, "note"),
        ("cause", {"side": "theirs", "cause": "x"}, "side"),
        ("cause", {"side": "ours"}, "cause"),
        ("plan", {"plan": ""}, "plan"),
        ("plan", {"plan": "x", "approver": "me"}, "approver"),
        ("reject", {"post": "marketing-manager"}, "reason"),
        ("revisit", {"satisfaction": "delighted"}, "satisfaction"),
        ("close", {}, "summary"),
    ],
)
async def test_bad_input_is_refused_with_field_and_reason(
    bench: Bench, http: httpx.AsyncClient, step: str, body: dict[str, Any], field: str
) -> None:
    await opened(bench)

    reply = await http.post(f"{PLACE}/{step}", json=body, headers=LI)

    assert reply.status_code == 422
    assert [error["field"] for error in reply.json()["errors"]] == [field]
    assert await bench.tells() == []
