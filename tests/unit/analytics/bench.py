"""analytics over a store in memory: what was told goes in, facts and reports come out."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from services.analytics.complaint_facts import COMPLAINTS, ComplaintFact
from services.analytics.course import COURSE, CourseStep
from services.analytics.figures import MonthlyReport
from services.analytics.monthly_html import MonthlyPage
from services.analytics.months import Month
from services.analytics.obligation_facts import OBLIGATIONS, ObligationFact
from services.analytics.projections import Projections
from services.analytics.reports import Reports
from services.analytics.supervision_facts import SUPERVISION_ORDERS, SupervisionFact
from shared.contracts import Message
from shared.domain import Immutable
from shared.event_store.memory import MemoryStore
from shared.policy import PolicyLibrary
from shared.settings import POLICIES

ZONE = ZoneInfo("Asia/Shanghai")
CONSOLE = "https://huiyin.example"
NOVEMBER = Month(2026, 11)
LIBRARY = PolicyLibrary.read(POLICIES)


class Analytics:
    def __init__(self) -> None:
        self.store = MemoryStore([])
        self.reports = Reports(self.store, ZONE, MonthlyPage(CONSOLE, ZONE), LIBRARY)
        self.handlers = Projections(ZONE).handlers()

    async def hears(self, *messages: Message) -> None:
        """Each message in a transaction of its own."""
        for message in messages:
            await self.hears_together(message)

    async def hears_together(self, *messages: Message) -> None:
        """All in one transaction, as a batch is."""
        async with self.store.transaction() as unit:
            for message in messages:
                await self.handlers[type(message.contract)](message, unit)

    async def complaints(self) -> tuple[ComplaintFact, ...]:
        async with self.store.transaction() as unit:
            return await unit.rows.find(COMPLAINTS)

    async def complaint(self) -> ComplaintFact:
        (fact,) = await self.complaints()
        return fact

    async def obligations(self) -> tuple[ObligationFact, ...]:
        async with self.store.transaction() as unit:
            return await unit.rows.find(OBLIGATIONS)

    async def obligation(self) -> ObligationFact:
        (fact,) = await self.obligations()
        return fact

    async def orders(self) -> tuple[SupervisionFact, ...]:
        async with self.store.transaction() as unit:
            return await unit.rows.find(SUPERVISION_ORDERS)

    async def course(self) -> tuple[CourseStep, ...]:
        async with self.store.transaction() as unit:
            return await unit.rows.find(COURSE, order_by=("sequence",))

    async def every_row(self) -> tuple[Immutable, ...]:
        facts = (await self.complaints(), await self.obligations(), await self.orders())
        return tuple(row for rows in facts for row in rows) + await self.course()

    async def report(self, month: Month = NOVEMBER) -> MonthlyReport:
        return await self.reports.monthly(month)
