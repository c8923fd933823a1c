"""What sla keeps that can be checked: what its watches and orders told, and their timers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from services.sla.calendar_changes import (
    CHANGES,
    CalendarChange,
    changes_of_order,
    changes_of_watch,
)
from services.sla.domain.duties.project_watch import (
    PROJECT_WATCH,
    ProjectWatch,
    instants_of_project,
)
from services.sla.domain.instants import Instant, instants_of_order, instants_of_watch
from services.sla.domain.supervision_order import SUPERVISION_ORDER, SupervisionOrder
from services.sla.domain.watch import WATCH, Watch
from services.sla.duties.ledger import HANDOVERS, PROJECTS
from services.sla.ledger import ORDERS, WATCHES
from services.sla.timers import TIMERS, Timer
from shared.domain import State
from shared.ids import project_id
from shared.policy import PolicyLibrary
from shared.rebuild.kept import DerivedRows, History, Kept

# The trace of whatever set the clock lies beside the event, not in it.
COLUMNS = tuple(name for name in TIMERS.columns if name != "traceparent")


def kept(policies: PolicyLibrary, zone: ZoneInfo) -> Kept:
    del policies, zone  # What was derived is in the events.
    return Kept(
        histories=(
            History(WATCHES, (_timer_rows(_of_watch), _change_rows(changes_of_watch))),
            History(ORDERS, (_timer_rows(_of_order), _change_rows(changes_of_order))),
            History(PROJECTS, (_timer_rows(_of_project),)),
            History(HANDOVERS),
        )
    )


def _timer_rows(rows_of: Callable[[State], Iterable[Timer]]) -> DerivedRows[State]:
    return DerivedRows(TIMERS.name, TIMERS.key, COLUMNS, rows_of)


def _change_rows(rows_of: Callable[[State], Iterable[CalendarChange]]) -> DerivedRows[State]:
    return DerivedRows(CHANGES.name, CHANGES.key, CHANGES.columns, rows_of)


def _of_watch(watch: Watch) -> Iterable[Timer]:
    return _timers(watch.id, WATCH.name, watch.complaint_id, instants_of_watch(watch))


def _of_order(order: SupervisionOrder) -> Iterable[Timer]:
    return _timers(order.id, SUPERVISION_ORDER.name, order.complaint_id, instants_of_order(order))


def _of_project(watch: ProjectWatch) -> Iterable[Timer]:
    about = project_id(watch.project)
    return _timers(watch.id, PROJECT_WATCH.name, about, instants_of_project(watch))


def _timers(
    stream: UUID, aggregate: str, complaint_id: UUID, instants: Sequence[Instant]
) -> Iterable[Timer]:
    """Two instants of one place are one timer, as `set_timers` has it: the later of them."""
    found = (
        Timer(
            stream=stream,
            place=instant.place,
            aggregate=aggregate,
            complaint_id=complaint_id,
            instant=instant.at,
            provisional=instant.provisional,
            traceparent=None,
        )
        for instant in instants
    )
    return {timer.place: timer for timer in found}.values()
