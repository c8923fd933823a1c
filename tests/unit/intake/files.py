"""Files of complaints, as another system exports them, sent to intake."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

HEADER = ("编号", "时间", "内容", "渠道", "项目", "类别", "手机", "人数")
GOOD = ("17", "2026-03-01 09:00", "客厅漏水", "电话", "mhhy", "engineering-quality", "", "")
MAPPING = """
source: call-centre
times: {zone: Asia/Shanghai, formats: ["%Y-%m-%d %H:%M"]}
fields:
  external_ref: {column: 编号}
  received_at: {column: 时间}
  text: {column: 内容}
  channel: {column: 渠道, values: {电话: phone, 微信: wechat}}
  project: {column: 项目}
  category: {column: 类别}
  customer_phone: {column: 手机}
facts:
  collective_persons: {column: 人数}
"""


def row(**changed: str) -> tuple[str, ...]:
    """A good row with some cells changed."""
    return tuple((dict(zip(HEADER, GOOD, strict=True)) | changed).values())


def table(*rows: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode()


async def send(
    http: httpx.AsyncClient, content: bytes, mapping: str | bytes = MAPPING
) -> httpx.Response:
    files = {"file": ("../../x.exe", content), "mapping": ("m", mapping)}
    return await http.post("/imports", files=files)


async def report(http: httpx.AsyncClient, *rows: Sequence[str]) -> dict[str, Any]:
    reply = await send(http, table(*rows))
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def counts(found: Mapping[str, Any]) -> tuple[int, int, int, int]:
    return found["rows"], found["accepted"], found["duplicates"], found["rejected_rows"]
