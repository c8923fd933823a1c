"""All obligations of one complaint derived: received, graded, given to a department."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import thread_time_ns

from services.sla.domain import happening
from services.sla.domain.noting import News
from services.sla.domain.watch import WATCH, Watch
from shared.contracts.intake import ComplaintReceivedV1
from shared.domain import DomainEvent, stamp
from shared.policy import Pack
from tests.bench.result import Goal, Result, measured
from tests.bench.runner import Bench
from tests.unit.policy.regulations import at, zsy
from tests.unit.sla.story import WATCH_STREAM, assigned, complaint, graded

COMPLAINTS = 2_000
FIRST = "2026-01-05 08:00"
APART = timedelta(minutes=197)
"""Two years of complaints at every time of day, on working days and holidays."""


def run(bench: Bench) -> list[Result]:
    pack, taken = zsy(), []
    owed = 0
    for i in range(bench.sized(COMPLAINTS, 100)):
        spent, watch = _derived(pack, at(FIRST) + APART * i, grade=1 + i % 4)
        taken.append(spent)
        owed += len(watch.obligations)
    taken.sort()
    about = f"{pack.id}: {owed / len(taken):.1f} obligations each, warned and explained; CPU time"
    mean = sum(taken) / len(taken) / 1e6
    p99 = taken[len(taken) * 99 // 100] / 1e6
    return [
        measured(
            "obligations of one complaint derived, mean", mean, "ms", Goal("<=", 1), against=about
        ),
        measured("obligations of one complaint derived, p99", p99, "ms", against=about),
    ]


def _derived(pack: Pack, received: datetime, grade: int) -> tuple[int, Watch]:
    """How long the three decisions took, in nanoseconds, without folding what is stored of them."""
    written = f"{received:%Y-%m-%d %H:%M}"
    told = complaint(pack, written)(received)
    assert isinstance(told, ComplaintReceivedV1)
    begun = thread_time_ns()
    events = happening.open_watch(None, told, pack, now=received)
    taken = thread_time_ns() - begun
    watch = _folded(None, events, received)
    for news in _news(received, grade):
        begun = thread_time_ns()
        events = happening.hear(watch, news, pack, now=received)
        taken += thread_time_ns() - begun
        watch = _folded(watch, events, received)
    return taken, watch


def _news(received: datetime, grade: int) -> Iterator[News]:
    for telling in (graded(grade), assigned()):
        yield News.of(telling(received))


def _folded(watch: Watch | None, events: list[DomainEvent], now: datetime) -> Watch:
    version = watch.version if watch else 0
    folded = WATCH.fold(watch, stamp(events, stream=WATCH_STREAM, after_version=version, now=now))
    assert folded is not None
    return folded
