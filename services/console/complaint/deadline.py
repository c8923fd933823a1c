"""A clock as a person sees it: how much is used up, how much is left, and in what state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.console.phrases import span
from services.console.read_model.rows import Clock, ClockState
from shared.contracts.sla import ObligationKind

SCALE = 1000
"""Bars are measured in thousandths."""

LEAST = 8
"""What ended at once still shows that it has ended."""


class Look(StrEnum):
    """What a deadline looks like, the most pressing first."""

    MISSED = "missed"
    SOON = "soon"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    CANCELLED = "cancelled"


PRESSING = tuple(Look)


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """One deadline: its headline, and its bar from start to due time.

    `used` is how much of the bar is filled, `warned` where warnings fired, both in thousandths.
    """

    clock: Clock
    answerable: str
    look: Look
    headline: str
    used: int
    warned: tuple[int, ...]


def views_of(
    clocks: Iterable[Clock], now: datetime, names: dict[str, str]
) -> tuple[DeadlineView, ...]:
    """The deadlines, the most pressing first; `names` are those of who answers for them."""
    views = [
        _view(clock, now, names.get(clock.answerable, clock.answerable))
        for clock in clocks
        if clock.kind is ObligationKind.DEADLINE
    ]
    return tuple(sorted(views, key=_order))


def _order(view: DeadlineView) -> tuple[int, datetime, str]:
    clock = view.clock
    return PRESSING.index(view.look), clock.due_at or clock.started_at, clock.obligation


def _view(clock: Clock, now: datetime, answerable: str) -> DeadlineView:
    return DeadlineView(
        clock=clock,
        answerable=answerable,
        look=_look(clock),
        headline=_headline(clock, now),
        used=_used(clock, now),
        warned=tuple(_share(clock, warned.at) for warned in clock.warnings),
    )


def _look(clock: Clock) -> Look:
    if clock.state is ClockState.RUNNING:
        return Look.SOON if clock.warnings else Look.RUNNING
    return Look(clock.state.value)


def _headline(clock: Clock, now: datetime) -> str:
    due, ended = clock.due_at, clock.ended_at
    match clock.state:
        case ClockState.MET if due and ended and ended < due:
            return f"按时完成，提前 {span(due - ended)}"
        case ClockState.MET:
            return "按时完成"
        case ClockState.MISSED:
            return f"超时，到期已过 {span(now - due)}" if due else "超时"
        case ClockState.CANCELLED:
            return "不再计时"
        case ClockState.PAUSED:
            return "中止计时"
        case ClockState.RUNNING:
            if due is None:
                return "计时中"
            return f"还剩 {span(due - now)}" if due > now else "时间已到"


def _used(clock: Clock, now: datetime) -> int:
    match clock.state:
        case ClockState.MISSED:
            return SCALE
        case ClockState.MET | ClockState.CANCELLED:
            return max(LEAST, _share(clock, clock.ended_at or now))
        case _:
            return _share(clock, now)


def _share(clock: Clock, instant: datetime) -> int:
    if clock.due_at is None or clock.due_at <= clock.started_at:
        return SCALE
    share = (instant - clock.started_at) / (clock.due_at - clock.started_at)
    return round(SCALE * min(1.0, max(0.0, share)))
