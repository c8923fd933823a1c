"""Disputes over responsibility (责任争议): raised by the department, decided by the post named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.triage.main import create_app
from shared.contracts.triage import (
    ResponsibilityAssignedV1,
    ResponsibilityDecidedV1,
    ResponsibilityDisputedV1,
)
from tests.support.guide import shown
from tests.support.service import composed, over_http
from tests.support.told import Complaint
from tests.unit.policy.regulations import at
from tests.unit.triage.conftest import Bench
from tests.unit.triage.desk_bench import desk_bench, received

ONE = Complaint("TS1")
PLACE = f"/assessments/{ONE.number}"
LI, ZHOU = {"X-Actor": "li"}, {"X-Actor": "zhou"}
DECISION = {"department": "property", "reason": "属公共管道", "post": "general-manager"}


@pytest.fixture
async def bench() -> Bench:
    found = desk_bench()
    await found.hears(received(ONE, at("2027-03-01 10:00")))
    return found


@pytest.fixture
async def http(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    async with over_http(composed(create_app(), bench.triage, bench.store)) as client:
        yield client


async def disputed(http: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    body = {"reason": "业主自行改造", "department": "engineering"} | changes
    return await http.post(f"{PLACE}/dispute", json=body, headers=LI)


async def decided(http: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    path = f"{PLACE}/decide-responsibility"
    return await http.post(path, json=DECISION | changes, headers=ZHOU)


async def test_a_dispute_names_who_decides(bench: Bench, http: httpx.AsyncClient) -> None:
    reply = await disputed(http)

    assert reply.status_code == 200
    assert reply.json()["dispute"]["decided_by"] == "general-manager"
    assert reply.json()["facts"]["disputed"] is True
    (told,) = await bench.tells(ResponsibilityDisputedV1, ONE)
    assert (told.department, told.decided_by, told.by, told.reason) == (
        "engineering",
        "general-manager",
        "li",
        "业主自行改造",
    )


async def test_the_decision_is_told_and_the_other_department_assigned(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await disputed(http)

    reply = await decided(http)

    assert (reply.json()["department"], reply.json()["dispute"]) == ("property", None)
    (told,) = await bench.tells(ResponsibilityDecidedV1, ONE)
    assert (told.department_name, told.post, told.by) == ("物业公司", "general-manager", "zhou")
    assigned = (await bench.tells(ResponsibilityAssignedV1, ONE))[-1]
    assert (assigned.department, assigned.by, assigned.rule) == ("property", "zhou", None)


async def test_who_is_confirmed_is_not_assigned_anew_but_stays(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await disputed(http)
    await decided(http, department="engineering")

    assert len(await bench.tells(ResponsibilityAssignedV1, ONE)) == 1
    await bench.triage.classify(bench.asked(ONE), "noise", None)
    judged = await bench.judged(ONE)
    assert (judged.department, judged.assigned_by) == ("engineering", "zhou")


async def test_only_the_responsible_department_disputes(http: httpx.AsyncClient) -> None:
    reply = await disputed(http, department="property")

    assert (reply.status_code, reply.json()["type"]) == (
        403,
        "/problems/not-the-responsible-department",
    )


async def test_a_dispute_is_open_once(http: httpx.AsyncClient) -> None:
    await disputed(http)

    reply = await disputed(http)

    assert (reply.status_code, reply.json()["type"]) == (
        409,
        "/problems/responsibility-is-disputed",
    )


async def test_what_was_decided_is_not_disputed_again(http: httpx.AsyncClient) -> None:
    await disputed(http)
    await decided(http)

    reply = await disputed(http, department="property")

    assert (reply.status_code, reply.json()["type"]) == (409, "/problems/responsibility-is-settled")


async def test_only_the_post_that_the_regulation_names_decides(http: httpx.AsyncClient) -> None:
    await disputed(http)

    reply = await decided(http, post="marketing-manager")

    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (403, "post")
    assert "general-manager" in reply.json()["title"]


async def test_nothing_is_decided_that_nobody_disputes(http: httpx.AsyncClient) -> None:
    reply = await decided(http)

    assert (reply.status_code, reply.json()["type"]) == (409, "/problems/nothing-is-disputed")


async def test_a_decision_names_a_department_of_the_organisation(http: httpx.AsyncClient) -> None:
    await disputed(http)

    reply = await decided(http, department="legal")

    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "department")


async def test_a_department_assigned_meanwhile_ends_the_dispute(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await disputed(http)
    await bench.triage.assign(bench.asked(ONE), "maintenance", None)

    assert (await bench.judged(ONE)).dispute is None
    assert (await decided(http)).status_code == 409


async def test_a_dispute_stays_open_whatever_changes_until_it_is_decided(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await disputed(http)

    await bench.triage.classify(bench.asked(ONE), "noise", None)
    await bench.triage.state_facts(bench.asked(ONE), {"part": "roof"}, "现场")
    await bench.triage.assign(bench.asked(ONE), "engineering", None)

    judged = await bench.judged(ONE)
    assert (judged.department, judged.dispute is not None) == ("engineering", True)
    assert (await decided(http)).json()["department"] == "property"


async def test_where_the_regulation_names_nobody_there_is_no_dispute() -> None:
    bench, other = desk_bench(), Complaint("TS2")
    await bench.hears(
        other.received(policy={"pack": "answer-within", "version": "1"}, category=None)
    )

    async with over_http(composed(create_app(), bench.triage, bench.store)) as http:
        body = {"reason": "非我部门"}
        reply = await http.post(f"/assessments/{other.number}/dispute", json=body, headers=LI)

    assert (reply.status_code, reply.json()["type"]) == (409, "/problems/nobody-decides")


async def test_a_closed_complaint_is_disputed_no_more(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await bench.hears(ONE.closed())

    assert (await disputed(http)).json()["type"] == "/problems/assessment-is-closed"


async def test_what_the_guide_shows_is_answered() -> None:
    bench = desk_bench()
    one = Complaint("TS20260309-000017", at("2026-03-09 09:30"))
    await bench.hears(received(one, one.at))
    async with over_http(composed(create_app(), bench.triage, bench.store)) as http:
        replies = [
            await http.post(request.path, json=request.body, headers=LI)
            for request in shown("/assessments")
        ]

    assert [reply.status_code for reply in replies] == [200, 200]
