"""Which calendar a deadline was computed with, in a word that can be stored and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from shared.deadlines.notice import HolidayNotice
from shared.deadlines.year_table import Hours

_LAST_YEAR = 9999


def version_of(
    zone: str,
    weekly: Mapping[int, tuple[Hours, ...]],
    notices: Sequence[HolidayNotice],
    closures: Mapping[date, str],
    shifts: Mapping[date, tuple[Hours, ...]],
    observes_holidays: bool,
) -> str:
    """The notices in force and a fingerprint of all that decides about hours.

    Such as `cn-2004..cn-2026,cn-2020-02#1f0c22d9`: runs of one id a year are drawn together, and
    amendments come after the notices of the years.
    """
    facts = (
        zone,
        tuple((day, _clock(hours)) for day, hours in sorted(weekly.items()) if hours),
        tuple(
            (n.id, n.year, tuple(map(str, sorted(n.off))), tuple(map(str, sorted(n.work))))
            for n in notices
        ),
        tuple(map(str, sorted(closures))),
        tuple((str(day), _clock(hours)) for day, hours in sorted(shifts.items())),
        observes_holidays,
    )
    fingerprint = hashlib.sha256(repr(facts).encode()).hexdigest()[:8]
    ids = [n.id for n in sorted(notices, key=lambda notice: notice.amends is not None)]
    return f"{_listed(ids) or 'no-notice'}#{fingerprint}"


def named_in(version: str) -> frozenset[str]:
    """The ids of the notices that a version names; what is no version names none."""
    runs = (run.partition("..") for run in version.partition("#")[0].split(","))
    return frozenset(id_ for first, _, last in runs for id_ in _run(first, last))


def _run(first: str, last: str) -> Iterator[str]:
    yield first
    prefix, _, begins = first.rpartition("-")
    ends = last.removeprefix(f"{prefix}-")
    if begins.isdecimal() and ends.isdecimal():
        for year in range(int(begins) + 1, min(int(ends), _LAST_YEAR) + 1):
            yield f"{prefix}-{year}"


def _clock(hours: Sequence[Hours]) -> str:
    return ",".join(f"{opening.isoformat()}-{closing.isoformat()}" for opening, closing in hours)


def _listed(ids: Sequence[str]) -> str:
    """`a-2004,a-2005,a-2006,b` as `a-2004..a-2006,b`."""
    runs: list[list[str]] = []
    for id_ in ids:
        if runs and id_ == _next_year(runs[-1][-1]):
            runs[-1].append(id_)
        else:
            runs.append([id_])
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs)


def _next_year(id_: str) -> str | None:
    prefix, dash, year = id_.rpartition("-")
    return f"{prefix}{dash}{int(year) + 1}" if year.isascii() and year.isdigit() else None
