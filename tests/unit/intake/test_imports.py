"""Files of complaints over HTTP: what goes in, and what is reported."""

from __future__ import annotations

from datetime import datetime

import httpx
import pytest

from services.intake import imports
from services.intake.domain.complaint import COMPLAINT
from services.intake.domain.events import ComplaintReceived
from shared.event_store.memory import MemoryStore
from shared.event_store.port import Write
from tests.unit.intake.files import HEADER, counts, report, row, send, table
from tests.unit.tabular.workbooks import xlsx


async def test_good_rows_go_in_and_bad_ones_are_reported_by_line(
    http: httpx.AsyncClient,
) -> None:
    found = await report(
        http,
        row(编号="1", 内容="漏水\n两行"),
        row(编号="2", 手机="没有"),
        row(编号="3")[:-1],
        row(编号="4", 渠道="微信"),
    )
    assert counts(found) == (4, 2, 0, 2)
    assert [(c["line"], c["external_ref"], c["duplicate"]) for c in found["complaints"]] == [
        (2, "1", False),
        (6, "4", False),
    ]
    assert [(r["line"], r["column"], r["field"]) for r in found["rejected"]] == [
        (4, "手机", "customer.phone"),
        (5, None, "row"),
    ]
    for known in found["complaints"]:
        assert (await http.get(f"/complaints/{known['number']}")).status_code == 200


@pytest.mark.parametrize(
    ("changed", "column", "field", "reason"),
    [
        ({"编号": ""}, "编号", "external_ref", "为空"),
        ({"编号": "x" * 201}, "编号", "external_ref", "最多 200 个字"),
        ({"时间": "昨天"}, "时间", "received_at", "不是可识别的时间：昨天"),
        ({"时间": "2026-03-09 12:01"}, "时间", "received_at", "晚于当前时间"),
        ({"时间": "1850-01-01 00:00"}, "时间", "received_at", "年份须在 1900 至 2199 之间"),
        ({"内容": " "}, "内容", "text", "为空"),
        ({"内容": "漏" * 20_001}, "内容", "text", "最多 20000 个字"),
        ({"渠道": "传真"}, "渠道", "channel", "应为以下之一：phone、wechat"),
        ({"项目": "nowhere"}, "项目", "project", "没有项目“nowhere”"),
        ({"项目": "明湖花园"}, "项目", "project", "格式不正确"),
        ({"类别": "weather"}, "类别", "category", "没有分类 weather"),
        ({"人数": "三"}, "人数", "facts.collective_persons", "应为 int"),
    ],
)
async def test_a_row_is_judged_as_if_it_had_been_posted(
    http: httpx.AsyncClient,
    store: MemoryStore,
    changed: dict[str, str],
    column: str,
    field: str,
    reason: str,
) -> None:
    found = await report(http, row(**changed))
    assert counts(found) == (1, 0, 0, 1)
    [fault] = found["rejected"]
    assert (fault["line"], fault["column"], fault["field"]) == (2, column, field)
    assert reason in fault["reason"]
    assert fault["reason_en"]
    assert await store.outbox.peek(1) == ()


async def test_what_is_imported_is_recorded_like_any_complaint(
    http: httpx.AsyncClient, store: MemoryStore
) -> None:
    [taken] = (await report(http, row(人数="6", 手机="138****0000")))["complaints"]
    stream = await store.find(taken["number"])
    assert stream is not None
    received, acknowledged = [recorded.event for recorded in await store.history(stream)]
    assert isinstance(received, ComplaintReceived)
    assert acknowledged.TOPIC == "intake.complaint.acknowledged"
    assert received.received_at.isoformat() == "2026-03-01T01:00:00+00:00"
    assert (received.source, received.external_ref) == ("call-centre", "17")
    assert received.customer.phone == "138****0000"
    assert received.facts["collective_persons"] == 6
    assert len(await store.outbox.peek(10)) == 2


async def test_the_same_file_again_adds_nothing(
    http: httpx.AsyncClient, store: MemoryStore
) -> None:
    rows = [row(编号=str(n)) for n in range(450)]
    first = await report(http, *rows)
    assert counts(first) == (450, 450, 0, 0)
    messages = len(await store.outbox.peek(2000))
    again = await report(http, *rows)
    assert counts(again) == (450, 0, 450, 0)
    assert [c["number"] for c in again["complaints"]] == [c["number"] for c in first["complaints"]]
    assert len(await store.outbox.peek(2000)) == messages == 900


async def test_a_posted_complaint_is_not_imported_again(http: httpx.AsyncClient) -> None:
    posted = await http.post(
        "/complaints",
        json={
            "channel": "phone",
            "project": "mhhy",
            "text": "客厅漏水",
            "source": "call-centre",
            "external_ref": "17",
        },
    )
    found = await report(http, row())
    assert counts(found) == (1, 0, 1, 0)
    assert found["complaints"][0]["number"] == posted.json()["number"]


async def test_a_reference_used_twice_in_a_file(http: httpx.AsyncClient) -> None:
    found = await report(http, row(), row(), row(内容="另一件事"))
    assert counts(found) == (3, 1, 1, 1)
    [fault] = found["rejected"]
    assert (fault["line"], fault["column"]) == (4, "编号")
    assert fault["reason"] == "编号与第 2 行相同而内容不同"


async def test_more_faults_than_are_listed_are_counted(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "REJECTED_LISTED_MAX", 3)
    found = await report(http, *(row(编号=str(n), 内容="") for n in range(5)))
    assert found["rejected_rows"] == 5
    assert [fault["line"] for fault in found["rejected"]] == [2, 3, 4]


async def test_a_workbook_is_taken_in_too(http: httpx.AsyncClient) -> None:
    received = datetime(2026, 3, 1, 9, 30)
    content = xlsx(HEADER, (2549, received, "漏水", "电话", "mhhy", None, 13800000000, 3))
    found = (await send(http, content)).json()
    assert found["encoding"] == "XLSX"
    [taken] = found["complaints"]
    assert taken["external_ref"] == "2549"
    view = (await http.get(f"/complaints/{taken['number']}")).json()
    assert view["received_at"] == "2026-03-01T01:30:00Z"


class Away(MemoryStore):
    """A database that goes away after some writes."""

    left = 25

    async def write(self, write: Write) -> None:
        self.left -= 1
        if self.left < 0:
            raise ConnectionError("gone")
        await super().write(write)


class TestABrokenOffImport:
    @pytest.fixture
    def store(self) -> Away:
        return Away([COMPLAINT])

    async def test_leaves_whole_complaints_and_is_completed_by_repeating_it(
        self, http: httpx.AsyncClient, store: Away
    ) -> None:
        content = table(*(row(编号=str(n)) for n in range(60)))
        broken = await send(http, content)
        assert broken.status_code == 503
        assert len(await store.outbox.peek(200)) == 2 * 25
        store.left = 1000
        assert counts((await send(http, content)).json()) == (60, 35, 25, 0)
