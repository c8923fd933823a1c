"""Facts 事实: what conditions are decided on, and where each fact comes from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from shared.deadlines import Unit
from shared.domain import FactValue, Immutable, Refusal, RefusalKind
from shared.policy.conditions import Expression, default_of
from shared.policy.context import event_values
from shared.policy.events import ValueType
from shared.policy.faults import fault
from shared.policy.vocabulary import (
    EventName,
    Label,
    ObligationName,
    Scope,
    SpanText,
    condition,
)

WHOLE_MAX = 2**53 - 1
_DEADLINE_MISSED = "deadline-missed"


class FactIsUnknown(Refusal):
    """A fact was stated that the governing pack does not declare."""

    kind = RefusalKind.INVALID
    zh = "制度 {pack} 没有事实“{fact}”"
    en = "the policy {pack} has no fact `{fact}`"


class FactHasWrongType(Refusal):
    """A fact was stated with a value of another type than the pack declares."""

    kind = RefusalKind.INVALID
    zh = "事实“{label}”（{fact}）应为 {type}，收到 {value}"
    en = "the fact `{fact}` must be of type {type}, not {value}"


class CountKey(StrEnum):
    """What complaints must have in common to be counted together."""

    CATEGORY = "category"
    PROJECT = "project"


class Counted(Immutable):
    """A fact that counts complaints: distinct complainants among those alike in a sliding time.

    The complaint at hand counts as one of them. `within` reaches back from its receipt.
    """

    by: tuple[CountKey, ...] = Field(min_length=1)
    distinct: Literal["complainant"]
    within: SpanText


class Told(Immutable):
    """An event that states a fact: `true`, or the value of an expression on the event's fields."""

    event: EventName
    when: Annotated[Expression | None, condition(Scope.EVENT)] = None
    value: Annotated[Expression | None, condition(Scope.EVENT, result=None)] = None


class FactDeclaration(Immutable):
    """A fact that conditions may use; money is whole fen (分).

    It is stated by a person unless `counted` (over complaints), `set_by` (events) or `after` (it
    becomes true when that obligation or threshold is missed) says otherwise.
    """

    type: ValueType
    label: Label
    counted: Counted | None = None
    set_by: tuple[Told, ...] = ()
    after: ObligationName | None = None

    @model_validator(mode="after")
    def _its_sources_have_its_type(self) -> FactDeclaration:
        if self.counted and self.type is not ValueType.INT:
            raise fault("counted 的事实应为 int", "a counted fact must be of type int")
        if self.counted and self.counted.within.unit is Unit.WH:
            raise fault("counted.within 不能用 wh", "a count cannot reach back in `wh`")
        if self.after and self.type is not ValueType.BOOL:
            raise fault("after 的事实应为 bool", "a fact with `after` must be of type bool")
        wanted = ValueType.INT if self.type is ValueType.MONEY else self.type
        for told in self.set_by:
            if (told.value.result if told.value else ValueType.BOOL) is not wanted:
                raise fault(
                    f"set_by 的 value 类型应为 {self.type}", f"`value` must be of type {self.type}"
                )
        return self

    @property
    def stated_by_a_person(self) -> bool:
        return not (self.counted or self.set_by or self.after)

    @property
    def default(self) -> FactValue:
        return default_of(self.type)

    def accepts(self, value: object) -> bool:
        """Whether a value has the declared type; `true` is no number, and a number beyond what
        every reader of JSON holds exactly (RFC 8259, section 6) is none that could be relied on."""
        match self.type:
            case ValueType.BOOL:
                return isinstance(value, bool)
            case ValueType.STRING:
                return isinstance(value, str)
            case ValueType.INT | ValueType.MONEY:
                if isinstance(value, bool) or not isinstance(value, int):
                    return False
                return abs(value) <= WHOLE_MAX

    @property
    def told_on(self) -> frozenset[str]:
        """The events that may state it."""
        return frozenset(told.event for told in self.set_by) | (
            {_DEADLINE_MISSED} if self.after else frozenset()
        )

    def told_by(self, event: str, data: Mapping[str, object], *, name: str) -> FactValue | None:
        """The value this event gives the fact, or None. Raises ConditionFailed."""
        if event == _DEADLINE_MISSED and self.after and data.get("obligation") == self.after:
            return True
        rule = f"facts.{name}"
        for told in self.set_by:
            if told.event != event:
                continue
            values = event_values(data)
            if told.when is None or told.when.holds(values, rule=rule):
                return told.value.value(values, rule=rule) if told.value else True
        return None
