"""Complaints over HTTP, as an integrator sends them."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from services.intake.domain.complaint import COMPLAINT
from services.intake.domain.events import ComplaintReceived
from shared.event_store.memory import MemoryStore
from tests.unit.intake.builders import LATER, MORNING, NOON, body

KEY = {"Idempotency-Key": "call-17"}


async def received(store: MemoryStore, number: str) -> ComplaintReceived:
    """What is recorded of a complaint."""
    stream = await store.find(number)
    assert stream is not None
    event = (await store.history(stream))[0].event
    assert isinstance(event, ComplaintReceived)
    return event


async def post(http: httpx.AsyncClient, **fields: object) -> str:
    """Record a complaint; its number."""
    reply = await http.post("/complaints", json=body(**fields))
    assert reply.status_code == 201, reply.text
    number: str = reply.json()["number"]
    return number


async def test_a_complaint_is_acknowledged_with_its_number_and_regulation(
    http: httpx.AsyncClient,
) -> None:
    reply = await http.post("/complaints", json=body())
    assert reply.status_code == 201
    told = reply.json()
    assert told["number"] == "TS20260309-000001"
    assert (told["pack"], told["version"]) == ("zsy", "2026.1")
    assert reply.headers["Location"] == "/complaints/TS20260309-000001"


async def test_what_is_left_out_is_now_and_the_first_words(
    http: httpx.AsyncClient, store: MemoryStore
) -> None:
    event = await received(store, await post(http, text="\n 客厅漏水 \n第二次了"))
    assert event.received_at == NOON
    assert event.title == "客厅漏水"


async def test_a_fact_that_is_not_stated_is_recorded_as_its_default(
    http: httpx.AsyncClient, store: MemoryStore
) -> None:
    event = await received(store, await post(http, facts={"collective_persons": 6}))
    assert event.facts["collective_persons"] == 6
    assert event.facts["media_exposed"] is False


async def test_who_took_it_may_have_a_chinese_name(
    http: httpx.AsyncClient, store: MemoryStore
) -> None:
    actor = {b"X-Actor": "李明".encode()}
    number = (await http.post("/complaints", json=body(), headers=actor)).json()["number"]
    assert (await received(store, number)).taken_by == "李明"


async def test_the_same_key_gives_the_same_answer_and_one_complaint(
    http: httpx.AsyncClient,
) -> None:
    first = await http.post("/complaints", json=body(), headers=KEY)
    second = await http.post("/complaints", json=body(), headers=KEY)
    assert second.json() == first.json()
    assert second.status_code == 201
    assert second.headers["Idempotency-Replayed"] == "true"


async def test_the_same_key_with_another_body_is_refused(http: httpx.AsyncClient) -> None:
    await http.post("/complaints", json=body(), headers=KEY)
    reply = await http.post("/complaints", json=body(text="电梯坏了"), headers=KEY)
    assert reply.status_code == 422
    assert reply.json()["type"] == "/problems/idempotency-key-was-used"
    assert reply.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_a_number_of_its_source_makes_it_one_complaint(
    http: httpx.AsyncClient, store: MemoryStore
) -> None:
    first = await http.post("/complaints", json=body(source="12345", external_ref="A1"))
    again = body(source="12345", external_ref="A1", text="改写过的内容", project="messages")
    second = await http.post("/complaints", json=again)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    other = await http.post("/complaints", json=body(source="mail", external_ref="A1"))
    assert other.status_code == 201


async def test_the_customer_speaks_again(http: httpx.AsyncClient) -> None:
    number = await post(http)
    said = {"channel": "wechat", "text": "还是没有人来修。"}
    for path, times in (("urge", 1), ("repeat", 2), ("urge", 2)):
        reply = await http.post(f"/complaints/{number}/{path}", json=said)
        assert reply.status_code == 200, reply.text
        assert reply.json()["times"] == times
    assert (await http.get(f"/complaints/{number}")).json()["times"] == 2


async def test_nothing_more_is_said_on_a_withdrawn_complaint(http: httpx.AsyncClient) -> None:
    number = await post(http)
    reply = await http.post(f"/complaints/{number}/withdraw", json={"reason": "已自行解决"})
    assert reply.json()["withdrawn"] is True
    said = {"channel": "phone", "text": "还是漏水"}
    refused = await http.post(f"/complaints/{number}/urge", json=said)
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/complaint-is-withdrawn"


async def test_a_complaint_that_is_not_there(http: httpx.AsyncClient) -> None:
    said = {"channel": "phone", "text": "还是漏水"}
    for reply in (
        await http.get("/complaints/TS20260309-000999"),
        await http.post("/complaints/TS20260309-000999/urge", json=said),
    ):
        assert reply.status_code == 404
        assert reply.json()["type"] == "/problems/complaint-is-unknown"
        assert reply.json()["errors"][0]["field"] == "number"


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"project": "nowhere"}, "project", "project-is-unknown"),
        ({"category": "weather"}, "category", "category-is-unknown"),
        ({"facts": {"raining": True}}, "facts.raining", "fact-is-unknown"),
        ({"facts": {"grade": 1}}, "facts.grade", "fact-is-unknown"),
        ({"facts": {"unsolved_month": True}}, "facts.unsolved_month", "fact-is-derived"),
        ({"facts": {"media_exposed": 1}}, "facts.media_exposed", "fact-has-wrong-type"),
        (
            {"facts": {"collective_persons": True}},
            "facts.collective_persons",
            "fact-has-wrong-type",
        ),
        ({"received_at": LATER.isoformat()}, "received_at", "time-lies-ahead"),
        (
            {"received_at": "1999-12-31T00:00:00Z", "project": "messages"},
            "project",
            "no-pack-governs",
        ),
        (
            {"received_at": NOON.isoformat(), "answer_wanted_by": MORNING.isoformat()},
            "answer_wanted_by",
            "answer-is-wanted-too-early",
        ),
        ({"external_ref": "A1"}, "source", "source-is-missing"),
    ],
)
async def test_what_the_rules_refuse(
    http: httpx.AsyncClient, store: MemoryStore, fields: dict[str, object], field: str, code: str
) -> None:
    reply = await http.post("/complaints", json=body(**fields), headers=KEY)
    assert reply.status_code == 422, reply.text
    problem = reply.json()
    assert problem["type"] == f"/problems/{code}"
    assert [fault["field"] for fault in problem["errors"]] == [field]
    assert await store.find("TS20260309-000001") is None
    assert await store.answer(KEY["Idempotency-Key"]) is None


async def test_a_refused_complaint_uses_up_no_number(http: httpx.AsyncClient) -> None:
    await http.post("/complaints", json=body(project="nowhere"))
    await http.post("/complaints", json=body(received_at=LATER.isoformat()))
    assert await post(http) == "TS20260309-000001"


async def test_the_pack_is_the_one_in_force_on_the_local_day_of_receipt(
    http: httpx.AsyncClient, store: MemoryStore
) -> None:
    past = (NOON - timedelta(days=3650)).isoformat()
    number = await post(http, project="messages", received_at=past)
    assert (await received(store, number)).policy.pack == "answer-within"
    state = await store.load(COMPLAINT, (await received(store, number)).originator_id)
    assert state is not None
    assert state.policy.pack == "answer-within"
