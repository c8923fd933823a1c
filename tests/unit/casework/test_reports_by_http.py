"""Steps, promises, progress and open letters over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.casework.application import Casework
from services.casework.domain.case import CASE
from services.casework.main import create_app
from services.casework.reactions import Reactions
from shared.clock import SteppedClock
from shared.contracts.casework import (
    CaseClosedV1,
    CustomerContactedV1,
    ProgressToldV1,
    PromiseMadeV1,
    StepTakenV1,
)
from shared.contracts.intake import PolicyStamp
from shared.contracts.triage import FoundOutOfScopeV1
from shared.event_store.memory import MemoryStore
from tests.support.desk import desk_library
from tests.support.guide import shown
from tests.support.service import composed, over_http
from tests.support.told import MONDAY_NINE, Complaint
from tests.unit.casework.conftest import NOW, Bench
from tests.unit.policy.regulations import at

LI = {"X-Actor": "li"}
DESK = PolicyStamp(pack="desk", version="1")
PROMISED = (NOW + timedelta(days=2)).isoformat()
LETTER = "各位业主：3 号楼水泵已更换，供水于今日恢复。"


@pytest.fixture
def bench() -> Bench:
    """Casework under a regulation that asks for steps and knows promises."""
    store = MemoryStore([CASE])
    clock = SteppedClock(NOW)
    policies = desk_library()
    casework = Casework(store=store, clock=clock, policies=policies, after_commit=lambda: None)
    return Bench(store, casework, Reactions(clock=clock))


@pytest.fixture
async def http(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    async with over_http(composed(create_app(), bench.casework, bench.store)) as client:
        yield client


async def opened(bench: Bench, number: int = 1) -> Complaint:
    one = Complaint(f"TS20261123-{number:06d}")
    await bench.hears(one.received(policy=DESK), one.graded(2, "一般"), one.assigned())
    return one


async def test_a_step_is_told_as_of_when_it_was_taken(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    one = await opened(bench)
    taken = (MONDAY_NINE + timedelta(hours=3)).isoformat()
    body = {"step": "site_surveyed", "note": "已拍照", "taken_at": taken}

    reply = await http.post(f"/cases/{one.number}/steps", json=body, headers=LI)

    assert reply.status_code == 200
    assert reply.json()["steps"][0]["name"] == "现场勘查"
    (told,) = await bench.tells()
    assert isinstance(told, StepTakenV1)
    assert (told.step_name, told.by, told.occurred_at.isoformat()) == ("现场勘查", "li", taken)


async def test_a_promise_and_progress_are_told(bench: Bench, http: httpx.AsyncClient) -> None:
    one = await opened(bench)
    promise = {"promise": "next_answer", "promised_for": PROMISED, "note": "待检测"}

    first = await http.post(f"/cases/{one.number}/promises", json=promise, headers=LI)
    second = await http.post(f"/cases/{one.number}/progress", json={"note": "已到货"}, headers=LI)

    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json()["promises"][0]["name"] == "下次答复"
    assert second.json()["progress"][0]["expected_at"] is None
    promised, told = await bench.tells()
    assert isinstance(promised, PromiseMadeV1)
    assert (promised.promised_for.isoformat(), promised.occurred_at) == (PROMISED, NOW)
    assert isinstance(told, ProgressToldV1)
    assert (told.note, told.expected_at) == ("已到货", None)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("steps", {"step": "danced", "note": "x"}, "step"),
        ("steps", {"step": "site_surveyed"}, "note"),
        ("promises", {"promise": "wedding", "promised_for": PROMISED, "note": "x"}, "promise"),
        (
            "promises",
            {"promise": "next_answer", "promised_for": NOW.isoformat(), "note": "x"},
            "promised_for",
        ),
        ("progress", {"note": "x", "expected_at": MONDAY_NINE.isoformat()}, "expected_at"),
        ("progress", {"note": "x", "expected_at": "tomorrow"}, "expected_at"),
    ],
)
async def test_bad_reports_are_refused_with_field_and_reason(
    bench: Bench, http: httpx.AsyncClient, path: str, body: dict[str, Any], field: str
) -> None:
    one = await opened(bench)

    reply = await http.post(f"/cases/{one.number}/{path}", json=body, headers=LI)

    assert reply.status_code == 422
    assert [error["field"] for error in reply.json()["errors"]] == [field]
    assert await bench.tells() == []


async def test_what_the_regulation_does_not_cover_may_be_closed_at_once(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    one = await opened(bench)
    close = f"/cases/{one.number}/close"
    before = await http.post(close, json={"summary": "告知不属受理范围"}, headers=LI)

    why: dict[str, Any] = {"rule": "desk-1", "label": "场内签约", "facts": {}}
    await bench.hears(one.tell(FoundOutOfScopeV1, **why))
    reply = await http.post(close, json={"summary": "告知不属受理范围"}, headers=LI)

    assert (before.status_code, reply.status_code) == (409, 200)
    assert reply.json()["out_of_scope"] is True
    assert isinstance((await bench.tells())[-1], CaseClosedV1)


async def test_an_open_letter_is_filed_with_every_case_it_answers(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    several = [await opened(bench, n) for n in (1, 2, 3)]
    numbers = [one.number for one in several]
    body = {"numbers": [*numbers, numbers[0]], "text": LETTER, "step": "answered"}

    reply = await http.post("/open-letters", json=body, headers=LI)

    assert (reply.status_code, reply.json()["numbers"]) == (201, numbers)
    letter = reply.json()["letter"]
    told = await bench.tells()
    contacts = [c for c in told if isinstance(c, CustomerContactedV1)]
    assert [c.number for c in contacts] == numbers
    assert {(c.channel, c.contacted_at, c.by) for c in contacts} == {("letter", NOW, "li")}
    assert all(c.note == f"公开信 {letter}（共 3 件投诉）：{LETTER}" for c in contacts)
    steps = [c for c in told if isinstance(c, StepTakenV1)]
    assert [(c.number, c.step, c.note) for c in steps] == [
        (number, "answered", f"公开信 {letter}") for number in numbers
    ]


async def test_one_case_that_cannot_take_the_letter_keeps_it_from_all_and_says_why(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    good, gone = await opened(bench, 1), await opened(bench, 2)
    await bench.hears(gone.withdrawn())
    before = await bench.tells()
    body = {"numbers": [good.number, gone.number, "TS1"], "text": LETTER}

    reply = await http.post("/open-letters", json=body, headers=LI)

    assert (reply.status_code, reply.json()["type"]) == (409, "/problems/open-letter-is-refused")
    errors = {error["field"]: error["reason"] for error in reply.json()["errors"]}
    assert set(errors) == {"numbers", f"numbers.{gone.number}", "numbers.TS1"}
    assert "已撤诉" in errors[f"numbers.{gone.number}"]
    assert "没有编号" in errors["numbers.TS1"]
    assert await bench.tells() == before
    assert (await bench.case_of(good)).first_contacted_at is None


async def test_a_letter_sent_twice_is_filed_once(bench: Bench, http: httpx.AsyncClient) -> None:
    one, two = await opened(bench, 1), await opened(bench, 2)
    headers = LI | {"Idempotency-Key": "letter-1"}
    body = {"numbers": [one.number, two.number], "text": LETTER}

    first = await http.post("/open-letters", json=body, headers=headers)
    again = await http.post("/open-letters", json=body, headers=headers)
    other = await http.post("/open-letters", json=body | {"text": "另一封"}, headers=headers)

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert other.status_code == 422
    assert len(await bench.tells()) == 2


async def test_a_letter_names_somebody(http: httpx.AsyncClient) -> None:
    for body in ({"numbers": [], "text": "x"}, {"numbers": ["../x"], "text": "x"}):
        assert (await http.post("/open-letters", json=body, headers=LI)).status_code == 422


async def test_what_the_guide_shows_is_answered() -> None:
    store, clock = MemoryStore([CASE]), SteppedClock(at("2026-03-09 16:00"))
    casework = Casework(
        store=store, clock=clock, policies=desk_library(), after_commit=lambda: None
    )
    bench = Bench(store, casework, Reactions(clock=clock))
    for number in ("TS20260309-000017", "TS20260309-000018"):
        one = Complaint(number, at("2026-03-09 09:30"))
        await bench.hears(one.received(policy=DESK), one.graded(2, "一般"), one.assigned())
    requests = [*shown("/cases"), *shown("/open-letters")]

    async with over_http(composed(create_app(), casework, store)) as http:
        replies = [await http.post(one.path, json=one.body, headers=LI) for one in requests]

    assert [reply.status_code for reply in replies] == [200, 200, 200, 201]
