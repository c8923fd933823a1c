"""What may be asked of analytics. Reads rows, leaves the computing to pure functions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from services.analytics.complaint_facts import COMPLAINTS, TITLES, ComplaintFact
from services.analytics.course import COURSE, CourseStep
from services.analytics.figures import IndicatorReport, MonthlyReport
from services.analytics.indicators import Packs, indicators, without_packs
from services.analytics.monthly import GRAVEST_SINGLED_OUT, MonthFacts, monthly_report
from services.analytics.monthly_html import MonthlyPage
from services.analytics.monthly_xlsx import monthly_workbook
from services.analytics.months import Month
from services.analytics.obligation_facts import OBLIGATIONS, Outcome
from services.analytics.on_time import OnTimeReport, on_time_by_month
from services.analytics.supervision_facts import SUPERVISION_ORDERS
from shared.event_store.port import Store, Transaction
from shared.policy import Pack, PackIsUnknown
from shared.policy.policies import Policies

Form = TypeVar("Form")


class Reports:
    """The reports over the facts as they are now.

    A month of many thousand complaints takes seconds and much memory: it is computed beside the
    event loop, and one after the other.
    """

    def __init__(self, store: Store, zone: ZoneInfo, page: MonthlyPage, policies: Policies) -> None:
        self._store = store
        self._zone = zone
        self._page = page
        self._policies = policies
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
                found = await _facts_of(month, unit)
            facts = replace(found, packs=self._packs_of(found.complaints))
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

    async def indicators(self, month: Month, *, project: str | None) -> IndicatorReport:
        """The indicators 指标 over a month's complaints, or those of one project among them."""
        of_project: dict[str, Any] = {} if project is None else {"project": project}
        async with self._turn:
            async with self._store.transaction() as unit:
                complaints = await unit.rows.find(COMPLAINTS, month=str(month), **of_project)
                missed = await unit.rows.find(OBLIGATIONS, month=str(month), outcome=Outcome.MISSED)
            packs = self._packs_of(complaints)
            return IndicatorReport(
                month=str(month),
                project=project,
                indicators=await asyncio.to_thread(indicators, complaints, missed, packs),
                without_packs=without_packs(complaints, packs),
            )

    def _packs_of(self, complaints: Iterable[ComplaintFact]) -> Packs:
        """The versions that govern complaints. One that is not there leaves its indicators out,
        which the reports say, and nothing else."""
        found: dict[tuple[str, str], Pack] = {}
        for version in {(fact.pack, fact.version) for fact in complaints}:
            with suppress(PackIsUnknown):
                found[version] = self._policies.pack(*version)
        return found


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
