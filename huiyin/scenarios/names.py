"""What a scenario may name: the words of its pack, its own complaints, times and amounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, ValidationInfo

from huiyin.scenarios.instants import instant
from shared.domain import FactValue, Refusal
from shared.policy import Pack
from shared.policy.events import EVENTS, ValueType
from shared.policy.faults import fault
from shared.policy.vocabulary import RELATIVE_RECIPIENTS, unknown_name

ALL = ""
_MONEY = re.compile(r"([\d,]+(?:\.\d{1,2})?) ?(?:元|yuan)")
_DAYS = re.compile(r"(\d+) ?(?:天|日|days)")


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named in one scenario, by kind; `zone` is that of the pack's calendar."""

    pack: Pack
    zone: ZoneInfo
    complaints: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, pack: Pack, *, projects: Iterable[str], complaints: Iterable[str] = ()) -> Names:
        known = {
            "departments": frozenset(pack.departments),
            "posts": frozenset(pack.posts),
            "categories": frozenset(pack.categories),
            "facts": frozenset(pack.facts),
            "obligations": frozenset(rule.key for rule in pack.obligations),
            "notices": frozenset(rule.key for rule in pack.notices),
            "steps": frozenset(pack.steps),
            "promises": frozenset(pack.promises),
            "pauses": frozenset(pack.pause_reasons),
            "duties": frozenset(rule.key for rule in pack.duties),
            "metrics": frozenset(rule.key for rule in pack.metrics),
            "milestones": frozenset(node.key for node in pack.milestones),
            "orders": _orders(pack),
            "events": frozenset(EVENTS),
            "recipients": RELATIVE_RECIPIENTS | pack.departments.keys() | pack.posts.keys(),
            "parties": frozenset({"department"}) | pack.departments.keys(),
        }
        zone = ZoneInfo(pack.working_time.zone)
        return cls(pack, zone, tuple(complaints), tuple(projects), known)


BY_HAND = "by-hand"


def _orders(pack: Pack) -> frozenset[str]:
    rules = pack.supervision.orders if pack.supervision else ()
    return frozenset(rule.key for rule in rules) | {BY_HAND}


def _names(info: ValidationInfo) -> Names:
    assert isinstance(info.context, Names), "scenarios are read by `read_scenarios` only"
    return info.context


def _of_the_pack(section: str, chinese: str, english: str) -> Any:
    def check(name: str, info: ValidationInfo) -> str:
        known = _names(info).known[section]
        if name not in known:
            raise unknown_name(name, known, chinese, english)
        return name

    return AfterValidator(check)


def _own(kind: Callable[[Names], Iterable[str]], chinese: str, english: str) -> Any:
    def check(name: str, info: ValidationInfo) -> str:
        known = kind(_names(info))
        if name != ALL and name not in known:
            raise unknown_name(name, known, chinese, english)
        return name

    return AfterValidator(check)


def _instant(written: object, info: ValidationInfo) -> datetime:
    return instant(written, _names(info).zone)


def _facts(written: object, info: ValidationInfo) -> dict[str, FactValue]:
    if not isinstance(written, dict):
        raise fault("应为“事实: 值”的映射", "must be a mapping of `fact: value`")
    return {name: _fact(name, value, _names(info)) for name, value in written.items()}


def _fact(name: str, value: object, names: Names) -> FactValue:
    """A fact as the pack declares it; money and days bear their unit."""
    declared = names.pack.facts.get(name)
    if declared is None:
        raise unknown_name(name, names.pack.facts, "事实", "fact")
    read = {ValueType.MONEY: _fen, ValueType.DAYS: _days}.get(declared.type)
    known = read(value) if read else value
    if not declared.accepts(known):
        words = "、".join(declared.words)
        among = f"，只能取 {words}" if words else ""
        raise fault(
            f"事实“{declared.label}”（{name}）的类型是 {declared.type}{among}，不能是 {value}",
            f"the fact `{name}` is of type {declared.type} and cannot be {value}",
        )
    assert isinstance(known, bool | int | str)
    return known


def _fen(value: object) -> int:
    found = _MONEY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise fault(
            f"金额缺少单位：应写成“500000 元”，不能是 {value}",
            f"an amount needs its unit: write `500000 元` instead of {value}",
        )
    return int(Decimal(found[1].replace(",", "")) * 100)


def _days(value: object) -> int:
    found = _DAYS.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise fault(
            f"天数缺少单位：应写成“30 天”，不能是 {value}",
            f"a number of days needs its unit: write `30 天` instead of {value}",
        )
    return int(found[1])


def _refused(written: object) -> bool | str:
    known = {refusal.__name__ for refusal in _all_below(Refusal)}
    if isinstance(written, bool):
        return written
    if written not in known:
        raise unknown_name(str(written), known, "拒绝", "refusal")
    return str(written)


def _all_below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for below in kind.__subclasses__():
        yield below
        yield from _all_below(below)


def _several(written: object) -> object:
    if isinstance(written, str):
        return (written,)
    return tuple(written) if isinstance(written, list) else written  # Strict models take no lists.


Several = BeforeValidator(_several)
"""One text where a list is meant too."""

Instant = Annotated[datetime, PlainValidator(_instant)]
StatedFacts = Annotated[dict[str, Any], PlainValidator(_facts)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Texts = Annotated[tuple[Text, ...], Several]
ComplaintName = Annotated[str, _own(lambda n: n.complaints, "投诉", "complaint")]
ProjectCode = Annotated[str, _own(lambda n: n.projects, "项目", "project")]
Department = Annotated[str, _of_the_pack("departments", "部门", "department")]
Party = Annotated[str, _of_the_pack("parties", "部门", "department")]
Post = Annotated[str, _of_the_pack("posts", "岗位", "post")]
Category = Annotated[str, _of_the_pack("categories", "投诉类别", "category")]
ObligationKey = Annotated[str, _of_the_pack("obligations", "时限", "obligation")]
NoticeKey = Annotated[str, _of_the_pack("notices", "通知", "notice")]
StepKey = Annotated[str, _of_the_pack("steps", "办理步骤", "step")]
PromiseKey = Annotated[str, _of_the_pack("promises", "约定", "promise")]
PauseReason = Annotated[str, _of_the_pack("pauses", "中止原因", "pause reason")]
DutyKey = Annotated[str, _of_the_pack("duties", "项目事项", "duty")]
MetricKey = Annotated[str, _of_the_pack("metrics", "指标", "indicator")]
MilestoneKey = Annotated[str, _of_the_pack("milestones", "节点", "milestone")]
OrderKey = Annotated[str, _of_the_pack("orders", "督办事由", "ground of supervision")]
EventName = Annotated[str, _of_the_pack("events", "事件", "event")]
Recipient = Annotated[str, _of_the_pack("recipients", "收件人", "recipient")]
Refused = Annotated[bool | str, PlainValidator(_refused)]
Recipients = Annotated[tuple[Recipient, ...], Several]
FactName = Annotated[str, _of_the_pack("facts", "事实", "fact")]
