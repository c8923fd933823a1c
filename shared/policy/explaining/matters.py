"""What a regulation covers, into which kinds and grades it sorts complaints, and who answers."""

from __future__ import annotations

from collections.abc import Iterator

from shared.deadlines import Hours
from shared.deadlines.year_table import MIDNIGHT
from shared.policy.explaining.conditions import Chinese
from shared.policy.explaining.layout import article, proposed, reason, under
from shared.policy.explaining.names import Names, date_name
from shared.policy.facts import CountKey, Distinct, FactDeclaration, Told
from shared.policy.grading import Grade
from shared.policy.pack import Pack

_WEEK = {"mon": "周一", "tue": "周二", "wed": "周三", "thu": "周四"} | {
    "fri": "周五",
    "sat": "周六",
    "sun": "周日",
}
_COUNTED_BY = {CountKey.CATEGORY: "同类别", CountKey.PROJECT: "同项目"}
_COUNTED_ONCE = {Distinct.COMPLAINANT: "不同投诉人数", Distinct.HOUSEHOLD: "不同户数"}


def scope(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """适用范围."""
    yield "适用于组织文件中指定由本制度管辖的项目。"
    for rule in pack.scope:
        yield f"适用条件：{reason(rule.label, chinese.of(rule.when))}。{article(rule.rule)}"
    yield from _working_time(pack)


def _working_time(pack: Pack) -> Iterator[str]:
    time = pack.working_time
    hours = "；".join(
        f"{_days(days)} {'、'.join(map(_hours, spans)) or '休息'}"
        for days, spans in time.hours.items()
    )
    holidays = f"，节假日与调休按日历 {time.holidays}" if time.holidays else "，不计法定节假日"
    yield f"工作时间：{hours}（{time.zone}）{holidays}。"
    if time.closures:
        closed = "、".join(f"{day.isoformat()}（{why}）" for day, why in time.closures.items())
        yield f"公司另行停业的日子：{closed}。"


def _hours(span: Hours) -> str:
    opens, closes = span
    until = "24:00" if closes == MIDNIGHT else closes.isoformat("minutes")
    return f"{opens.isoformat('minutes')}-{until}"


def _days(written: str) -> str:
    first, _, last = written.partition("-")
    return f"{_WEEK[first]}至{_WEEK[last]}" if last else _WEEK[first]


def categories(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """投诉分类与责任部门."""
    for category in pack.categories.values():
        words = f"提示用词：{'、'.join(category.words)}。" if category.words else ""
        department = names.recipient(category.department)
        yield f"{category.name}：由{department}负责。{words}{article(category.rule)}"
    yield f"认不出类别的，归入“{pack.categories[pack.default_category].name}”。"
    for rule in pack.routing:
        to = names.recipient(rule.to)
        yield (
            f"{reason(rule.label, chinese.of(rule.when))}：不论类别，由{to}负责。"
            f"{article(rule.rule)}{proposed(rule.proposal)}"
        )
    if (disputes := pack.disputes) is not None:
        yield (
            f"责任部门对责任认定有异议的，由{names.recipient(disputes.decided_by)}裁定。"
            f"{article(disputes.rule)}{proposed(disputes.proposal)}"
        )


def grades(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """级别，先写判断所依据的事实."""
    yield from (_grade(grade, names, chinese) for grade in pack.grades)
    if pack.facts:
        facts = [
            f"{fact.label}：{_source(fact, names, chinese)}{article(fact.rule)}"
            for fact in pack.facts.values()
        ]
        yield under("判断所依据的事实：", facts)


def _grade(grade: Grade, names: Names, chinese: Chinese) -> str:
    called = names.grade(grade.grade)
    if grade.otherwise is not None:
        return f"{called}：{grade.otherwise.label}。{article(grade.otherwise.rule)}"
    reasons = [
        f"{reason(condition.label, chinese.of(condition.when))}。{article(condition.rule)}"
        for condition in grade.conditions
    ]
    return under(f"{called}，符合下列条件之一：", reasons)


def _source(fact: FactDeclaration, names: Names, chinese: Chinese) -> str:
    if fact.counted is not None:
        alike = "、".join(_COUNTED_BY[key] for key in fact.counted.by)
        whom = _COUNTED_ONCE[fact.counted.distinct]
        return f"由系统统计 {fact.counted.within.zh}内{alike}的{whom}，含本件。"
    if fact.after is not None:
        return f"“{names.word('event.obligation', fact.after)}”超过时，由系统认定。"
    if fact.during is not None:
        since = date_name(fact.during.since)
        if fact.during.lasts is not None:
            return f"收到投诉之日在{since}起 {fact.during.lasts.zh}之内的，由系统认定。"
        until = "起的保修期内" if fact.during.warranty_of else "以后"
        return f"收到投诉之日在{since}{until}的，由系统认定。"
    if fact.set_by:
        return "；".join(_told(told, names, chinese) for told in fact.set_by) + "时，由系统认定。"
    choices = f"，可取{'、'.join(fact.words.values())}" if fact.words else ""
    return f"由人认定{choices}。"


def _told(told: Told, names: Names, chinese: Chinese) -> str:
    said = names.event(told.event)
    return f"{said}（{chinese.of(told.when)}）" if told.when else said
