"""A project's duties on real servers: timers fire, and rows and messages are what events say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import asyncpg
import pytest
from nats.aio.client import Client

from services.sla.application import Sla
from services.sla.commanding import Caller
from services.sla.domain.duties.deciding import ReportDone
from services.sla.domain.handover import RecordHandover
from services.sla.firing import Firing
from services.sla.main import KINDS
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.clock import SteppedClock
from shared.commands import AlreadyAnswered, RequestKey
from shared.contracts.intake import Customer
from shared.event_store.postgres import PostgresOutbox, PostgresStore
from shared.migrations import migrate, migrations_of
from shared.postgres.database import connect, open_pool, service_url, with_database
from shared.rebuild import Report, verify_all
from shared.relay import relay_once
from tests.support.servers import Servers
from tests.unit.policy.regulations import at
from tests.unit.sla.projects import DATES, Folder, governed

SERVICE = "sla"
WANG = Caller("wang")
_places = count(1)


@dataclass(slots=True)
class Company:
    """Sla on real servers, whose clock and directory a test moves."""

    server_url: str
    nats_url: str
    pool: asyncpg.Pool[Any]
    client: Client
    folder: Folder
    clock: SteppedClock
    sla: Sla
    firing: Firing

    async def passes(self, until: str) -> None:
        self.clock.step_to(at(until))
        while await self.firing.prepare():
            pass
        while await self.firing.fire_due():
            pass

    async def verify(self) -> Report:
        connection = await connect(service_url(self.server_url, SERVICE))
        await relay_once(PostgresOutbox(connection), JetStreamPublisher(self.client), limit=5)
        await connection.close()
        return await verify_all(
            self.server_url, self.nats_url, self.folder.library, services=[SERVICE]
        )


@pytest.fixture
async def company(servers: Servers, broker: Client) -> AsyncIterator[Company]:
    server_url = with_database(servers.stack.database_url, f"huiyin_projects_{next(_places)}")
    url = service_url(server_url, SERVICE)
    await migrate(url, migrations_of(SERVICE))
    pool = await open_pool(url, max_size=4)
    store, clock = PostgresStore(pool, KINDS), SteppedClock(at("2026-05-06 10:00"))
    folder = Folder(governed(jy=DATES, other=DATES))
    sla = Sla(store=store, clock=clock, policies=folder, after_commit=lambda: None)
    firing = Firing(store, folder, clock)
    yield Company(server_url, servers.nats_url, pool, broker, folder, clock, sla, firing)
    pool.terminate()


async def test_what_a_project_owes_is_kept_fired_and_told(company: Company) -> None:
    projects = company.sla.projects
    await company.sla.heed_directory(company.clock.now())
    await company.passes("2026-08-18 00:00")
    await projects.report_done("jy", ReportDone(key="kickoff", note="已成立"), WANG)
    await projects.record_handover(
        "jy",
        RecordHandover(household="1-1", taken_over=False, customer=Customer(name="陈女士")),
        WANG,
    )
    company.folder.library = governed(jy={**DATES, "delivery": at("2027-03-31 00:00").date()})
    await company.sla.heed_directory(company.clock.now())
    await company.passes("2026-09-20 00:00")

    report = await company.verify()

    assert all(comparison.agrees for comparison in report.comparisons), report
    outcomes = {d.key: d.outcome for d in (await projects.view("jy")).duties}
    assert outcomes == {
        "kickoff": "missed",
        "letter": "open",
        "progress": "open",
        "review": "open",
    }
    gone = (await projects.view("other")).duties
    assert {duty.outcome for duty in gone} == {"missed", "dropped"}


async def test_a_report_that_comes_twice_takes_effect_once(company: Company) -> None:
    await company.sla.heed_directory(company.clock.now())
    caller = Caller("wang", RequestKey("once", b"\x00" * 32))
    done = ReportDone(key="kickoff", note="已成立")
    await company.sla.projects.report_done("jy", done, caller)

    with pytest.raises(AlreadyAnswered):
        await company.sla.projects.report_done("jy", done, caller)
    assert (await company.sla.projects.view("jy")).version == 6
