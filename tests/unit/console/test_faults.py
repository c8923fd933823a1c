"""When the console's own database is away, or a fault is ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from services.console.neighbours import Neighbours, open_client
from shared.event_store.memory import MemoryStore
from shared.event_store.port import Transaction
from tests.unit.console.bench import app_over
from tests.unit.console.stories import NINE

A_PERSON = {"Accept": "text/html,application/xhtml+xml"}


class BrokenStore(MemoryStore):
    """Every transaction ends in the same failure."""

    def __init__(self, failure: Exception) -> None:
        super().__init__([])
        self._failure = failure

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        raise self._failure
        yield


@pytest.mark.parametrize(
    ("failure", "status", "advice"),
    [
        (ConnectionRefusedError(), 503, "已登记的投诉都在，请稍候片刻再刷新"),
        (RuntimeError("13812345678"), 500, "已经记录。请稍后再试"),
    ],
)
async def test_a_failure_is_a_page_that_says_what_to_do(
    failure: Exception, status: int, advice: str
) -> None:
    app = app_over(BrokenStore(failure), now=NINE, neighbours=Neighbours({}, open_client()))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://console") as client:
        page = await client.get("/", headers=A_PERSON)
        problem = await client.get("/", headers={"Accept": "application/json"})
    assert page.status_code == status and advice in page.text
    assert "content-security-policy" in page.headers and "13812345678" not in page.text
    assert problem.headers["content-type"] == "application/problem+json"
