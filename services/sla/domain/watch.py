"""The watch 时限监控 on one complaint: its circumstances, its obligations, its supervision."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.sla.domain import events as e
from services.sla.domain.obligation import (
    Obligation,
    Outcome,
    PausedSpell,
    Timing,
    Trigger,
    WarningGiven,
)
from shared.contracts.intake import Channel, PolicyStamp
from shared.domain import Aggregate, AggregateType, FactValue


class Watch(Aggregate):
    """Everything the regulation's limits depend on, and how each obligation stands.

    `triggers` holds the latest occurrence of every event that limits are counted from.
    `called_for` are the supervision rules that have had their effect, each once a complaint;
    `order` is the number of the open supervision order, `orders` how many there were.
    """

    complaint_id: UUID
    number: str
    policy: PolicyStamp
    project: str
    channel: Channel
    received_at: AwareDatetime
    has_contact: bool
    answer_wanted_by: AwareDatetime | None
    category: str | None = None
    grade: int | None = None
    department: str | None = None
    facts: dict[str, FactValue] = Field(default_factory=dict)
    triggers: tuple[Trigger, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    called_for: tuple[str, ...] = ()
    order: str | None = None
    orders: int = 0
    closed: bool = False

    @property
    def open_obligations(self) -> tuple[Obligation, ...]:
        return tuple([o for o in self.obligations if o.outcome is Outcome.OPEN])

    def obligation(self, key: str) -> Obligation | None:
        """The obligation of a key; the latest where it was owed more than once."""
        return next((o for o in reversed(self.obligations) if o.key == key), None)

    @property
    def known_facts(self) -> dict[str, FactValue]:
        """The facts with the grade, which is 0 until there is one."""
        return {**self.facts, "grade": self.grade or 0}


def evolve(watch: Watch | None, event: e.WatchEvent) -> Watch:
    """Fold one recorded fact."""
    if isinstance(event, e.WatchOpened):
        return _opened(event)
    assert watch is not None, "a stream begins with WatchOpened"
    match event:
        case e.TriggerNoted():
            others = (t for t in watch.triggers if t.event != event.trigger.event)
            return watch.model_copy(update={"triggers": (*others, event.trigger)})
        case e.FactsNoted():
            return watch.model_copy(update={"facts": {**watch.facts, **event.facts}})
        case e.CategoryNoted():
            return watch.model_copy(update={"category": event.category})
        case e.GradeNoted():
            return watch.model_copy(update={"grade": event.grade})
        case e.ResponsibilityNoted():
            return watch.model_copy(update={"department": event.department})
        case e.SupervisionCalledFor() | e.SupervisionGrew() | e.SupervisionEnded():
            return _supervised(watch, event)
        case e.WatchClosed():
            return watch.model_copy(update={"closed": True})
        case e.WatchReopened():
            return watch.model_copy(update={"closed": False})
        case e.ObligationStarted():
            return watch.model_copy(update={"obligations": (*watch.obligations, _started(event))})
        case _:
            return _with_latest(watch, event.key, lambda o: _clocked(o, event))


def _opened(event: e.WatchOpened) -> Watch:
    return Watch(
        id=event.originator_id,
        complaint_id=event.complaint_id,
        number=event.number,
        policy=event.policy,
        project=event.project,
        channel=event.channel,
        received_at=event.received_at,
        has_contact=event.has_contact,
        answer_wanted_by=event.answer_wanted_by,
    )


def _supervised(
    watch: Watch, event: e.SupervisionCalledFor | e.SupervisionGrew | e.SupervisionEnded
) -> Watch:
    if isinstance(event, e.SupervisionEnded):
        return watch.model_copy(update={"order": None})
    keys = tuple(ground.key for ground in event.grounds)
    update: dict[str, object] = {"called_for": (*watch.called_for, *keys)}
    if isinstance(event, e.SupervisionCalledFor):
        update |= {"order": event.order_number, "orders": watch.orders + 1}
    return watch.model_copy(update=update)


def _started(event: e.ObligationStarted) -> Obligation:
    return Obligation(
        key=event.key,
        name=event.name,
        rule=event.rule,
        kind=event.kind,
        answerable=event.answerable,
        trigger=event.trigger,
        started_at=event.started_at,
        first_due_at=event.due_at,
        timing=event.timing,
    )


def _with_latest(watch: Watch, key: str, change: Callable[[Obligation], Obligation]) -> Watch:
    place = max(i for i, obligation in enumerate(watch.obligations) if obligation.key == key)
    before, after = watch.obligations[:place], watch.obligations[place + 1 :]
    changed = change(watch.obligations[place])
    return watch.model_copy(update={"obligations": (*before, changed, *after)})


ClockEvent = (
    e.ObligationMet
    | e.ObligationCancelled
    | e.ObligationPaused
    | e.ObligationResumed
    | e.ObligationExtended
    | e.ObligationRederived
    | e.DeadlineApproaching
    | e.DeadlineMissed
)


def _clocked(obligation: Obligation, event: ClockEvent) -> Obligation:
    match event:
        case e.ObligationMet():
            return _ended(obligation, Outcome.MET, event.met_at, event.by)
        case e.ObligationCancelled():
            return _ended(obligation, Outcome.CANCELLED, event.cancelled_at, event.reason)
        case e.DeadlineMissed():
            return _ended(obligation, Outcome.MISSED, event.at, None)
        case e.DeadlineApproaching():
            given = WarningGiven(step=event.step, at=event.at, late_s=event.late_s)
            return obligation.model_copy(update={"warned": (*obligation.warned, given)})
        case e.ObligationPaused():
            spell = PausedSpell(since=event.paused_at, until=None, reason=event.reason)
            return _timed(obligation, event.timing, pauses=(*obligation.pauses, spell))
        case e.ObligationResumed():
            return _timed(obligation, event.timing, pauses=_resumed(obligation, event))
        case e.ObligationExtended():
            return _timed(
                obligation, event.timing, extensions=(*obligation.extensions, event.extension)
            )
        case e.ObligationRederived():
            return _rederived(obligation, event)
        case _:
            assert_never(event)


def _ended(
    obligation: Obligation, outcome: Outcome, at: AwareDatetime, by: str | None
) -> Obligation:
    return obligation.model_copy(update={"outcome": outcome, "ended_at": at, "ended_by": by})


def _timed(obligation: Obligation, timing: Timing, **changed: object) -> Obligation:
    return obligation.model_copy(update={"timing": timing, **changed})


def _rederived(obligation: Obligation, event: e.ObligationRederived) -> Obligation:
    changed: dict[str, object] = {}
    if event.because is not None:
        changed["recounts"] = (*obligation.recounts, event.because)
    if event.trigger is not None:
        changed |= {"trigger": event.trigger, "moved_at": event.trigger.occurred_at}
    return _timed(obligation, event.timing, **changed)


def _resumed(obligation: Obligation, event: e.ObligationResumed) -> tuple[PausedSpell, ...]:
    return tuple(
        spell.model_copy(update={"until": event.resumed_at})
        if spell.until is None and spell.reason == event.reason
        else spell
        for spell in obligation.pauses
    )


WATCH = AggregateType(
    name="watch",
    state=Watch,
    events=e.EVENTS,
    evolve=evolve,
    snapshot_every=64,
    snapshot_version=2,
)
