"""Facts that are true while a complaint lies in a period of its project (期间), such as 维保期.

They are decided on the day of receipt, from the dates and warranties of the directory. One that
waits for the part (部位) complained of is decided when the part is known.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.deadlines import Span, deadline
from shared.policy import Directory, Facts, Pack
from shared.policy.facts import During

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Home:
    """Where the home complained of lies, and when its owner spoke."""

    project: str
    building: str | None
    received_at: datetime


def facts_of_periods(
    pack: Pack, facts: Facts, home: Home, directory: Directory, *, changed: Collection[str] | None
) -> dict[str, bool]:
    """Those facts of a period that are to be decided: all of them (`changed` None), or those that
    wait for one of the facts that changed."""
    during = {name: fact.during for name, fact in pack.facts.items() if fact.during}
    return {
        name: _holds(period, pack, facts, home, directory)
        for name, period in during.items()
        if changed is None or period.warranty_of in changed
    }


def _holds(period: During, pack: Pack, facts: Facts, home: Home, directory: Directory) -> bool:
    begins = directory.date_of(home.project, period.since, home.building)
    day = pack.calendar.local_date(home.received_at)
    if begins is None or day < begins:
        return False
    span = period.lasts
    if period.warranty_of is not None:
        warranty = directory.warranty(home.project, str(facts.get(period.warranty_of, "")))
        if warranty is None:
            return False
        span = warranty.lasts
    return span is None or day <= _last_day(begins, span, pack)


def _last_day(begins: date, span: Span, pack: Pack) -> date:
    """The day on which a period ends, itself included (民法典 202 条)."""
    begun = datetime.combine(begins, time(), ZoneInfo(pack.calendar.zone))
    due = deadline(begun, span, pack.calendar).due
    assert due is not None, "nothing pauses a period"
    return pack.calendar.local_date(due - INSTANT)
