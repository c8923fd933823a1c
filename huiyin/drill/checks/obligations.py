"""Every obligation ends once, no instant passes unnoticed, none fires twice or out of order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from huiyin.drill.checks.verdict import Verdict
from huiyin.drill.evidence import Evidence, StoredEvent

WATCH = "sla.watch."
ENDS = {"obligation-met": "met", "deadline-missed": "missed", "obligation-cancelled": "cancelled"}
TIMED = {
    "obligation-paused",
    "obligation-resumed",
    "obligation-extended",
    "obligation-rederived",
}
FIRED = {"deadline-approaching", "deadline-missed"}
TOLERANCE_S = 0.001


@dataclass(slots=True)
class _Open:
    """An obligation that runs. `known_since` counts the instants that had fired when its present
    due time was set: only later ones can be out of order with its own."""

    timing: Mapping[str, Any]
    known_since: int
    warned: set[str] = field(default_factory=set)


def check_obligations(evidence: Evidence, now: datetime) -> Verdict:
    """`now` is the business time the drill ended at."""
    verdict = Verdict("时限 obligations")
    found = evidence.services["sla"]
    own = [event for event in found.events if event.topic.startswith(WATCH)]
    for stream, events in groupby(own, key=lambda event: event.stream):
        _Watch(stream, verdict).follow(events, now)
    _check_milestones(found.events, verdict)
    for timer in found.rows["timers"]:
        if timer["instant"] <= now:
            verdict.lost(f"{timer['stream']}: {timer['place']} is past and has not fired")
    return verdict


class _Watch:
    """One watch, read from its stored events."""

    def __init__(self, stream: UUID, verdict: Verdict) -> None:
        self._stream = stream
        self._verdict = verdict
        self._open: dict[str, _Open] = {}
        self._fired: list[datetime] = []

    def follow(self, events: Iterable[StoredEvent], now: datetime) -> None:
        for event in events:
            name, state = event.topic.removeprefix(WATCH), event.state
            if name == "obligation-started":
                self._start(state)
            elif name in TIMED:
                self._time(name, state)
            if name in FIRED:
                self._fire(name, state)
            if name in ENDS:
                self._end(ENDS[name], state)
        self._verdict.counted["watches"] += 1
        for key, obligation in self._open.items():
            self._check_open(key, obligation, now)

    def _start(self, state: Mapping[str, Any]) -> None:
        key = state["key"]
        self._verdict.counted["started"] += 1
        if key in self._open:
            self._verdict.doubled(f"{self._stream}: {key} started while it was running")
        self._open[key] = _Open(state["timing"], len(self._fired))

    def _time(self, name: str, state: Mapping[str, Any]) -> None:
        obligation = self._open.get(state["key"])
        if obligation is None:
            self._verdict.wrong(f"{self._stream}: {state['key']} is not running, yet {name}")
            return
        obligation.timing = state["timing"]
        obligation.known_since = len(self._fired)
        if name == "obligation-extended":
            obligation.warned.clear()

    def _end(self, how: str, state: Mapping[str, Any]) -> None:
        self._verdict.counted[how] += 1
        if self._open.pop(state["key"], None) is None:
            self._verdict.doubled(f"{self._stream}: {state['key']} {how} after its end")

    def _fire(self, name: str, state: Mapping[str, Any]) -> None:
        key, at = state["key"], _time_of(state["at"])
        obligation = self._open.get(key)
        if obligation is None:
            self._verdict.doubled(f"{self._stream}: {key} {name} after its end")
            return
        if any(earlier > at for earlier in self._fired[obligation.known_since :]):
            self._verdict.wrong(f"{self._stream}: {key} {name} of {at} fired out of order")
        self._fired.append(at)
        if name == "deadline-approaching":
            self._verdict.counted["warnings"] += 1
            if state["step"] in obligation.warned:
                self._verdict.doubled(f"{self._stream}: {key} warned {state['step']} twice")
            obligation.warned.add(state["step"])
        self._check_late(key, at, state)

    def _check_late(self, key: str, at: datetime, state: Mapping[str, Any]) -> None:
        late_s = max(0.0, (_time_of(state["recorded_at"]) - at).total_seconds())
        if abs(late_s - state["late_s"]) > TOLERANCE_S:
            self._verdict.wrong(
                f"{self._stream}: {key} fired {late_s} s late and says {state['late_s']}"
            )
        if late_s > 0:
            self._verdict.counted["fired late and marked"] += 1

    def _check_open(self, key: str, obligation: _Open, now: datetime) -> None:
        self._verdict.counted["open"] += 1
        due_at = obligation.timing["due_at"]
        if due_at is not None and _time_of(due_at) <= now:
            self._verdict.lost(f"{self._stream}: {key} was due {due_at} and is still open")
        for warning in obligation.timing["warnings"]:
            if _time_of(warning["at"]) <= now and warning["step"] not in obligation.warned:
                self._verdict.lost(f"{self._stream}: {key} was not warned of {warning['step']}")


def _check_milestones(events: Iterable[StoredEvent], verdict: Verdict) -> None:
    """Milestones of supervision orders are missed once; only an agreement makes them new."""
    missed: set[tuple[UUID, str]] = set()
    for event in events:
        if event.topic == "sla.supervision-order.milestones-agreed":
            missed = {place for place in missed if place[0] != event.stream}
        if event.topic == "sla.supervision-order.milestone-missed":
            place = (event.stream, str(event.state["key"]))
            verdict.counted["milestones missed"] += 1
            if place in missed:
                verdict.doubled(f"{event.stream}: milestone {place[1]} missed twice")
            missed.add(place)


def _time_of(text: str) -> datetime:
    return datetime.fromisoformat(text)
