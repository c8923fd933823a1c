"""Obligations 时限: what starts a clock, how long it runs, what meets it, who hears of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from shared.contracts.sla import ObligationKind
from shared.deadlines import Span
from shared.domain import Immutable
from shared.policy.conditions import Expression
from shared.policy.context import EventValues
from shared.policy.faults import fault
from shared.policy.fields import (
    Answerable,
    ClockEvent,
    InstantField,
    Key,
    Label,
    LimitedBy,
    PauseReason,
    PostName,
    Recipient,
    RuleId,
    SpanText,
    WarningText,
    condition,
)
from shared.policy.prepared import Prepared
from shared.policy.vocabulary import Scope


class StartsFrom(StrEnum):
    """The instant an obligation's time is counted from, whatever event starts it."""

    EVENT = "event"  # when the starting event occurred
    RECEIVED = "received_at"  # when the customer spoke


class EventMatch(Immutable):
    """An event, and the condition on its own fields under which it counts."""

    event: ClockEvent
    when: Annotated[Expression | None, condition(Scope.EVENT)] = None


def matches_by_event(matches: Iterable[EventMatch]) -> Mapping[str, Sequence[EventMatch]]:
    found: dict[str, list[EventMatch]] = {}
    for match in matches:
        found.setdefault(match.event, []).append(match)
    return found


def any_counts(matches: Sequence[EventMatch], data: Mapping[str, object], *, rule: str) -> bool:
    """Whether any of these matches of one event counts it. Raises ConditionFailed."""
    values = EventValues(data)
    return any(match.when is None or match.when.holds(values, rule=rule) for match in matches)


class Miss(Immutable):
    """What happens when an obligation is missed: who is told (超时告知)."""

    tell: tuple[Recipient, ...] = Field(min_length=1)


class Limits(Immutable):
    """How long, by the complaint's category or by a fact's word (按类别定时限)."""

    by: LimitedBy
    of: Mapping[Annotated[str, Field(min_length=1, max_length=64)], SpanText] = Field(min_length=1)


class ObligationRule(Prepared):
    """One time limit of the regulation (时限).

    A `threshold` is silent: nobody owes it, and its passing only changes the facts that name it.
    While an obligation of one key is open on a complaint, starting it again changes nothing.
    `answerable` is `department` (the responsible one) or a department's key. `customer_limit` says
    that a limit the customer named is used where it ends earlier. `proposal` marks what the
    regulation leaves open and the pack's author filled in.

    How long it runs is `within`; or `limits` by category or fact, with `within` for all others; or
    it is due at an instant that the starting event names (`due: event.promised_for`). A later
    promise of the same name moves an open obligation to the new instant.
    """

    key: Key
    rule: RuleId
    name: Label
    kind: ObligationKind = ObligationKind.DEADLINE
    starts: tuple[ClockEvent, ...] = Field(min_length=1)
    when: Annotated[
        Expression | None,
        condition(Scope.FACTS, Scope.COMPLAINT, Scope.RECEIVED, Scope.EVENT),
    ] = None
    starts_from: StartsFrom = Field(default=StartsFrom.EVENT, alias="from")
    within: SpanText | None = None
    limits: Limits | None = None
    due: InstantField | None = None
    customer_limit: bool = False
    answerable: Answerable
    meeting: tuple[EventMatch, ...] = Field(min_length=1, alias="met_by")
    cancelling: tuple[EventMatch, ...] = Field(default=(), alias="cancelled_by")
    paused_by: tuple[PauseReason, ...] = ()
    extended_by: PostName | None = None
    warn: tuple[WarningText, ...] = ()
    warned: tuple[Recipient, ...] = ()
    on_miss: Miss | None = None
    proposal: bool = False

    @model_validator(mode="after")
    def _ends_some_time(self) -> ObligationRule:
        if (self.due is None) == (self.within is None and self.limits is None):
            raise fault(
                "须写明多久（within 或 limits）或到何时（due），二者取一",
                "say how long (`within` or `limits`) or until when (`due`), not both",
            )
        return self

    @model_validator(mode="after")
    def _says_who_is_warned(self) -> ObligationRule:
        if bool(self.warn) != bool(self.warned):
            raise fault(
                "warn（何时预警）与 warned（预警给谁）须同时填写",
                "`warn` (when) and `warned` (who) belong together",
            )
        return self

    @model_validator(mode="after")
    def _a_threshold_is_silent(self) -> ObligationRule:
        if self.kind is ObligationKind.THRESHOLD and (self.warn or self.on_miss):
            raise fault(
                "threshold（临界点）不预警也不告知", "a threshold neither warns nor tells anybody"
            )
        return self

    @property
    def tell_when_missed(self) -> tuple[str, ...]:
        return self.on_miss.tell if self.on_miss else ()

    @property
    def judged_on(self) -> frozenset[str]:
        """The names its condition or its limit reads that may change later (`facts.grade`)."""
        names = {
            *(self.when.names if self.when else ()),
            *([self.limits.by] if self.limits else ()),
        }
        return frozenset(
            name for name in names if name.startswith("facts.") or name == "complaint.category"
        )

    def span_for(self, values: Mapping[str, object]) -> Span | None:
        """How long it runs on `Context.values()`; None where it is due at a named instant, or
        where the regulation gives this kind of complaint no limit."""
        if self.limits is None:
            return self.within
        return self.limits.of.get(str(values.get(self.limits.by, "")), self.within)

    def met_by(self, event: str, data: Mapping[str, object]) -> bool:
        """Whether this event is what was owed. Raises ConditionFailed."""
        matches = self._meeting.get(event)
        return matches is not None and any_counts(matches, data, rule=self.rule)

    def cancelled_by(self, event: str, data: Mapping[str, object]) -> bool:
        """Whether this event makes the obligation fall away. Raises ConditionFailed."""
        matches = self._cancelling.get(event)
        return matches is not None and any_counts(matches, data, rule=self.rule)

    @cached_property
    def _meeting(self) -> Mapping[str, Sequence[EventMatch]]:
        return matches_by_event(self.meeting)

    @cached_property
    def _cancelling(self) -> Mapping[str, Sequence[EventMatch]]:
        return matches_by_event(self.cancelling)
