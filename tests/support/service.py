"""A service in this process: asked over HTTP, and listened to, over the store in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from shared.contracts import CONTRACTS, Contract, Message
from shared.event_store.memory import MemoryStore
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Held:
    """What of a Runtime the requests reach for."""

    store: MemoryStore
    settings: Settings


def composed(app: FastAPI, application: Any, store: MemoryStore) -> FastAPI:
    """The service as its lifespan would leave it, without database and broker."""
    settings = Settings(database_url="postgresql://nowhere", nats_url="nats://nowhere", port=1)
    app.state.runtime = Held(store, settings)
    app.state.application = application
    return app


@asynccontextmanager
async def over_http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://huiyin") as client:
        yield client


async def told_by(store: MemoryStore) -> list[Contract]:
    """What a service has told so far, in order."""
    waiting = await store.outbox.peek(1000)
    return [Message.from_json(entry.body, CONTRACTS).contract for _, entry in waiting]
