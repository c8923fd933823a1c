"""Whatever is sent: the answer says which field and why, in both languages; nothing is stored."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import orjson
import pytest

from shared.event_store.memory import MemoryStore
from tests.unit.intake.builders import body

CHINESE = re.compile(r"[\u4e00-\u9fff]")
JSON = {"Content-Type": "application/json"}
TEXT_MAX = 20_000


def problem_of(reply: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document, held to its form."""
    assert reply.status_code == status, reply.text
    assert reply.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = reply.json()
    assert problem["type"] == f"/problems/{code}"
    assert problem["status"] == status
    assert CHINESE.search(problem["title"])
    assert not CHINESE.search(problem["detail"])
    for fault in problem.get("errors", ()):
        assert CHINESE.search(fault["reason"]), fault
        assert fault["reason_en"]
        assert not CHINESE.search(fault["reason_en"]), fault
    return problem


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"text": 5}, "text", "应为文字"),
        ({"text": ""}, "text", "至少 1 个字"),
        ({"text": " \n"}, "text", "不能只有空白"),
        ({"text": "漏" * (TEXT_MAX + 1)}, "text", "最多 20000 个字"),
        ({"text": "漏水\x00"}, "text", "含有空字符（NUL）"),
        ({"text": "漏水\ud800"}, "text", "含有无法识别的字符"),
        ({"title": "两\n行"}, "title", "应为一行文字，不能含换行或控制字符"),
        ({"title": "漏" * 201}, "title", "最多 200 个字"),
        ({"channel": "fax"}, "channel", "应为以下之一：phone、wechat、email、visit、letter、web"),
        (
            {"channel": ["phone"]},
            "channel",
            "应为以下之一：phone、wechat、email、visit、letter、web",
        ),
        ({"project": "../etc"}, "project", "格式不正确"),
        ({"project": None}, "project", "应为文字"),
        ({"customer": "王女士"}, "customer", "应为一个对象"),
        ({"customer": {"phone": "none"}}, "customer.phone", "格式不正确"),
        ({"customer": {"email": "a b@c"}}, "customer.email", "格式不正确"),
        ({"customer": {"wechat": "x"}}, "customer.wechat", "不认识的字段"),
        ({"received_at": "昨天"}, "received_at", "应为带时区的时间，如 2026-03-09T09:30:00+08:00"),
        (
            {"received_at": "20190425"},
            "received_at",
            "应为带时区的时间，如 2026-03-09T09:30:00+08:00",
        ),
        (
            {"received_at": 1700000000},
            "received_at",
            "应为带时区的时间，如 2026-03-09T09:30:00+08:00",
        ),
        ({"received_at": "2026-03-09T09:30:00"}, "received_at", "时间须带时区，如 +08:00"),
        ({"received_at": "0001-01-01T00:00:00+08:00"}, "received_at", "年份须在 1900 至 2199 之间"),
        (
            {"answer_wanted_by": "9999-12-31T23:59:59-08:00"},
            "answer_wanted_by",
            "年份须在 1900 至 2199 之间",
        ),
        ({"facts": []}, "facts", "应为一个对象"),
        ({"facts": {f"f{n}": True for n in range(51)}}, "facts", "最多 50 项"),
        ({"facts": {"a": 1.5}}, "facts.a", None),
        ({"facts": {"a": None}}, "facts.a", None),
        ({"facts": {"a": {"b": 1}}}, "facts.a", None),
        ({"facts": {"a": 10**30}}, "facts.a", None),
        ({"facts": {"a": "x" * 201}}, "facts.a", None),
        ({"facts": {"a": "\ud800"}}, "facts.a", None),
        ({"facts": {"\ud800": 1}}, "facts.\ufffd\ufffd\ufffd", "含有无法识别的字符"),
        ({"bogus": 1}, "bogus", "不认识的字段"),
        ({"\ud800": 1}, "body", "含有无法识别的字符"),
    ],
)
async def test_a_wrong_field_is_named_with_the_reason(
    http: httpx.AsyncClient,
    store: MemoryStore,
    fields: dict[str, Any],
    field: str,
    reason: str | None,
) -> None:
    reply = await http.post("/complaints", content=json.dumps(body(**fields)), headers=JSON)
    problem = problem_of(reply, 422, "invalid-input")
    assert [fault["field"] for fault in problem["errors"]] == [field]
    if reason is not None:
        assert problem["errors"][0]["reason"] == reason
    assert await store.find("TS20260309-000001") is None


async def test_every_wrong_field_is_named_at_once(http: httpx.AsyncClient) -> None:
    problem = problem_of(
        await http.post("/complaints", json={"channel": "fax", "text": ""}), 422, "invalid-input"
    )
    assert [fault["field"] for fault in problem["errors"]] == ["channel", "project", "text"]


async def test_countless_faults_are_counted_and_not_all_listed(http: httpx.AsyncClient) -> None:
    unknown = {f"f{n}": 1 for n in range(5000)}
    problem = problem_of(await http.post("/complaints", json=unknown), 422, "invalid-input")
    assert len(problem["errors"]) == 50
    assert "5003" in problem["title"]


async def test_a_long_name_is_not_echoed_at_length(http: httpx.AsyncClient) -> None:
    reply = await http.post("/complaints", json=body(**{"x" * 100_000: 1}))
    problem_of(reply, 422, "invalid-input")
    assert len(reply.content) < 1000


async def test_what_was_said_is_never_echoed(http: httpx.AsyncClient) -> None:
    secret = "我家住在三号楼"
    reply = await http.post("/complaints", json={"text": [secret], "channel": secret})
    problem_of(reply, 422, "invalid-input")
    assert secret not in reply.text


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "invalid-input"),
        (b"[]", 422, "invalid-input"),
        (b"null", 422, "invalid-input"),
        (b"{", 400, "not-json"),
        (b'{"text": NaN', 400, "not-json"),
        (b"[" * 100_000, 400, "not-json"),
        (b'{"facts":' * 20_000, 400, "not-json"),
        (b"1" * 5000, 400, "not-json"),
        ('{"text": "客厅漏水"}'.encode("gb18030"), 400, "not-utf-8"),
        (b'{"text": "\xff"}', 400, "not-utf-8"),
        (b'{"text": "\xed\xa0\x80", "channel": "phone", "project": "mhhy"}', 422, "invalid-input"),
    ],
)
async def test_a_body_that_is_no_json_object(
    http: httpx.AsyncClient, content: bytes, status: int, code: str
) -> None:
    problem_of(await http.post("/complaints", content=content, headers=JSON), status, code)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
async def test_json_must_be_called_json(http: httpx.AsyncClient, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    reply = await http.post("/complaints", content=orjson.dumps(body()), headers=headers)
    problem = problem_of(reply, 415, "wrong-content-type")
    assert problem["errors"][0]["field"] == "Content-Type"
    assert "application/json" in problem["title"]


@pytest.mark.parametrize("declared", [True, False])
async def test_a_megabyte_of_text_is_too_large(http: httpx.AsyncClient, declared: bool) -> None:
    content = orjson.dumps(body(text="x" * 2**20))

    async def in_parts() -> Any:
        for start in range(0, len(content), 2**16):
            yield content[start : start + 2**16]

    reply = await http.post(
        "/complaints", content=content if declared else in_parts(), headers=JSON
    )
    problem = problem_of(reply, 413, "too-large")
    assert problem["errors"][0]["field"] == "body"
    assert "256 KB" in problem["title"]


@pytest.mark.parametrize(
    ("header", "value", "field"),
    [
        ("Idempotency-Key", "two words", "Idempotency-Key"),
        ("Idempotency-Key", "k" * 201, "Idempotency-Key"),
        ("X-Actor", "a" * 101, "X-Actor"),
        ("X-Actor", "", "X-Actor"),
        ("X-Actor", "a\x01b", "X-Actor"),
    ],
)
async def test_a_wrong_header_is_named(
    http: httpx.AsyncClient, header: str, value: str, field: str
) -> None:
    reply = await http.post("/complaints", json=body(), headers={header: value})
    problem = problem_of(reply, 422, "invalid-input")
    assert [fault["field"].lower() for fault in problem["errors"]] == [field.lower()]


@pytest.mark.parametrize("number", ["%ED%A0%80", "漏水", "'; --", "x" * 3000])
async def test_a_number_that_cannot_be_one(http: httpx.AsyncClient, number: str) -> None:
    reply = await http.get(f"/complaints/{number}")
    problem = problem_of(reply, 422, "invalid-input")
    assert problem["errors"][0]["field"] == "number"


@pytest.mark.parametrize("address", ["/complaints/%00", "/complaints/TS1%00", "/healthz?a=%00"])
async def test_an_address_with_a_nul(http: httpx.AsyncClient, address: str) -> None:
    problem_of(await http.get(address), 400, "not-readable")


async def test_an_address_or_method_that_is_not_there(http: httpx.AsyncClient) -> None:
    problem_of(await http.get("/nowhere"), 404, "http-404")
    problem_of(await http.delete("/complaints"), 405, "http-405")


async def test_said_later_is_held_to_the_same(http: httpx.AsyncClient) -> None:
    number = (await http.post("/complaints", json=body())).json()["number"]
    for path, said, field in (
        ("repeat", {"channel": "phone", "text": " "}, "text"),
        ("urge", {"channel": "phone", "text": "x", "said_at": "today"}, "said_at"),
        ("withdraw", {"reason": "\x00"}, "reason"),
    ):
        reply = await http.post(f"/complaints/{number}/{path}", json=said)
        problem = problem_of(reply, 422, "invalid-input")
        assert [fault["field"] for fault in problem["errors"]] == [field]
