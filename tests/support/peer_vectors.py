"""Deadline cases from the tests of other help desks, as facts, put to our engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from shared.deadlines import (
    Hours,
    Pause,
    WarningStep,
    WorkingCalendar,
    add_working_days,
    deadline,
    elapsed,
    parse_hours,
    warning_instants,
)
from tests.support.checks import Check, working_seconds

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# The source's Mondays are those of the current week; any without summer time in it will do.
MONDAY = date(2026, 3, 9)
Case = Mapping[str, Any]


def peer_cases(path: Path) -> Iterator[Check]:
    """Facts from the tests of other help desks."""
    data = json.loads(path.read_text(encoding="utf-8"))
    calendars = {name: _calendar(name, facts) for name, facts in data["calendars"].items()}
    for case in data["cases"]:
        yield from PEER_OPS[case["op"]](case, calendars[case["calendar"]])


def _calendar(name: str, facts: Mapping[str, Any]) -> WorkingCalendar:
    closures = {date.fromisoformat(day) for day in facts.get("holidays", ())}
    for yearly in facts.get("yearly_holidays", ()):
        closures |= {date.fromisoformat(f"{year}-{yearly}") for year in range(2010, 2030)}
    return WorkingCalendar.of(
        name,
        facts["tz"],
        {WEEKDAYS.index(day): _hours(hours) for day, hours in facts["weekly"].items()},
        closures=closures,
        shifts={date.fromisoformat(d): _hours(h) for d, h in facts.get("shifts", {}).items()},
        observes_holidays=False,
    )


def _hours(written: Sequence[Sequence[str]]) -> tuple[Hours, ...]:
    return tuple(parse_hours("-".join(interval)) for interval in written)


def _pauses(written: Sequence[Sequence[str]]) -> tuple[Pause, ...]:
    return tuple(
        Pause(datetime.fromisoformat(start), datetime.fromisoformat(end), "")
        for start, end in written
    )


def _due(case: Case, calendar: WorkingCalendar) -> Iterator[Check]:
    start, pauses = datetime.fromisoformat(case["start"]), _pauses(case["pauses"])
    found = deadline(start, working_seconds(case["duration_s"]), calendar, pauses=pauses)
    yield Check(case["id"], case["op"], datetime.fromisoformat(case["expected"]), found.due)
    if "warn_before_s" in case:
        step = WarningStep(before=working_seconds(case["warn_before_s"]))
        expected = (datetime.fromisoformat(case["warn_expected"]),)
        yield Check(case["id"], "warning", expected, warning_instants(found, [step], calendar))


def _elapsed(case: Case, calendar: WorkingCalendar) -> Iterator[Check]:
    start, end = (datetime.fromisoformat(case[key]) for key in ("start", "end"))
    found = elapsed(start, end, calendar, _pauses(case["pauses"]))
    yield Check(case["id"], case["op"], timedelta(seconds=case["expected_s"]), found)


def _same_clock_time(case: Case, calendar: WorkingCalendar) -> datetime:
    """Where a peer keeps the clock time on the Nth working day, which ours never does."""
    local = calendar.local(datetime.fromisoformat(case["start"]))
    return calendar.at(add_working_days(local.date(), case["days"], calendar), local.time())


def _business_days(case: Case, calendar: WorkingCalendar) -> Iterator[Check]:
    moved = _same_clock_time(case, calendar)
    found = calendar.opening(moved) if case["days"] > 0 else calendar.closing(moved)
    yield Check(case["id"], case["op"], datetime.fromisoformat(case["expected"]), found)


def _working_days(case: Case, calendar: WorkingCalendar) -> Iterator[Check]:
    moved = _same_clock_time(case, calendar)
    if case["end_of_working_day"]:
        moved = calendar.intervals(calendar.local_date(moved))[-1][1]
    yield Check(case["id"], case["op"], datetime.fromisoformat(case["expected"]), moved)


def _add_working_dates(case: Case, calendar: WorkingCalendar) -> Iterator[Check]:
    found = add_working_days(date.fromisoformat(case["start"]), case["days"], calendar)
    yield Check(case["id"], case["op"], date.fromisoformat(case["expected"]), found)


def _open_periods(case: Case, calendar: WorkingCalendar) -> Iterator[Check]:
    expected = [tuple(map(datetime.fromisoformat, period)) for period in case["expected_periods"]]
    found = islice(calendar.open_periods(datetime.fromisoformat(case["start"])), len(expected))
    yield Check(case["id"], case["op"], expected, list(found))


PEER_OPS: Mapping[str, Callable[[Case, WorkingCalendar], Iterator[Check]]] = {
    "due": _due,
    "elapsed": _elapsed,
    "business_days": _business_days,
    "working_days": _working_days,
    "add_working_dates": _add_working_dates,
    "open_periods": _open_periods,
}


def frappe_pauses(path: Path) -> Iterator[Check]:
    """Response and resolution times of a help desk whose tickets can be put on hold."""
    data = json.loads(path.read_text(encoding="utf-8"))
    for vector in data["vectors"]:
        yield from _frappe(vector, data["priorities"].get(vector.get("priority"), {}))


def _day(written: str) -> date:
    return MONDAY + timedelta(days=int(written.removeprefix("D+")))


def _instant(written: str) -> datetime:
    day, clock = written.split()
    return datetime.fromisoformat(f"{_day(day)}T{clock}+00:00")


def _frappe(vector: Case, priority: Mapping[str, int]) -> Iterator[Check]:
    hours = dict.fromkeys(range(5), ((time(10), time(18)),))
    closed = [_day(day) for day in vector.get("holidays", ())]
    calendar = WorkingCalendar.of("frappe", "UTC", hours, closures=closed)
    start = _instant(vector["create"])
    pauses: list[Pause] = []
    if "hold_seconds" in vector:  # Held from creation: the source only knows how long.
        pauses = [Pause(start, start + timedelta(seconds=vector["hold_seconds"]), "hold")]
    if "pause" in vector:
        held, released = map(_instant, vector["pause"])
        pauses = [Pause(held, released, "paused")]
    for key, budget in (("response_by", "response_min"), ("resolution_by", "resolution_min")):
        if key in vector:
            found = deadline(start, working_seconds(priority[budget] * 60), calendar, pauses=pauses)
            yield Check(vector["name"], key, _instant(vector[key]), found.due)
    if "resolution_working_seconds" in vector:
        expected = timedelta(seconds=vector["resolution_working_seconds"])
        found_time = elapsed(start, _instant(vector["resolved"]), calendar, pauses)
        yield Check(vector["name"], "resolution time", expected, found_time)
    if "hold_working_seconds" in vector:
        expected = timedelta(seconds=vector["hold_working_seconds"])
        hold = elapsed(pauses[0].start, _instant(vector["pause"][1]), calendar)
        yield Check(vector["name"], "hold time", expected, hold)
