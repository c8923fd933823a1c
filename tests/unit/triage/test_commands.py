"""Triage over HTTP: a person's say in a judgement."""

from __future__ import annotations

import httpx

from shared.contracts.intake import Customer
from shared.contracts.triage import FactsChangedV1, GradedV1
from tests.support.told import Complaint
from tests.unit.triage.conftest import Bench

CHEN = {"X-Actor": "chen.jing"}
ONE = Complaint("TS20261123-000001")
PLACE = f"/assessments/{ONE.number}"


def new(number: int) -> Complaint:
    return Complaint(f"TS20261123-{number:06d}")


async def some(bench: Bench, number: int, **changes: object) -> list[Complaint]:
    """Complaints of as many people in one project and category."""
    several = [new(n) for n in range(1, number + 1)]
    for place, one in enumerate(several):
        message = one.received(customer=Customer(phone=f"1380000{place:04d}"), **changes)
        await bench.hears(message)
    return several


async def test_an_assessment_is_read_with_its_version(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await some(bench, 1)

    reply = await http.get(PLACE)

    assert (reply.status_code, reply.headers["ETag"]) == (200, '"4"')
    assert reply.json()["evidence"][0]["rule"] == "zsy-3.3d"
    assert "complainant" not in reply.text


async def test_an_unknown_number_is_refused(http: httpx.AsyncClient) -> None:
    assert (await http.get("/assessments/TS1")).status_code == 404
    body = {"category": "other"}
    assert (await http.post("/assessments/TS1/classify", json=body)).status_code == 404


async def test_a_stated_fact_raises_the_grade_and_is_told(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    (one,) = await some(bench, 1)

    body = {"facts": {"may_delay_delivery": True, "collective_persons": 5}, "reason": "联名"}
    reply = await http.post(f"{PLACE}/facts", json=body, headers=CHEN)

    assert (reply.status_code, reply.json()["grade"]) == (200, 1)
    (told,) = await bench.tells(FactsChangedV1, one)
    assert (told.changed, told.by, told.reason) == (body["facts"], "chen.jing", "联名")
    assert told.facts["may_delay_delivery"] is True


async def test_a_grade_falls_only_by_a_named_person(bench: Bench, http: httpx.AsyncClient) -> None:
    one, *_ = await some(bench, 3)
    body = {"grade": 4, "reason": "经核实为个案"}

    refused = await http.post(f"{PLACE}/grade", json=body)
    reply = await http.post(f"{PLACE}/grade", json=body, headers=CHEN)

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/nobody-is-named")
    assert (reply.status_code, reply.json()["graded_by"]) == (200, "chen.jing")
    told = (await bench.tells(GradedV1, one))[-1]
    assert (told.grade, told.previous, told.by, told.reason) == (4, 2, "chen.jing", "经核实为个案")
    assert told.evidence == ()


async def test_a_grade_without_a_reason_is_refused(bench: Bench, http: httpx.AsyncClient) -> None:
    await some(bench, 1)

    reply = await http.post(f"{PLACE}/grade", json={"grade": 3}, headers=CHEN)

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"] == "reason"


async def test_what_has_changed_since_it_was_read_is_not_overwritten(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await some(bench, 1)
    for path, body in (
        ("grade", {"grade": 3, "reason": "需协调"}),
        ("classify", {"category": "other"}),
        ("assign", {"department": "design"}),
    ):
        stale = await http.post(f"{PLACE}/{path}", json=body, headers=CHEN | {"If-Match": '"3"'})
        assert (stale.status_code, stale.json()["type"]) == (412, "/problems/state-has-changed")

    body = {"grade": 3, "reason": "需协调"}
    seen = await http.post(f"{PLACE}/grade", json=body, headers=CHEN | {"If-Match": '"4"'})
    assert (seen.status_code, seen.headers["ETag"]) == (200, '"5"')


async def test_a_complaint_put_into_another_category_is_counted_there(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    leaks = await some(bench, 2)
    lift = new(9)
    await bench.hears(lift.received(category="property-management", customer=Customer(name="李")))
    before = [(await bench.judged(one)).grade for one in (*leaks, lift)]

    place = f"/assessments/{lift.number}/classify"
    reply = await http.post(place, json={"category": "engineering-quality"}, headers=CHEN)

    assert before == [4, 4, 4]
    assert reply.json()["facts"]["similar_in_month"] == 3
    assert reply.json()["department"] == "engineering"
    assert [(await bench.judged(one)).grade for one in (*leaks, lift)] == [2, 2, 2]


async def test_who_left_a_category_is_not_counted_there_any_more(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await some(bench, 2)
    await http.post(f"{PLACE}/classify", json={"category": "other"}, headers=CHEN)

    third = new(3)
    await bench.hears(third.received(customer=Customer(phone="13900000000")))

    assert (await bench.judged(third)).facts["similar_in_month"] == 2


async def test_a_repeated_request_is_one_request(bench: Bench, http: httpx.AsyncClient) -> None:
    await some(bench, 1)
    headers = CHEN | {"Idempotency-Key": "k1"}
    body = {"category": "property-management"}

    first = await http.post(f"{PLACE}/classify", json=body, headers=headers)
    again = await http.post(f"{PLACE}/classify", json=body, headers=headers)
    other = await http.post(f"{PLACE}/classify", json={"category": "other"}, headers=headers)

    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    assert other.status_code == 422


async def test_a_department_must_be_one_of_the_directory(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await some(bench, 1)

    reply = await http.post(f"{PLACE}/assign", json={"department": "legal"}, headers=CHEN)

    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "department")


async def test_bad_facts_are_refused_with_field_and_reason(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    await some(bench, 1)
    for facts in (
        {"similar_in_month": 5},
        {"weather": True},
        {"lawsuit_filed": "yes"},
        {"collective_persons": 10**30},
        {"collective_persons": 2.5},
        {},
    ):
        reply = await http.post(f"{PLACE}/facts", json={"facts": facts, "reason": "x"})
        assert reply.status_code == 422, facts
        assert reply.json()["errors"][0]["reason"], facts
