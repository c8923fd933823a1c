"""Facts 事实: what conditions are decided on, and where each fact comes from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from shared.deadlines import Unit
from shared.domain import FactValue, Immutable, Refusal, RefusalKind
from shared.policy.conditions import Expression, default_of
from shared.policy.context import EventValues
from shared.policy.events import ValueType
from shared.policy.faults import fault
from shared.policy.fields import (
    ComplaintEvent,
    DateName,
    FactName,
    Label,
    ObligationName,
    RuleId,
    SpanText,
    condition,
)
from shared.policy.vocabulary import Scope

# A word may name an entry of the directory, such as a warranty.
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=64)]
WHOLE_MAX = 2**53 - 1
_WHOLE = (ValueType.MONEY, ValueType.DAYS)
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


class FactIsNoWord(FactHasWrongType):
    """A text was stated that is none of those which the pack allows for the fact."""

    zh = "事实“{label}”（{fact}）只能取：{words}，收到 {value}"
    en = "the fact `{fact}` must be one of {words}, not {value}"


class CountKey(StrEnum):
    """What complaints must have in common to be counted together."""

    CATEGORY = "category"
    PROJECT = "project"


class Distinct(StrEnum):
    """Who is counted once, however often they complain; a household is one home of a project."""

    COMPLAINANT = "complainant"
    HOUSEHOLD = "household"


class Counted(Immutable):
    """A fact that counts complaints: distinct complainants, or households (户), among those alike
    in a sliding time.

    The complaint at hand counts as one of them. `within` reaches back from its receipt.
    """

    by: tuple[CountKey, ...] = Field(min_length=1)
    distinct: Distinct
    within: SpanText


class During(Immutable):
    """A fact that is true while a complaint lies in a period of the project (期间).

    The period begins with a date of the directory (`since`) and lasts so long, or for as long as
    the warranty (保修期) of the part that the fact named by `warranty_of` names, or without end.
    It is decided once, on the day of receipt; without the date it is false.
    """

    since: DateName
    lasts: SpanText | None = None
    warranty_of: FactName | None = None

    @model_validator(mode="after")
    def _ends_in_one_way(self) -> During:
        if self.lasts and self.warranty_of:
            raise fault(
                "lasts 与 warranty_of 只能写其一", "give `lasts` or `warranty_of`, not both"
            )
        return self


class Told(Immutable):
    """An event that states a fact: `true`, or the value of an expression on the event's fields."""

    event: ComplaintEvent
    when: Annotated[Expression | None, condition(Scope.EVENT)] = None
    value: Annotated[Expression | None, condition(Scope.EVENT, result=None)] = None


class FactDeclaration(Immutable):
    """A fact that conditions may use; money is whole fen (分).

    It is stated by a person unless `counted` (over complaints), `set_by` (events), `during` (dates
    of the project) or `after` (it becomes true when that obligation or threshold is missed) says
    otherwise. `words` are the only values that a text may have, with what they are called. `rule`
    is the article that defines it, where one does (cg-warranty).
    """

    type: ValueType
    label: Label
    counted: Counted | None = None
    set_by: tuple[Told, ...] = ()
    after: ObligationName | None = None
    during: During | None = None
    words: Mapping[Word, Label] = Field(default_factory=dict)
    rule: RuleId | None = None

    @model_validator(mode="after")
    def _its_sources_have_its_type(self) -> FactDeclaration:
        if self.counted and self.type is not ValueType.INT:
            raise fault("counted 的事实应为 int", "a counted fact must be of type int")
        if self.counted and self.counted.within.unit is Unit.WH:
            raise fault("counted.within 不能用 wh", "a count cannot reach back in `wh`")
        if self.after and self.type is not ValueType.BOOL:
            raise fault("after 的事实应为 bool", "a fact with `after` must be of type bool")
        if self.during and self.type is not ValueType.BOOL:
            raise fault("during 的事实应为 bool", "a fact with `during` must be of type bool")
        if self.words and self.type is not ValueType.STRING:
            raise fault("words 只用于 string", "`words` belong to a fact of type string")
        for told in self.set_by:
            if not self._may_be(told.value):
                raise fault(
                    f"set_by 的 value 类型应为 {self.type}", f"`value` must be of type {self.type}"
                )
        return self

    def _may_be(self, value: Expression | None) -> bool:
        """Whether a value told by an event has this type. Events tell fen and days as integers."""
        kind = value.result if value else ValueType.BOOL
        is_told = self.type in _WHOLE and kind is ValueType.INT and value and value.names
        return kind is self.type or bool(is_told)

    @property
    def stated_by_a_person(self) -> bool:
        return not (self.counted or self.set_by or self.after or self.during)

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
                return isinstance(value, str) and (
                    not self.words or not value or value in self.words
                )
            case ValueType.INT | ValueType.MONEY | ValueType.DAYS:
                if isinstance(value, bool) or not isinstance(value, int):
                    return False
                return abs(value) <= WHOLE_MAX

    def refusal(self, value: object, *, name: str) -> FactHasWrongType:
        """Why a value that is not accepted is refused."""
        said: dict[str, Any] = {"field": name, "fact": name, "label": self.label, "value": value}
        if self.words and isinstance(value, str):
            words = "、".join(f"{word}（{called}）" for word, called in self.words.items())
            return FactIsNoWord(**said, words=words)
        return FactHasWrongType(**said, type=self.type)

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
            values = EventValues(data)
            if told.when is None or told.when.holds(values, rule=rule):
                return told.value.value(values, rule=rule) if told.value else True
        return None
