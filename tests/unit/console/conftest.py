"""The console's pages over stores in memory, as a browser would ask for them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime

import httpx
import pytest

from services.console.neighbours import Neighbours
from shared.event_store.memory import MemoryStore
from tests.unit.console.bench import app_over, hear
from tests.unit.console.stories import Story, after


@dataclass
class Browser:
    """Somebody looking at the pages; the other services answer as `neighbours` says."""

    client: httpx.AsyncClient
    store: MemoryStore

    async def told(self, *stories: Story) -> None:
        for story in stories:
            await hear(self.store, story.messages)

    async def page(self, address: str) -> httpx.Response:
        return await self.client.get(address, headers={"Accept": "text/html"})

    async def pages(self, addresses: Iterable[str]) -> dict[str, httpx.Response]:
        return {address: await self.page(address) for address in addresses}


@pytest.fixture
def now() -> datetime:
    return after(hours=27)


@pytest.fixture
def others() -> dict[str, object]:
    """What the other services answer, by service and path; nobody is there by default."""
    return {}


@pytest.fixture
async def browser(now: datetime, others: dict[str, object]) -> AsyncIterator[Browser]:
    def answer(request: httpx.Request) -> httpx.Response:
        service = request.url.host
        found = others.get(f"{service}{request.url.path}")
        if found is None and service not in {key.split("/")[0] for key in others}:
            raise httpx.ConnectError("nobody is there", request=request)
        if isinstance(found, httpx.Response):
            return found
        return httpx.Response(200, json=found if found is not None else [])

    names = ("intake", "triage", "casework", "sla", "notify", "analytics", "console")
    neighbours = Neighbours(
        {name: f"http://{name}" for name in names},
        httpx.AsyncClient(transport=httpx.MockTransport(answer)),
    )
    store = MemoryStore([])
    app = app_over(store, now=now, neighbours=neighbours)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://console") as client:
        yield Browser(client, store)
