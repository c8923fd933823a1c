"""Reading a file of holiday notices, such as `policies/calendars/cn.yaml`.

It takes the text, so reading stays the caller's. Nodes are read one by one, every scalar as the
characters that were written: YAML's guesses about types never come into it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

import yaml

from shared.deadlines.errors import CalendarFileIsInvalid, CalendarIsInvalid
from shared.deadlines.notice import HolidayNotice, in_force

_LONGEST_TEXT = 1_000_000
_LONGEST_HOLIDAY_DAYS = 60
_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_REQUIRED = ("id", "year", "title", "off")
_OPTIONAL = ("work", "published", "amends")
_Fault = tuple[int, str, str]


def parse(text: str) -> tuple[HolidayNotice, ...]:
    """The notices of a file, in the order in which they take effect.

    Raises CalendarFileIsInvalid with every notice's first fault, by line.
    """
    top = _mapping(_compose(text), required=("notices",), optional=("calendar", "title"))
    notices: list[HolidayNotice] = []
    faults: list[_Fault] = []
    for node in _items(top["notices"]):
        try:
            notices.append(_notice(node))
        except CalendarFileIsInvalid as fault:
            faults.extend(fault.faults)
    if faults:
        raise CalendarFileIsInvalid(tuple(faults))
    try:
        return in_force(notices)
    except CalendarIsInvalid as twice:
        raise _fault(top["notices"], twice.zh, twice.en) from twice


def _compose(text: str) -> yaml.Node:
    if len(text) > _LONGEST_TEXT:
        raise CalendarFileIsInvalid(
            (
                (
                    1,
                    "文件过大，最多 1 百万字符",
                    "the file is too large, 1 million characters at most",
                ),
            )
        )
    try:
        # An alias can make a small file huge; nobody needs one here.
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                line = _line(event.start_mark)
                raise CalendarFileIsInvalid(
                    ((line, "不接受锚点和别名", "anchors and aliases are not accepted"),)
                )
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        reason = getattr(broken, "problem", None) or "unreadable"
        line = _line(mark)
        raise CalendarFileIsInvalid(
            ((line, f"不是有效的 YAML：{reason}", f"not valid YAML: {reason}"),)
        ) from broken
    if root is None:
        raise CalendarFileIsInvalid(((1, "文件为空", "the file is empty"),))
    assert isinstance(root, yaml.Node)
    return root


def _notice(node: yaml.Node) -> HolidayNotice:
    fields = _mapping(node, required=_REQUIRED, optional=_OPTIONAL)
    year = _text(fields["year"])
    if not _YEAR.fullmatch(year):
        raise _fault(fields["year"], f"年份 {year!r} 应为四位数字", f"year {year!r} needs 4 digits")
    names: dict[date, str] = {}
    for holiday in _items(fields["off"]):
        names.update(_holiday(holiday, int(year)))
    work = _items(fields["work"]) if "work" in fields else []
    try:
        return HolidayNotice(
            id=_text(fields["id"]),
            year=int(year),
            title=_text(fields["title"]),
            published=_date(fields["published"]) if "published" in fields else None,
            off=frozenset(names),
            work=frozenset(_day_of(day, int(year)) for day in work),
            names=tuple(sorted(names.items())),
            amends=_text(fields["amends"]) if "amends" in fields else None,
        )
    except CalendarIsInvalid as clash:
        raise _fault(node, clash.zh, clash.en) from clash


def _holiday(node: yaml.Node, year: int) -> dict[date, str]:
    fields = _mapping(node, required=("name", "from", "to"), optional=())
    first, last = _day_of(fields["from"], year), _day_of(fields["to"], year)
    if not timedelta(0) <= last - first < timedelta(days=_LONGEST_HOLIDAY_DAYS):
        raise _fault(
            fields["to"],
            f"放假从 {first} 到 {last}，应先起后止且不超过 {_LONGEST_HOLIDAY_DAYS} 天",
            f"days off from {first} to {last} must run forward, {_LONGEST_HOLIDAY_DAYS} at most",
        )
    name = _text(fields["name"])
    return {first + timedelta(days=n): name for n in range((last - first).days + 1)}


def _day_of(node: yaml.Node, year: int) -> date:
    """A day of a holiday year: of the year itself, or of the December before."""
    day = _date(node)
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise _fault(
            node,
            f"{day} 不属于 {year} 年的通知（本年或上年 12 月）",
            f"{day} is not of the {year} notice (that year or the December before)",
        )
    return day


def _date(node: yaml.Node) -> date:
    written = _text(node)
    try:
        if _DATE.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass  # Such as the 30th of February: told like any other unreadable date.
    raise _fault(
        node,
        f"日期 {written!r} 无效，请写成 2019-05-01",
        f"date {written!r} is not valid; write 2019-05-01",
    )


def _text(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode) and str(node.value).strip():
        return str(node.value)
    raise _fault(node, "此处应为非空文字", "expected a text here, not empty")


def _items(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    raise _fault(node, "此处应为列表", "expected a list here")


def _mapping(
    node: yaml.Node, *, required: tuple[str, ...], optional: tuple[str, ...]
) -> Mapping[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _fault(node, "此处应为键值对", "expected keys and values here")
    fields: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = _text(key)
        if name in fields:
            raise _fault(key, f"字段 {name!r} 重复", f"field {name!r} is given twice")
        if name not in (*required, *optional):
            allowed = ", ".join((*required, *optional))
            raise _fault(
                key,
                f"未知字段 {name!r}，可用 {allowed}",
                f"unknown field {name!r}; use {allowed}",
            )
        fields[name] = value
    for name in required:
        if name not in fields:
            raise _fault(node, f"缺少字段 {name!r}", f"field {name!r} is missing")
    return fields


def _fault(node: yaml.Node, zh: str, en: str) -> CalendarFileIsInvalid:
    return CalendarFileIsInvalid(((_line(node.start_mark), zh, en),))


def _line(mark: object) -> int:
    """The line of a parser's mark, from 1; the C parser's marks are a type of their own."""
    return int(getattr(mark, "line", 0)) + 1
