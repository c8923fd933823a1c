"""The fields of a pack: names that must be declared, short texts with their parsers, conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo

from shared.deadlines import DeadlineError, Span, WarningStep
from shared.policy.conditions import ConditionIsInvalid, Expression, compile_expression
from shared.policy.events import CLOCKED, EVENTS, INSTANTS, LISTS, OF_PROJECTS, ValueType
from shared.policy.faults import fault, text_fault
from shared.policy.vocabulary import (
    LEADER,
    RELATIVE_RECIPIENTS,
    RESPONSIBLE,
    Scope,
    unknown_name,
    vocabulary_of,
)


def _declared(section: str, chinese: str, english: str, *, besides: frozenset[str]) -> Any:
    def check(name: str, info: ValidationInfo) -> str:
        known = vocabulary_of(info).names.get(section, frozenset()) | besides
        if name not in known:
            raise unknown_name(name, known, chinese, english)
        return name

    return AfterValidator(check)


def _recipient(name: str, info: ValidationInfo) -> str:
    names = vocabulary_of(info).names
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


def _of_a_complaint(name: str) -> str:
    if _event(name) in OF_PROJECTS:
        raise fault(
            f"“{name}”是关于项目的事件，与任何投诉无关",
            f"`{name}` is about a project and tells nothing of any complaint",
        )
    return name


def _clocked(name: str) -> str:
    if _of_a_complaint(name) not in CLOCKED:
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
        vocabulary, events = vocabulary_of(info), events_named(info.data)
        if Scope.EVENT in scopes and not events:
            return None  # The event itself is at fault and already reported.
        readable = vocabulary.readable(scopes, events)
        where = f"{written['file']}:{written['line']}"
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


def _limited_by(written: str, info: ValidationInfo) -> str:
    facts = vocabulary_of(info).facts
    known = {"complaint.category"} | {f"facts.{name}" for name, fact in facts.items() if fact.words}
    if written not in known:
        raise unknown_name(written, known, "划分依据", "basis of limits")
    return written


def _instant(written: str, info: ValidationInfo) -> str:
    name = written.removeprefix("event.")
    told = [INSTANTS[event] for event in events_named(info.data)]
    known = frozenset.intersection(*told) if told else frozenset()
    if not written.startswith("event.") or name not in known:
        raise unknown_name(written, {f"event.{x}" for x in known}, "时间字段", "instant")
    return name


NOBODY: frozenset[str] = frozenset()

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
RuleId = Annotated[str, Field(pattern=r"^[a-z][A-Za-z0-9.-]*$", max_length=64)]
Label = Annotated[str, Field(min_length=1, max_length=200)]
SpanText = Annotated[Span, parsed(Span.parse, "期限", '"15 wd"')]
WarningText = Annotated[WarningStep, parsed(WarningStep.parse, "预警时点", '"50%" 或 "2 h"')]
EventName = Annotated[str, AfterValidator(_event)]
ComplaintEvent = Annotated[str, AfterValidator(_of_a_complaint)]
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
DutyName = Annotated[str, _declared("duties", "项目事项", "duty", besides=NOBODY)]
PromiseName = Annotated[str, _declared("promises", "约定", "promise", besides=NOBODY)]
DateName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)]
LimitedBy = Annotated[str, AfterValidator(_limited_by)]
InstantField = Annotated[str, AfterValidator(_instant)]
PauseReason = Annotated[str, _declared("pause_reasons", "中止原因", "pause reason", besides=NOBODY)]
CalendarName = Annotated[str, _declared("calendars", "节假日表", "calendar", besides=NOBODY)]
Recipient = Annotated[str, AfterValidator(_recipient)]
