"""What a government says about one year's holidays (放假安排)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.deadlines.errors import CalendarIsInvalid


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """One official notice: days off and make-up working days (调休上班) of a holiday year.

    Some of its days may lie in the December before. `published` None: nobody knows any more, so it
    counts as always known. `names` says which holiday a day off belongs to, where known. `amends`
    is the id of the notice that this one changes (修订).
    """

    id: str
    year: int
    title: str
    published: date | None
    off: frozenset[date]
    work: frozenset[date]
    names: tuple[tuple[date, str], ...] = ()
    amends: str | None = None

    def __post_init__(self) -> None:
        both = self.off & self.work
        if both:
            day = min(both)
            raise CalendarIsInvalid(
                f"通知 {self.id}：{day} 既放假又上班",
                f"notice {self.id}: {day} is both a day off and a working day",
            )

    @property
    def days(self) -> frozenset[date]:
        """Every day that it says something of."""
        return self.off | self.work

    def is_out(self, on: date) -> bool:
        """Whether it was known at the end of that day."""
        return self.published is None or self.published <= on


def in_force(notices: Iterable[HolidayNotice]) -> tuple[HolidayNotice, ...]:
    """Notices in the order in which they take effect.

    Within a year by date of publication, undated ones first, equal ones as given.
    """
    ordered = tuple(sorted(notices, key=lambda n: (n.year, n.published or date.min)))
    ids = [notice.id for notice in ordered]
    if len(set(ids)) < len(ids):
        twice = next(id_ for id_ in ids if ids.count(id_) > 1)
        raise CalendarIsInvalid(f"通知 {twice} 出现两次", f"notice {twice} is given twice")
    _check_amendments(ordered)
    return ordered


def _check_amendments(ordered: tuple[HolidayNotice, ...]) -> None:
    """An amendment follows the notice of its year that it changes."""
    before: dict[str, int] = {}
    for notice in ordered:
        if notice.amends is not None and before.get(notice.amends) != notice.year:
            raise CalendarIsInvalid(
                f"通知 {notice.id} 所修订的 {notice.amends} 不在同年此前的通知之中",
                f"notice {notice.id} amends {notice.amends}, which is no earlier one of its year",
            )
        before[notice.id] = notice.year


@dataclass(frozen=True, slots=True)
class StatutoryDays:
    """What the notices come to, day by day: a later notice changes only the days it lists.

    A day in `off` is off, also where an earlier notice has left it in `work`.
    """

    off: dict[date, str]
    work: frozenset[date]

    @classmethod
    def under(cls, ordered: Iterable[HolidayNotice]) -> StatutoryDays:
        off: dict[date, str] = {}
        work: set[date] = set()
        for notice in ordered:
            names = dict(notice.names)
            work |= notice.work
            off = {day: name for day, name in off.items() if day not in notice.work}
            off.update((day, names.get(day, "")) for day in notice.off)
        return cls(off, frozenset(work))
