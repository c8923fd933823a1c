"""The instants at which something happens by itself: warnings, due times, milestones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.sla.domain.supervision_order import SupervisionOrder
from services.sla.domain.watch import Watch


class InstantKind(StrEnum):
    WARNING = "warning"
    DUE = "due"
    MILESTONE = "milestone"
    URGING = "urging"


@dataclass(frozen=True, slots=True)
class Instant:
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


def instants_of_watch(watch: Watch) -> tuple[Instant, ...]:
    """Every instant ahead, in the order in which they pass."""
    found: list[Instant] = []
    for obligation in watch.open_obligations:
        timing = obligation.timing
        if timing.due_at is None:
            continue
        provisional = timing.explanation.provisional
        found += (
            Instant(
                at=warning.at,
                kind=InstantKind.WARNING,
                key=obligation.key,
                step=warning.step,
                provisional=provisional,
            )
            for warning in obligation.warnings_ahead
        )
        found.append(
            Instant(
                at=timing.due_at,
                kind=InstantKind.DUE,
                key=obligation.key,
                provisional=provisional,
            )
        )
    return tuple(sorted(found, key=lambda instant: instant.at))


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
    return tuple(sorted(found, key=lambda instant: instant.at))
