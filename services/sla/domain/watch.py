"""The watch 时限监控 on one complaint: its circumstances, its obligations, its supervision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.sla.domain import events as e
from services.sla.domain.obligation import (
    Obligation,
    Outcome,
    PausedSpell,
    Trigger,
    WarningGiven,
)
from shared.contracts.intake import Channel, PolicyStamp
from shared.domain import Aggregate, AggregateType, DomainEvent, FactValue

_Changed = Mapping[str, Any]
"""New values by field."""


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

    @cached_property
    def open_obligations(self) -> tuple[Obligation, ...]:
        return tuple([o for o in self.obligations if o.outcome is Outcome.OPEN])

    def obligation(self, key: str) -> Obligation | None:
        """The obligation of a key; the latest where it was owed more than once."""
        for obligation in reversed(self.obligations):
            if obligation.key == key:
                return obligation
        return None

    @property
    def known_facts(self) -> dict[str, FactValue]:
        """The facts with the grade, which is 0 until there is one."""
        return {**self.facts, "grade": self.grade or 0}


def evolve(watch: Watch | None, event: e.WatchEvent) -> Watch:
    """Fold one recorded fact."""
    if isinstance(event, e.WatchOpened):
        return _opened(event)
    assert watch is not None, "a stream begins with WatchOpened"
    changed = CHANGED_BY[type(event)](watch, event)
    return watch.model_copy(update=changed)


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


def _noted(watch: Watch, event: e.TriggerNoted) -> _Changed:
    others = [t for t in watch.triggers if t.event != event.trigger.event]
    return {"triggers": (*others, event.trigger)}


def _called_for(watch: Watch, event: e.SupervisionCalledFor) -> _Changed:
    return {
        **_grown(watch, event),
        "order": event.order_number,
        "orders": watch.orders + 1,
    }


def _grown(watch: Watch, event: e.SupervisionCalledFor | e.SupervisionGrew) -> _Changed:
    keys = [ground.key for ground in event.grounds]
    return {"called_for": (*watch.called_for, *keys)}


def _started(watch: Watch, event: e.ObligationStarted) -> _Changed:
    started = Obligation(
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
    return {"obligations": (*watch.obligations, started)}


def _met(obligation: Obligation, event: e.ObligationMet) -> _Changed:
    return _ended(Outcome.MET, event.met_at, event.by)


def _cancelled(obligation: Obligation, event: e.ObligationCancelled) -> _Changed:
    return _ended(Outcome.CANCELLED, event.cancelled_at, event.reason)


def _missed(obligation: Obligation, event: e.DeadlineMissed) -> _Changed:
    return _ended(Outcome.MISSED, event.at, None)


def _ended(outcome: Outcome, at: AwareDatetime, by: str | None) -> _Changed:
    return {"outcome": outcome, "ended_at": at, "ended_by": by}


def _warned(obligation: Obligation, event: e.DeadlineApproaching) -> _Changed:
    given = WarningGiven(step=event.step, at=event.at, late_s=event.late_s)
    return {"warned": (*obligation.warned, given)}


def _paused(obligation: Obligation, event: e.ObligationPaused) -> _Changed:
    spell = PausedSpell(since=event.paused_at, until=None, reason=event.reason)
    return {"timing": event.timing, "pauses": (*obligation.pauses, spell)}


def _resumed(obligation: Obligation, event: e.ObligationResumed) -> _Changed:
    pauses = tuple(
        spell.model_copy(update={"until": event.resumed_at})
        if spell.until is None and spell.reason == event.reason
        else spell
        for spell in obligation.pauses
    )
    return {"timing": event.timing, "pauses": pauses}


def _extended(obligation: Obligation, event: e.ObligationExtended) -> _Changed:
    return {"timing": event.timing, "extensions": (*obligation.extensions, event.extension)}


def _rederived(obligation: Obligation, event: e.ObligationRederived) -> _Changed:
    changed: dict[str, Any] = {"timing": event.timing}
    if event.because is not None:
        changed["recounts"] = (*obligation.recounts, event.because)
    if event.trigger is not None:
        changed |= {"trigger": event.trigger, "moved_at": event.trigger.occurred_at}
    return changed


def _on_latest(change: Callable[[Obligation, Any], _Changed]) -> Callable[[Watch, Any], _Changed]:
    """Changes the latest obligation of the key that the event names."""

    def changed(watch: Watch, event: Any) -> _Changed:
        obligations = list(watch.obligations)
        place = len(obligations) - 1
        while obligations[place].key != event.key:
            place -= 1
        before = obligations[place]
        obligations[place] = before.model_copy(update=change(before, event))
        return {"obligations": tuple(obligations)}

    return changed


CHANGED_BY: Mapping[type[DomainEvent], Callable[[Watch, Any], _Changed]] = {
    e.TriggerNoted: _noted,
    e.FactsNoted: lambda watch, event: {"facts": {**watch.facts, **event.facts}},
    e.CategoryNoted: lambda watch, event: {"category": event.category},
    e.GradeNoted: lambda watch, event: {"grade": event.grade},
    e.ResponsibilityNoted: lambda watch, event: {"department": event.department},
    e.SupervisionCalledFor: _called_for,
    e.SupervisionGrew: _grown,
    e.SupervisionEnded: lambda watch, event: {"order": None},
    e.WatchClosed: lambda watch, event: {"closed": True},
    e.WatchReopened: lambda watch, event: {"closed": False},
    e.ObligationStarted: _started,
    e.ObligationMet: _on_latest(_met),
    e.ObligationCancelled: _on_latest(_cancelled),
    e.DeadlineMissed: _on_latest(_missed),
    e.DeadlineApproaching: _on_latest(_warned),
    e.ObligationPaused: _on_latest(_paused),
    e.ObligationResumed: _on_latest(_resumed),
    e.ObligationExtended: _on_latest(_extended),
    e.ObligationRederived: _on_latest(_rederived),
}
"""What each fact changes, by field. By type, since every fact is folded the moment it is made."""

WATCH = AggregateType(
    name="watch",
    state=Watch,
    events=e.EVENTS,
    evolve=evolve,
    snapshot_every=64,
    snapshot_version=2,
)
