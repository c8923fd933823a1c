"""The questions the pages ask of the read model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from services.console.desk.query import ListQuery
from services.console.read_model.rows import (
    CLOCKS,
    PAGES,
    TIMELINE,
    Clock,
    ComplaintPage,
    TimelineEntry,
)
from services.console.refusals import ComplaintIsUnknown
from shared.domain import Immutable
from shared.event_store.port import Store, Transaction

PAGE_LENGTH = 30
LAST_CHARACTER = "\U0010ffff"


class Tally(Immutable):
    """How much lies on the desk (总览)."""

    received_today: int
    open: int
    overdue: int
    supervised: int


class Tallies(Protocol):
    async def count(self, *, today_from: datetime, today_until: datetime) -> Tally:
        """Complaints received within the day, and those open, overdue and supervised now."""
        ...


class JoinedComplaint(Immutable):
    """Everything known of one complaint, from all services."""

    page: ComplaintPage
    clocks: tuple[Clock, ...]
    timeline: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class ComplaintList:
    """One page of the list; `cursor` is where the next begins, None at the end."""

    complaints: tuple[ComplaintPage, ...]
    cursor: str | None


class Desk:
    def __init__(self, *, store: Store, tallies: Tallies, zone: ZoneInfo) -> None:
        self._store = store
        self._tallies = tallies
        self._zone = zone

    async def tally(self, now: datetime) -> Tally:
        day = now.astimezone(self._zone).date()
        begin = datetime.combine(day, time(), self._zone)
        end = datetime.combine(day + timedelta(days=1), time(), self._zone)
        return await self._tallies.count(today_from=begin, today_until=end)

    async def list(self, query: ListQuery) -> ComplaintList:
        """Newest first. A number, or how one begins, finds whatever the other filters say."""
        async with self._store.transaction() as unit:
            if query.number is not None:
                return await self._numbered(unit, query.number)
            complaints = await unit.rows.find(
                PAGES,
                at_most=("place", query.cursor) if query.cursor else None,
                order_by=("-place",),
                limit=PAGE_LENGTH + 1,
                **query.equal(),
            )
        following = complaints[PAGE_LENGTH].place if len(complaints) > PAGE_LENGTH else None
        return ComplaintList(complaints[:PAGE_LENGTH], following)

    async def _numbered(self, unit: Transaction, beginning: str) -> ComplaintList:
        complaints = await unit.rows.find(
            PAGES,
            at_least=("number", beginning),
            at_most=("number", beginning + LAST_CHARACTER),
            order_by=("-number",),
            limit=PAGE_LENGTH,
        )
        return ComplaintList(complaints, None)

    async def complaint(self, number: str) -> JoinedComplaint:
        """Raises ComplaintIsUnknown."""
        async with self._store.transaction() as unit:
            found = await unit.rows.find(PAGES, number=number, limit=1)
            if not found:
                raise ComplaintIsUnknown(complaint=number)
            page = found[0]
            clocks = await unit.rows.find(
                CLOCKS, order_by=("started_at",), complaint_id=page.complaint_id
            )
            timeline = await unit.rows.find(
                TIMELINE, order_by=("sequence",), complaint_id=page.complaint_id
            )
        return JoinedComplaint(page=page, clocks=clocks, timeline=timeline)
