"""The console's application over a store in memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from services.console.complaint import pages as complaint
from services.console.desk import pages as desk
from services.console.desk.application import Desk, Tally
from services.console.main import with_pages
from services.console.neighbours import Neighbours
from services.console.projects import pages as projects
from services.console.reactions import PageKeeping
from services.console.read_model.rows import PAGES
from services.console.report import pages as report
from services.console.trace import pages as trace
from services.console.web.look import Look
from services.console.workbench import Workbench
from shared.clock import SteppedClock
from shared.contracts import Message
from shared.event_store.memory import MemoryStore
from shared.event_store.port import Store
from shared.policy import PolicyLibrary
from shared.settings import POLICIES
from shared.web.problems import speak_problems

ZONE = ZoneInfo("Asia/Shanghai")
LIBRARY = PolicyLibrary.read(POLICIES)


class CountedRows:
    """Tallies counted over the rows themselves."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def count(self, *, today_from: datetime, today_until: datetime) -> Tally:
        async with self._store.transaction() as unit:
            pages = await unit.rows.find(PAGES)
        return Tally(
            received_today=sum(today_from <= page.received_at < today_until for page in pages),
            open=sum(page.is_open for page in pages),
            overdue=sum(page.overdue for page in pages),
            supervised=sum(page.supervised for page in pages),
        )


def app_over(store: MemoryStore, *, now: datetime, neighbours: Neighbours) -> FastAPI:
    app = FastAPI()
    speak_problems(app)
    for router in (desk.router, complaint.router, trace.router, report.router, projects.router):
        app.include_router(router)
    app.state.application = Workbench(
        desk=Desk(store=store, tallies=CountedRows(store), zone=ZONE),
        neighbours=neighbours,
        keeping=PageKeeping(LIBRARY, ZONE),
        policies=LIBRARY,
        clock=SteppedClock(now),
        zone=ZONE,
        look=Look(),
    )
    return with_pages(app)


async def hear(store: MemoryStore, messages: Iterable[Message]) -> None:
    """Let messages take effect as the subscriber would, in one transaction."""
    keeping = PageKeeping(LIBRARY, ZONE)
    async with store.transaction() as unit:
        for message in messages:
            await keeping.update_page_when_told(message, unit)
