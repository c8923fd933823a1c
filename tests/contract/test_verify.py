"""What a service told and keeps beside its events, against what its event streams say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import asyncpg
import pytest
from nats.aio.client import Client

from services.intake.application import Intake
from services.intake.domain.complaint import COMPLAINT
from services.intake.numbers import SequenceNumbers
from services.intake.registration import Registration
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.clock import SteppedClock
from shared.contracts.intake import Channel, Customer
from shared.event_store.encoding import entry_of
from shared.event_store.postgres import PostgresOutbox, PostgresStore
from shared.ids import RandomIds
from shared.migrations import migrate, migrations_of
from shared.postgres.database import connect, open_pool, service_url, with_database
from shared.rebuild import CannotRebuild, Comparison, verify_all
from shared.rebuild.making import COMPANY_ZONE
from shared.relay import relay_once
from tests.support.read_models import LIBRARY
from tests.support.servers import Servers
from tests.support.told import MONDAY_NINE, Complaint

SERVICE = "intake"
WATER = Registration(
    channel=Channel.PHONE,
    project="mhhy",
    text="客厅漏水",
    customer=Customer(name="王女士", phone="13800000000"),
)
_places = count(1)


@dataclass(frozen=True, slots=True)
class House:
    """Intake on real servers, whose relay runs when it is told to."""

    server_url: str
    nats_url: str
    pool: asyncpg.Pool[Any]
    client: Client
    intake: Intake

    async def complaints(self, number: int) -> None:
        for _ in range(number):
            await self.intake.receive(WATER, actor="test")

    async def relay(self, limit: int = 500) -> None:
        connection = await connect(service_url(self.server_url, SERVICE))
        await relay_once(PostgresOutbox(connection), JetStreamPublisher(self.client), limit=limit)
        await connection.close()

    async def verify(self) -> dict[str, Comparison]:
        report = await verify_all(self.server_url, self.nats_url, LIBRARY, services=[SERVICE])
        return {comparison.what: comparison for comparison in report.comparisons}


@pytest.fixture
async def house(servers: Servers, broker: Client) -> AsyncIterator[House]:
    server_url = with_database(servers.stack.database_url, f"huiyin_verified_{next(_places)}")
    url = service_url(server_url, SERVICE)
    await migrate(url, migrations_of(SERVICE))
    pool = await open_pool(url, max_size=4)
    intake = Intake(
        store=PostgresStore(pool, [COMPLAINT]),
        clock=SteppedClock(MONDAY_NINE),
        ids=RandomIds(),
        policies=LIBRARY,
        numbers=SequenceNumbers(pool),
        zone=COMPANY_ZONE,
        after_commit=lambda: None,
    )
    yield House(server_url, servers.nats_url, pool, broker, intake)
    pool.terminate()


async def test_what_was_told_lies_in_the_outbox_or_on_the_bus(house: House) -> None:
    await house.complaints(3)
    await house.relay(limit=2)

    found = await house.verify()

    assert all(comparison.agrees for comparison in found.values())
    assert found["bus"].expected == found["bus"].equal == 6  # Received and acknowledged.
    assert found["names"].expected == 3


async def test_a_message_that_went_missing_is_named(house: House) -> None:
    await house.complaints(2)
    lost = await house.pool.fetchval("DELETE FROM outbox WHERE id = 2 RETURNING message_id")
    await house.relay()

    bus = (await house.verify())["bus"]

    assert (bus.missing, bus.extra, bus.different) == (1, 0, 0)
    assert bus.examples == (f"{lost}: missing",)


async def test_a_message_without_an_event_is_named(house: House) -> None:
    await house.complaints(1)
    await house.relay()
    foreign = Complaint().received()
    await JetStreamPublisher(house.client).publish([entry_of(foreign)])

    bus = (await house.verify())["bus"]

    assert (bus.missing, bus.extra, bus.different) == (0, 1, 0)
    assert bus.examples == (f"{foreign.id}: extra",)


async def test_a_message_that_says_something_else_is_named(house: House) -> None:
    await house.complaints(1)
    await house.pool.execute(
        "UPDATE outbox SET body = convert_to(replace(convert_from(body, 'UTF8'), '漏水', '漏电'),"
        " 'UTF8')"
    )

    found = await house.verify()

    assert (found["bus"].missing, found["bus"].different) == (0, 1)
    assert found["names"].agrees


async def test_a_name_that_leads_elsewhere_is_found(house: House) -> None:
    await house.complaints(2)
    await house.pool.execute(
        "UPDATE names SET originator_id = gen_random_uuid() WHERE name LIKE $1", "%1"
    )

    names = (await house.verify())["names"]

    assert (names.expected, names.different) == (2, 1)
    assert names.examples[0].endswith(": originator_id")


async def test_a_stream_with_a_gap_is_refused(house: House) -> None:
    await house.complaints(1)
    await house.pool.execute("DELETE FROM events WHERE originator_version = 1")

    with pytest.raises(CannotRebuild, match="version 2"):
        await house.verify()
