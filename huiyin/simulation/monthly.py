"""The twelve monthly reports 客服月报 of a played year, as the pages that analytics makes.

Each branch keeps its rows of a month in a file of its own; a page is made of one month's rows of
all of them, so that no process ever holds the rows of the whole year of the whole company.
"""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from huiyin.simulation.branch import Branch
from huiyin.simulation.company import Company
from huiyin.simulation.counting import months_of
from huiyin.simulation.plain_bus import done
from huiyin.simulation.plain_store import PlainStore
from huiyin.simulation.writing import writing
from services.analytics.complaint_facts import COMPLAINTS, TITLES, ComplaintFact
from services.analytics.course import COURSE
from services.analytics.monthly import GRAVEST_SINGLED_OUT
from services.analytics.monthly_html import MonthlyPage
from services.analytics.months import Month
from services.analytics.obligation_facts import OBLIGATIONS
from services.analytics.reports import Reports
from services.analytics.supervision_facts import SUPERVISION_ORDERS
from shared.event_store.rows import Table

BY_MONTH: tuple[Table[Any], ...] = (COMPLAINTS, TITLES, OBLIGATIONS, SUPERVISION_ORDERS)


@contextmanager
def room_for_rows(folder: Path) -> Iterator[Path]:
    """A folder within the folder of the reports, for as long as they are not made. Raises
    FileCannotBeWritten where none can be."""
    with ExitStack() as stack:
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            room = TemporaryDirectory(prefix=".", dir=folder, ignore_cleanup_errors=True)
            name = stack.enter_context(room)
        yield Path(name)


def keep_months(folder: Path, company: Company, analytics: PlainStore) -> None:
    """Put a branch's rows of each month into a file. Raises FileCannotBeWritten."""
    for month in months_of(company.year):
        kept = {table.name: done(analytics.rows.find(table, month=month)) for table in BY_MONTH}
        told = done(analytics.rows.find(COURSE, month=month))
        grave = {one.complaint_id.int for one in kept[COMPLAINTS.name] if _is_told_of(one)}
        kept[COURSE.name] = tuple(step for step in told if step.complaint_id.int in grave)
        with writing(folder):
            _file(folder, month, company.branch).write_bytes(pickle.dumps(kept))


def write_monthly_reports(folder: Path, company: Company, kept: Path, branches: int) -> None:
    """One page a month, such as 2026-03.html, from what the branches put into the folder `kept`.
    Raises FileCannotBeWritten."""
    zone = ZoneInfo(company.pack.working_time.zone)
    page = MonthlyPage("", zone)
    before: tuple[ComplaintFact, ...] = ()
    for month in months_of(company.year):
        store = PlainStore((), tell=lambda _: None)
        done(store.rows.put(COMPLAINTS, *before))
        for place in range(branches):
            _take_up(_file(kept, month, Branch(place, branches)), store)
        reports = Reports(store, zone, page, company.policies)
        written = asyncio.run(reports.monthly_page(Month.parse(month)))
        with writing(folder):
            (folder / f"{month}.html").write_text(written, encoding="utf-8")
        before = done(store.rows.find(COMPLAINTS, month=month))


def _is_told_of(fact: ComplaintFact) -> bool:
    """Whether the course of events stands in the report."""
    return fact.grade is not None and fact.grade <= GRAVEST_SINGLED_OUT


def _take_up(file: Path, store: PlainStore) -> None:
    kept = pickle.loads(file.read_bytes())  # noqa: S301  We wrote it a moment ago.
    for table in (*BY_MONTH, COURSE):
        done(store.rows.put(table, *kept[table.name]))


def _file(folder: Path, month: str, branch: Branch) -> Path:
    return folder / f"{month}.{branch.place}"
