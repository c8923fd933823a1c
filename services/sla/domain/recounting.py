"""Why something was counted anew when the calendar had changed (放假安排公布或修订)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.sla.domain.obligation import Recount
from shared.deadlines import HolidayNotice, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Counting:
    """From when something was counted, and when it was due before and is due now."""

    started_at: datetime
    before: datetime | None
    after: datetime | None


def recount(
    calendar: WorkingCalendar, version: str, counting: Counting, *, now: datetime
) -> Recount:
    """What came after a calendar of that version and touches what was counted."""
    notices = _touching(calendar, version, counting)
    return Recount(
        at=now,
        notices=tuple(notice.id for notice in notices),
        previous_due_at=counting.before,
        due_at=counting.after,
        sentence=_sentence(calendar, notices, counting),
    )


def naming(
    calendar: WorkingCalendar, version: str, counting: Counting
) -> tuple[HolidayNotice, ...]:
    """What came after a calendar of that version and names a day of what was counted."""
    first, last = _days(calendar, counting)
    new = calendar.notices_since(version)
    return tuple(n for n in new if any(first <= day <= last for day in n.days))


def _touching(
    calendar: WorkingCalendar, version: str, counting: Counting
) -> tuple[HolidayNotice, ...]:
    first, last = _days(calendar, counting)
    new = calendar.notices_since(version)
    # A notice may leave the days as the week has them; until it came nobody could know.
    return naming(calendar, version, counting) or tuple(
        n for n in new if first.year <= n.year <= last.year + 1
    )


def _days(calendar: WorkingCalendar, counting: Counting) -> tuple[date, date]:
    ends = [end for end in (counting.before, counting.after) if end is not None]
    last = calendar.local_date(max(ends)) if ends else date.max
    return calendar.local_date(counting.started_at), last


def _sentence(
    calendar: WorkingCalendar, notices: Sequence[HolidayNotice], counting: Counting
) -> str:
    came = "、".join(
        f"《{n.title}》（{n.published} 公布）" if n.published else f"《{n.title}》" for n in notices
    )
    was = "原定到期时间待定"
    if counting.before is not None:
        was = f"原定 {calendar.local(counting.before):%Y-%m-%d %H:%M} 到期"
    if counting.before == counting.after:
        return f"{came or '工作日历更正'}后重新计算，{was}，不变。"
    verb = "修订放假安排" if any(n.amends for n in notices) else "公布放假安排"
    return f"{came}{verb}，{was}，现重新计算。" if came else f"工作日历更正，{was}，现重新计算。"
