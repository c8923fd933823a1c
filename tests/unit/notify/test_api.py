"""The list of notices over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import httpx
import pytest

from services.notify.application import Notices
from services.notify.main import create_app
from services.notify.notice import NOTICE, NoticeStatus
from services.notify.queue import NOTICES, queued
from shared.event_store.memory import MemoryStore
from shared.ids import derived_id
from tests.support.service import composed, over_http
from tests.unit.notify.letters import notice


async def with_notices(*numbers: str) -> MemoryStore:
    store = MemoryStore([NOTICE])
    async with store.transaction() as unit:
        for place, number in enumerate(numbers, start=1):
            planned = notice(number=number).model_copy(update={"id": derived_id(str(place))})
            await unit.rows.put(NOTICES, queued(planned, place=place, traceparent=None))
    return store


def asking(application: Notices) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    return over_http(composed(create_app(), application, MemoryStore([NOTICE])))


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    store = await with_notices("TS1", "TS2", "TS1", "TS1")
    async with asking(Notices(store, can_send=False)) as client:
        yield client


async def test_a_complaints_notices_come_in_order_page_by_page(client: httpx.AsyncClient) -> None:
    first = (await client.get("/notices", params={"number": "TS1", "limit": 2})).json()
    rest = (await client.get("/notices", params={"number": "TS1", "cursor": first["next"]})).json()
    assert [len(page["notices"]) for page in (first, rest)] == [2, 1]
    assert {n["number"] for page in (first, rest) for n in page["notices"]} == {"TS1"}
    assert rest["next"] is None


async def test_notices_can_be_asked_for_by_where_they_stand(client: httpx.AsyncClient) -> None:
    waiting = (await client.get("/notices", params={"status": NoticeStatus.PLANNED.value})).json()
    failed = (await client.get("/notices", params={"status": NoticeStatus.FAILED.value})).json()
    assert (len(waiting["notices"]), len(failed["notices"])) == (4, 0)


@pytest.mark.parametrize(
    "query", ["number=%20", "limit=0", "limit=1000", "cursor=later", "status=lost", "cursor=-5"]
)
async def test_a_question_that_makes_no_sense_is_refused_by_field(
    client: httpx.AsyncClient, query: str
) -> None:
    reply = await client.get(f"/notices?{query}")
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"] == query.split("=")[0]


async def test_without_a_mail_server_it_says_that_notices_wait(client: httpx.AsyncClient) -> None:
    assert (await client.get("/delivery")).json() == {"can_send": False, "waiting": 4}


@pytest.mark.parametrize(("can_send", "idle"), [(True, False), (False, True)])
async def test_what_cannot_be_sent_does_not_count_as_under_way(can_send: bool, idle: bool) -> None:
    notices = Notices(await with_notices("TS1"), can_send=can_send)
    assert await notices.idle() is idle


async def test_with_nothing_waiting_it_is_at_rest() -> None:
    assert await Notices(await with_notices(), can_send=True).idle()
