"""Files and mappings that are refused as a whole, before any row is stored."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.unit.intake.files import GOOD, MAPPING, counts, report, row, send, table


@pytest.mark.parametrize(
    ("content", "mapping", "field", "code"),
    [
        (b"", MAPPING, "file", "file-is-unreadable"),
        (table(), MAPPING, "file", "file-is-unreadable"),
        (b"PK\x03\x04", MAPPING, "file", "file-is-unreadable"),
        (b"a,b\n1,2\n", MAPPING, "file", "column-is-missing"),
        (table(GOOD), "source: [", "mapping", "mapping-is-invalid"),
        (table(GOOD), b"\xff", "mapping", "mapping-is-invalid"),
        (table(GOOD), "", "mapping", "mapping-is-invalid"),
    ],
)
async def test_a_file_or_mapping_that_is_no_use_is_refused_as_a_whole(
    http: httpx.AsyncClient, content: bytes, mapping: str | bytes, field: str, code: str
) -> None:
    reply = await send(http, content, mapping)
    assert reply.status_code == 422
    problem = reply.json()
    assert problem["type"] == f"/problems/{code}"
    assert [fault["field"] for fault in problem["errors"]] == [field]


async def test_a_mapping_that_is_kept_is_named(http: httpx.AsyncClient) -> None:
    content = (
        "留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间\n"
        "2549,A1,物业管理,2019/4/25 9:32:09,物业要退出小区,已收悉,2019/5/10 14:56:53\n"
    ).encode("gb18030")
    reply = await http.post("/imports", files={"file": content}, data={"mapping_name": "messages"})
    assert counts(reply.json()) == (1, 1, 0, 0)
    assert reply.json()["encoding"] == "GB18030"


@pytest.mark.parametrize("name", [None, "nowhere", "../zsy"])
async def test_a_mapping_that_is_not_there(http: httpx.AsyncClient, name: str | None) -> None:
    data = {"mapping_name": name} if name else None
    reply = await http.post("/imports", files={"file": table(GOOD)}, data=data)
    assert reply.status_code == 422
    assert [fault["field"] for fault in reply.json()["errors"]] == ["mapping_name"]


async def test_a_file_must_come_as_a_form(http: httpx.AsyncClient) -> None:
    reply = await http.post("/imports", content=table(GOOD), headers={"Content-Type": "text/csv"})
    assert reply.status_code == 422
    assert [fault["field"] for fault in reply.json()["errors"]] == ["file"]
    broken = await http.post(
        "/imports", content=b"--x\r\n", headers={"Content-Type": "multipart/form-data"}
    )
    assert broken.status_code == 400
    assert broken.json()["type"] == "/problems/not-readable"


async def test_a_file_may_be_larger_than_a_complaint(http: httpx.AsyncClient) -> None:
    rows = [row(编号=str(n), 内容="漏水" * 4000) for n in range(40)]
    assert len(table(*rows)) > 900_000
    assert counts(await report(http, *rows)) == (40, 40, 0, 0)


async def test_a_file_beyond_the_limit_is_too_large(http: httpx.AsyncClient) -> None:
    async def never_read() -> Any:
        yield b"--x\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": "70000000"}
    reply = await http.post("/imports", content=never_read(), headers=headers)
    assert reply.status_code == 413
    assert "64 MB" in reply.json()["title"]
