"""What may be asked of analytics. Reads rows, leaves the computing to pure functions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from services.analytics.complaint_facts import COMPLAINTS, TITLES
from services.analytics.course import COURSE, CourseStep
from services.analytics.figures import MonthlyReport
from services.analytics.monthly import GRAVEST_SINGLED_OUT, MonthFacts, monthly_report
from services.analytics.monthly_html import MonthlyPage
from services.analytics.monthly_xlsx import monthly_workbook
from services.analytics.months import Month
from services.analytics.obligation_facts import OBLIGATIONS
from services.analytics.on_time import OnTimeReport, on_time_by_month
from services.analytics.supervision_facts import SUPERVISION_ORDERS
from shared.event_store.port import Store, Transaction

Form = TypeVar("Form")


class Reports:
    """The reports over the facts as they are now.

    A month of many thousand complaints takes seconds and much memory: it is computed beside the
    event loop, and one after the other.
    """

    def __init__(self, store: Store, zone: ZoneInfo, page: MonthlyPage) -> None:
        self._store = store
        self._zone = zone
        self._page = page
        self._turn = asyncio.Lock()

    async def monthly(self, month: Month) -> MonthlyReport:
        """客服月报 of a month; an empty one where nothing came in."""
        return await self._monthly(month, lambda report: report)

    async def monthly_document(self, month: Month) -> str:
        """The same as JSON."""
        return await self._monthly(month, lambda report: report.model_dump_json())

    async def monthly_page(self, month: Month) -> str:
        """The same as a page of its own."""
        return await self._monthly(month, self._page.render)

    async def monthly_workbook(self, month: Month) -> bytes:
        """The same as an .xlsx file."""
        return await self._monthly(month, lambda report: monthly_workbook(report, self._zone))

    async def _monthly(self, month: Month, form: Callable[[MonthlyReport], Form]) -> Form:
        async with self._turn:
            async with self._store.transaction() as unit:
                facts = await _facts_of(month, unit)
            return await asyncio.to_thread(lambda: form(monthly_report(month, facts, self._zone)))

    async def on_time(
        self, obligation: str, *, first: Month | None, last: Month | None
    ) -> OnTimeReport:
        """How often an obligation was kept, by month of receipt from `first` to `last`."""
        async with self._store.transaction() as unit:
            facts = await unit.rows.find(
                OBLIGATIONS,
                obligation=obligation,
                at_least=("month", str(first)) if first else None,
                at_most=("month", str(last)) if last else None,
            )
        return on_time_by_month(obligation, facts)


async def _facts_of(month: Month, unit: Transaction) -> MonthFacts:
    named = str(month)
    complaints = await unit.rows.find(COMPLAINTS, month=named)
    course: list[CourseStep] = []
    for fact in complaints:
        if fact.grade is not None and fact.grade <= GRAVEST_SINGLED_OUT:
            course += await unit.rows.find(COURSE, complaint_id=fact.complaint_id)
    before = month.before
    return MonthFacts(
        complaints=complaints,
        titles=await unit.rows.find(TITLES, month=named),
        obligations=await unit.rows.find(OBLIGATIONS, month=named),
        orders=await unit.rows.find(SUPERVISION_ORDERS, month=named),
        course=course,
        previous_total=len(await unit.rows.find(COMPLAINTS, month=str(before))) if before else 0,
    )
