"""Others' answers to deadline questions, put to our engine.

`python -m tests.support.vectors` prints how many agree, file by file, names those that do not, and
ends with 1 if there are any. An adapter here only translates: all counting is the engine's.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from shared.deadlines import (
    HolidayNotice,
    Span,
    Unit,
    WorkingCalendar,
    calendar_file,
    deadline,
    elapsed,
    parse_hours,
    working_days_between,
)
from tests.support.checks import Check, working_seconds
from tests.support.peer_vectors import frappe_pauses, peer_cases
from tests.support.shared_data import REPOSITORY, folder

OFFICE_HOURS = (parse_hours("09:00-12:00"), parse_hours("13:30-18:00"))


def official_notices() -> tuple[HolidayNotice, ...]:
    text = (REPOSITORY / "policies" / "calendars" / "cn.yaml").read_text(encoding="utf-8")
    return calendar_file.parse(text)


@cache
def office_calendar() -> WorkingCalendar:
    """Shanghai, 09:00-12:00 and 13:30-18:00, under all official notices."""
    weekly = dict.fromkeys(range(5), OFFICE_HOURS)
    return WorkingCalendar.of("办公", "Asia/Shanghai", weekly, official_notices())


def working_time(path: Path) -> Iterator[Check]:
    """Working minutes added to an instant, working seconds between two."""
    calendar = office_calendar()
    for n, vector in enumerate(json.loads(path.read_text(encoding="utf-8"))["vectors"]):
        case, start = str(n), datetime.fromisoformat(vector["start"])
        if vector["op"] == "add_working_minutes":
            due = deadline(start, working_seconds(vector["minutes"] * 60), calendar).due
            yield Check(case, vector["op"], datetime.fromisoformat(vector["end_earliest"]), due)
        else:
            between = elapsed(start, datetime.fromisoformat(vector["end"]), calendar)
            yield Check(case, vector["op"], timedelta(seconds=vector["seconds"]), between)


def messages(path: Path) -> Iterator[Check]:
    """Due times and working days to the reply of real messages, 2011 to 2020."""
    calendar = office_calendar()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            received, replied = (datetime.fromisoformat(row[k]) for k in ("received", "replied"))
            for days in (3, 7, 15):
                due = deadline(received, Span(days, Unit.WD), calendar).due
                key = f"due_{days}wd"
                yield Check(row["id"], key, datetime.fromisoformat(row[key]), due)
            between = working_days_between(
                calendar.local_date(received), calendar.local_date(replied), calendar
            )
            yield Check(row["id"], "wd", int(row["wd"]), between)


SOURCES: Mapping[str, Callable[[Path], Iterator[Check]]] = {
    "calendar/working_time_vectors.json": working_time,
    "sla/peer_cases.json": peer_cases,
    "sla/frappe_pause_vectors.json": frappe_pauses,
    "messages/expected_working_days.csv": messages,
}


def main() -> int:
    """Print the table of agreement; 1 on any disagreement or absent file."""
    print(f"{'file':<36}{'cases':>7}{'answers':>9}{'agree':>7}{'disagree':>10}")
    failures: list[str] = []
    for relative, checks_of in SOURCES.items():
        path = folder() / relative
        if not path.is_file():
            print(f"{relative:<36} absent: set HUIYIN_SHARED_DATA to the folder of the data")
            failures.append(f"{relative}: absent")
            continue
        checks = list(checks_of(path))
        wrong = [check for check in checks if not check.agrees]
        cases, right = len({check.case for check in checks}), len(checks) - len(wrong)
        print(f"{relative:<36}{cases:>7}{len(checks):>9}{right:>7}{len(wrong):>10}")
        failures += [
            f"{relative} {c.case} {c.question}: expected {c.expected}, not {c.answer}"
            for c in wrong
        ]
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
