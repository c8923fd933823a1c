"""The same tests on memory and on real servers: an adapter is what passes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from nats.aio.client import Client

from shared.bus import jetstream
from shared.bus.manifest import read_manifest
from shared.bus.memory import MemoryBus
from shared.bus.publisher import BatchPublisher
from shared.event_store.port import Store
from shared.postgres.database import open_pool
from tests.contract.ear import Ear, new_ear
from tests.contract.places import Bus, Place, in_memory, in_postgres, over_jetstream
from tests.support.hearing import Listener
from tests.support.servers import Servers, running_servers


@pytest.fixture(scope="session")
async def servers() -> AsyncIterator[Servers]:
    async with running_servers() as running:
        yield running


@pytest.fixture
async def database_url(servers: Servers) -> AsyncIterator[str]:
    async with servers.database() as url:
        yield url


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool[Any]]:
    opened = await open_pool(database_url, max_size=8)
    yield opened
    opened.terminate()


@pytest.fixture(params=["memory", "postgres"])
async def place(request: pytest.FixtureRequest, servers: Servers) -> AsyncIterator[Place]:
    async with in_memory() if request.param == "memory" else in_postgres(servers) as place:
        yield place


@pytest.fixture
def store(place: Place) -> Store:
    return place.store


@pytest.fixture
async def broker(servers: Servers) -> AsyncIterator[Client]:
    """A connection to the broker, whose stream is empty."""
    await servers.new_stream()
    client = await jetstream.connect(servers.nats_url, name="test")
    yield client
    await jetstream.close(client)


@pytest.fixture(params=["memory", "jetstream"])
async def bus(request: pytest.FixtureRequest, broker: Client) -> Bus:
    if request.param == "jetstream":
        return over_jetstream(broker)
    memory = MemoryBus(read_manifest())
    return Bus(BatchPublisher(memory), lambda partition: memory.inlet("triage", partition))


@pytest.fixture
async def ear(place: Place) -> Ear:
    return await new_ear(place, Listener())
