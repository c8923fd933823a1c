"""The names one pack declares, against which all its references and conditions are checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from shared.deadlines import DeadlineError, HolidayNotice, Span, WarningStep
from shared.policy.conditions import ConditionIsInvalid, Expression, compile_expression
from shared.policy.events import (
    CASE,
    CLOCKED,
    COMPLAINT,
    EVENTS,
    LISTS,
    NUMBER,
    RECEIVED,
    Readable,
    ValueType,
    common_fields,
)
from shared.policy.faults import fault, text_fault

RESPONSIBLE = "department"
LEADER = "leader-in-charge"
CUSTOMER = "customer"
RELATIVE_RECIPIENTS = frozenset({RESPONSIBLE, LEADER, CUSTOMER})
GRADE = "grade"

# Event fields, by name, whose words are declared by the pack itself.
_PACK_WORDS = {
    "template": "notices",
    "obligation": "obligations",
    "department": "departments",
    "category": "categories",
    "grade": "grades",
}


class Scope(StrEnum):
    """What a condition may read at its place in the pack."""

    STATED = "stated"  # facts, without the grade that is being decided on them
    FACTS = "facts"
    COMPLAINT = "complaint"
    RECEIVED = "received"
    EVENT = "event"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names declared in one file; `facts` with their types."""

    file: str = ""
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    facts: Mapping[str, Readable] = field(default_factory=dict)
    holidays: Mapping[str, tuple[HolidayNotice, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, file: str, tree: Any, holidays: Mapping[str, tuple[HolidayNotice, ...]]
    ) -> Vocabulary:
        """Gather the declared names, leniently: what is malformed is reported by validation."""
        mappings = ("departments", "posts", "categories", "pause_reasons")
        names = {section: _keys(_section(tree, section)) for section in mappings}
        names["calendars"] = frozenset(holidays)
        names["notices"] = _listed(_section(tree, "notices"), "key")
        names["obligations"] = _listed(_section(tree, "obligations"), "key")
        names["grades"] = _listed(_section(tree, "grades"), GRADE)
        declared = _section(tree, "facts")
        facts = {
            key: Readable(ValueType(value["type"]))
            for key, value in (declared.items() if isinstance(declared, dict) else ())
            if isinstance(value, dict) and value.get("type") in list(ValueType)
        }
        return cls(file, names, facts, holidays)

    def readable(self, scopes: Iterable[Scope], events: tuple[str, ...]) -> dict[str, Readable]:
        """Every value by full name that a condition may read in these scopes."""
        found: dict[str, Readable] = {}
        for scope in scopes:
            prefix = Scope.FACTS if scope is Scope.STATED else scope
            for name, readable in self._fields(scope, events).items():
                # A fact may bear any name; only the grade among them has words of its own.
                own_words = scope is not Scope.STATED and name not in self.facts
                found[f"{prefix}.{name}"] = (
                    self._with_words(name, readable) if own_words else readable
                )
        return found

    def _fields(self, scope: Scope, events: tuple[str, ...]) -> Mapping[str, Readable]:
        match scope:
            case Scope.STATED:
                return self.facts
            case Scope.FACTS:
                return {**self.facts, GRADE: NUMBER}
            case Scope.COMPLAINT:
                return COMPLAINT
            case Scope.RECEIVED:
                return RECEIVED
            case Scope.CASE:
                return CASE
            case Scope.EVENT:
                return common_fields(events)

    def _with_words(self, name: str, readable: Readable) -> Readable:
        section = _PACK_WORDS.get(name)
        if section is None or readable.words:
            return readable
        return Readable(readable.type, self.names.get(section, frozenset()))


def _section(tree: Any, name: str) -> Any:
    return tree.get(name) if isinstance(tree, dict) else None


def _keys(section: Any) -> frozenset[str]:
    return frozenset(section) if isinstance(section, dict) else frozenset()


def _listed(section: Any, key: str) -> frozenset[str]:
    items = section if isinstance(section, list) else []
    return frozenset(str(item[key]) for item in items if isinstance(item, dict) and key in item)


def _vocabulary(info: ValidationInfo) -> Vocabulary:
    assert isinstance(info.context, Vocabulary), "policy models are built by load_pack only"
    return info.context


def unknown_name(
    name: str, known: Iterable[str], chinese: str, english: str
) -> PydanticCustomError:
    """The refusal of a name that is not declared, with the likeliest one that is."""
    close = get_close_matches(name, sorted(known), n=1)
    hint = (f"，是否想写“{close[0]}”", f" (did you mean `{close[0]}`?)") if close else ("", "")
    return fault(f"未知的{chinese}“{name}”{hint[0]}", f"unknown {english} `{name}`{hint[1]}")


def _declared(section: str, chinese: str, english: str, *, besides: frozenset[str]) -> Any:
    def check(name: str, info: ValidationInfo) -> str:
        known = _vocabulary(info).names.get(section, frozenset()) | besides
        if name not in known:
            raise unknown_name(name, known, chinese, english)
        return name

    return AfterValidator(check)


def _recipient(name: str, info: ValidationInfo) -> str:
    names = _vocabulary(info).names
    known = RELATIVE_RECIPIENTS | names["departments"] | names["posts"]
    if name.startswith("event."):
        lists = [LISTS[event] for event in events_named(info.data)]
        known |= {f"event.{x}" for x in frozenset.intersection(*lists)} if lists else {name}
    if name not in known:
        raise unknown_name(name, known, "收件人", "recipient")
    return name


def _event(name: str) -> str:
    if name not in EVENTS:
        raise unknown_name(name, EVENTS, "事件", "event")
    return name


def _clocked(name: str) -> str:
    if _event(name) not in CLOCKED:
        raise fault(
            f"“{name}”是时限服务自己发出的事件，时限和节点不能由它起止",
            f"`{name}` is told by the deadlines themselves: no clock can start or end with it",
        )
    return name


def events_named(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The events that a rule is about, from the fields before the condition; () if unusable."""
    if "event" in data:
        return (data["event"],)
    events: tuple[str, ...] = data.get("starts") or data.get("on") or ()
    return events


def condition(*scopes: Scope, result: ValueType | None = ValueType.BOOL) -> Any:
    """A field that holds a condition over these scopes; `result` None allows any type."""

    def check(written: object, info: ValidationInfo) -> Expression | None:
        if not isinstance(written, dict) or not isinstance(written.get("text"), str):
            raise fault("条件应为一段文字", "a condition must be a text")
        vocabulary, events = _vocabulary(info), events_named(info.data)
        if Scope.EVENT in scopes and not events:
            return None  # The event itself is at fault and already reported.
        readable = vocabulary.readable(scopes, events)
        where = f"{vocabulary.file}:{written['line']}"
        try:
            return compile_expression(written["text"], readable, where=where, result=result)
        except ConditionIsInvalid as error:
            raise text_fault(error.problems) from error

    return PlainValidator(check)


def parsed(parse: Callable[[str], object], chinese: str, example: str) -> Any:
    """A field written as a short text, such as a span, and read by its own parser."""

    def check(written: object) -> object:
        if not isinstance(written, str):
            raise fault(f"{chinese}应写成文字，如 {example}", f"must be a text such as {example}")
        try:
            return parse(written)
        except DeadlineError as error:
            raise fault(error.zh, error.en) from error

    return PlainValidator(check)


NOBODY: frozenset[str] = frozenset()

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
RuleId = Annotated[str, Field(pattern=r"^[a-z][A-Za-z0-9.-]*$", max_length=64)]
Label = Annotated[str, Field(min_length=1, max_length=200)]
SpanText = Annotated[Span, parsed(Span.parse, "期限", '"15 wd"')]
WarningText = Annotated[WarningStep, parsed(WarningStep.parse, "预警时点", '"50%" 或 "2 h"')]
EventName = Annotated[str, AfterValidator(_event)]
ClockEvent = Annotated[str, AfterValidator(_clocked)]
DepartmentName = Annotated[str, _declared("departments", "部门", "department", besides=NOBODY)]
Answerable = Annotated[
    str, _declared("departments", "部门", "department", besides=frozenset({RESPONSIBLE}))
]
PostName = Annotated[str, _declared("posts", "岗位", "post", besides=NOBODY)]
Approver = Annotated[
    str,
    _declared("posts", "岗位", "post", besides=frozenset({RESPONSIBLE, LEADER})),
]
CategoryName = Annotated[str, _declared("categories", "投诉类别", "category", besides=NOBODY)]
ObligationName = Annotated[str, _declared("obligations", "时限", "obligation", besides=NOBODY)]
PauseReason = Annotated[str, _declared("pause_reasons", "中止原因", "pause reason", besides=NOBODY)]
CalendarName = Annotated[str, _declared("calendars", "节假日表", "calendar", besides=NOBODY)]
Recipient = Annotated[str, AfterValidator(_recipient)]
