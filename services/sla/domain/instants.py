"""The instants at which something happens by itself: warnings, due times, milestones."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from services.sla.domain.obligation import Obligation, WarningAhead
from services.sla.domain.supervision_order import SupervisionOrder
from services.sla.domain.watch import Watch


class InstantKind(StrEnum):
    WARNING = "warning"
    DUE = "due"
    MILESTONE = "milestone"
    URGING = "urging"


class Instant(NamedTuple):
    """A moment still ahead of an aggregate; `key` is the obligation's or the milestone's."""

    at: datetime
    kind: InstantKind
    key: str
    step: str = ""
    provisional: bool = False

    @property
    def place(self) -> str:
        """What keeps an instant itself when its time changes."""
        return f"{self.key}/{self.kind}/{self.step}"


_at = attrgetter("at")


def instants_of_watch(watch: Watch) -> tuple[Instant, ...]:
    """Every instant ahead, in the order in which they pass."""
    found: list[Instant] = []
    for obligation in watch.open_obligations:
        timing = obligation.timing
        if timing.due_at is None:
            continue
        found += [_warning(obligation, warning) for warning in obligation.warnings_ahead]
        found.append(_due(obligation, timing.due_at))
    return tuple(sorted(found, key=_at))


def next_of_watch(watch: Watch) -> Instant | None:
    """The first instant ahead, without looking for the others."""
    firsts: list[Instant] = []
    for obligation in watch.open_obligations:
        due_at = obligation.timing.due_at
        if due_at is None:
            continue
        ahead = obligation.warnings_ahead
        warned_first = ahead and ahead[0].at <= due_at  # They lie in order of time.
        firsts.append(_warning(obligation, ahead[0]) if warned_first else _due(obligation, due_at))
    return min(firsts, key=_at, default=None)


def _warning(obligation: Obligation, warning: WarningAhead) -> Instant:
    provisional = obligation.timing.explanation.provisional
    return Instant(warning.at, InstantKind.WARNING, obligation.key, warning.step, provisional)


def _due(obligation: Obligation, due_at: datetime) -> Instant:
    provisional = obligation.timing.explanation.provisional
    return Instant(due_at, InstantKind.DUE, obligation.key, provisional=provisional)


def instants_of_order(order: SupervisionOrder) -> tuple[Instant, ...]:
    """The milestones ahead and the urging of those that were missed, in due order."""
    found = [
        Instant(
            at=milestone.due_at,
            kind=InstantKind.MILESTONE,
            key=milestone.key,
            provisional=milestone.provisional,
        )
        for milestone in order.milestones_ahead
    ]
    found += (
        Instant(at=rung.at, kind=InstantKind.URGING, key=milestone.key, step=str(number))
        for milestone, number, rung in order.rungs_ahead
    )
    return tuple(sorted(found, key=_at))
