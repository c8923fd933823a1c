"""Promise 4: every obligation ends exactly once, and no instant passes unnoticed.

The rules are told again here, from the events alone, and not with the domain's own functions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import UUID

from services.sla.domain import events as e
from services.sla.domain.clocks import NO_LONGER_APPLIES
from services.sla.domain.obligation import Timing, Trigger
from services.sla.domain.supervision_order import SUPERVISION_ORDER
from services.sla.domain.watch import WATCH
from shared.domain import DomainEvent
from tests.simulation.promises import Kept, PromiseBroken

LATE_TOLERANCE_S = 1.0


@dataclass(slots=True)
class Run:
    """One time that something was owed."""

    key: str
    trigger: Trigger
    timing: Timing
    given: set[str] = field(default_factory=set)
    ended: str = ""

    def forget_warnings(self) -> None:
        """More time was granted: what was warned of is ahead again."""
        self.given.clear()


class Owed:
    """What is owed on one complaint, as its events tell."""

    def __init__(self, watch: UUID) -> None:
        self.runs: list[Run] = []
        self._watch = watch

    def hear(self, event: DomainEvent) -> None:
        match event:
            case e.ObligationStarted():
                self._start(event)
            case e.ObligationMet():
                self._end(event.key, event.met_at, "met")
            case e.ObligationCancelled():
                self._end(event.key, event.cancelled_at, event.reason)
            case e.DeadlineMissed():
                run = self._open(event.key)
                self._hold(run.timing.due_at == event.at, f"{event.key} missed at another time")
                self._fired(event, event.at, event.late_s)
                self._end(event.key, event.at, "missed")
            case e.DeadlineApproaching():
                self._warn(event)
            case e.ObligationExtended():
                run = self._open(event.key)
                run.timing = event.timing
                run.forget_warnings()
            case e.ObligationPaused() | e.ObligationResumed():
                self._open(event.key).timing = event.timing
            case e.ObligationRederived():
                run = self._open(event.key)
                run.timing = event.timing
                if event.trigger is not None:  # A later promise: it warns anew.
                    run.trigger = event.trigger
                    run.forget_warnings()

    def nothing_passed_unnoticed(self, now: datetime) -> None:
        for run in self.runs:
            due = run.timing.due_at
            if run.ended or due is None:
                continue
            self._hold(due > now, f"{run.key} was due at {due} and nobody noticed")
            self._warned_before(run, now)

    def _start(self, event: e.ObligationStarted) -> None:
        for run in self.runs:
            if run.key == event.key:
                self._hold(bool(run.ended), f"{event.key} is owed twice at a time")
                again = run.trigger == event.trigger and run.ended != NO_LONGER_APPLIES
                self._hold(not again, f"{event.key}, {run.ended}, is owed again for the same thing")
        self.runs.append(Run(event.key, event.trigger, event.timing))

    def _end(self, key: str, at: datetime, how: str) -> None:
        run = self._open(key)
        due = run.timing.due_at
        if how == "met" and due is not None:
            self._hold(at <= due, f"{key} is called met after it was due")
        self._warned_before(run, at)
        run.ended = how

    def _warn(self, event: e.DeadlineApproaching) -> None:
        run = self._open(event.key)
        ahead = {warning.step: warning.at for warning in run.timing.warnings}
        self._hold(ahead.get(event.step) == event.at, f"{event.key} warned at another time")
        self._hold(event.step not in run.given, f"{event.key} warned twice, {event.step} before")
        run.given.add(event.step)
        self._fired(event, event.at, event.late_s)

    def _warned_before(self, run: Run, at: datetime) -> None:
        if run.timing.due_at is None:
            return
        for warning in run.timing.warnings:
            skipped = warning.at < at and warning.step not in run.given
            self._hold(not skipped, f"{run.key} was never warned of, {warning.step} before")

    def _fired(self, event: DomainEvent, at: datetime, late_s: float) -> None:
        passed = (event.recorded_at - at).total_seconds()
        marked = abs(max(0.0, passed) - late_s) <= LATE_TOLERANCE_S
        self._hold(marked, f"what fired {passed} s late is marked {late_s} s")

    def _open(self, key: str) -> Run:
        for run in reversed(self.runs):
            if run.key == key:
                self._hold(not run.ended, f"{key} had ended, {run.ended}, and goes on")
                return run
        raise PromiseBroken(f"watch {self._watch}: {key} never began")

    def _hold(self, condition: bool, broken: str) -> None:
        if not condition:
            raise PromiseBroken(f"watch {self._watch}: {broken}")


def every_limit_ends_once(kept: Kept) -> None:
    now = kept.world.clock.now()
    for stream, events in kept.events("sla"):
        if isinstance(events[0], WATCH.events):
            owed = Owed(stream)
            for event in events:
                owed.hear(event)
            owed.nothing_passed_unnoticed(now)
            _in_due_order(stream, events)
        else:
            order = SUPERVISION_ORDER.fold(None, events)
            assert order is not None
            for milestone in order.milestones_ahead:
                if milestone.due_at <= now:
                    raise PromiseBroken(f"order {stream}: {milestone.key} passed unnoticed")


def _in_due_order(stream: UUID, events: list[DomainEvent]) -> None:
    """What fires together, with nothing between, fires in the order in which it was due."""
    for fires, group in groupby(events, lambda event: hasattr(event, "late_s")):
        instants = [event.at for event in group] if fires else []  # type: ignore[attr-defined]
        if instants != sorted(instants):
            raise PromiseBroken(f"watch {stream}: instants fired out of order")
