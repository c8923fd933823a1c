"""Whether duties of projects 项目事项, and the notices about projects, hold together."""

from __future__ import annotations

from collections.abc import Iterator

from shared.deadlines import Unit
from shared.policy.about_projects import is_about_projects, relative_recipients
from shared.policy.duties import DutyRule
from shared.policy.notices import NoticeRule
from shared.policy.pack import Pack
from shared.policy.problems import Problem
from shared.policy.vocabulary import CUSTOMER, RELATIVE_RECIPIENTS, RESPONSIBLE
from shared.policy.yaml_source import Path

_SPANS = frozenset({Unit.WD, Unit.CD, Unit.MONTH})
_EVENT = "event."


def check_duties(pack: Pack) -> Iterator[Problem]:
    """Everything about projects in a well-formed pack that contradicts itself."""
    for i, rule in enumerate(pack.duties):
        path: Path = ("duties", i)
        yield from _one(path, rule)
    yield from _rings(pack)
    yield from _somebody_is_told(pack)
    for i, notice in enumerate(pack.notices):
        if is_about_projects(notice.on):
            yield from _notice(("notices", i), notice)


def _one(path: Path, rule: DutyRule) -> Iterator[Problem]:
    if rule.answerable == RESPONSIBLE:
        yield Problem(
            (*path, "answerable"),
            "项目事项与投诉无关，没有“责任部门”；请写明部门",
            "a duty is about no complaint, so no department is responsible: name one",
        )
    told = rule.on_miss.tell if rule.on_miss else ()
    for place, names in ((("warned",), rule.warned), (("on_miss", "tell"), told)):
        for i, name in enumerate(names):
            if name == CUSTOMER or name.startswith(_EVENT):
                yield Problem(
                    (*path, *place, i),
                    f"项目事项不能告知“{name}”：没有这样的人",
                    f"`{name}` cannot be told of a duty: there is nobody of that kind",
                )
    if rule.every is not None:
        span = rule.every.span
        if span.unit not in _SPANS or not span.amount:
            yield Problem(
                (*path, "every", "span"),
                f"“{span}”不能作为间隔：请以 wd、cd 或 month 计，且大于零",
                f"`{span}` is no interval: use wd, cd or month, and more than none",
            )


def _rings(pack: Pack) -> Iterator[Problem]:
    """Duties that wait for one another, so that none of them ever begins."""
    after = {rule.key: rule.every.after for rule in pack.duties if rule.every and rule.every.after}
    for i, rule in enumerate(pack.duties):
        seen, key = {rule.key}, after.get(rule.key)
        while key is not None and key not in seen:
            seen.add(key)
            key = after.get(key)
        if key == rule.key:
            yield Problem(
                ("duties", i, "every", "after"),
                f"“{rule.key}”须等自己完成后才开始，永远不会开始",
                f"`{rule.key}` waits for itself and never begins",
            )


def _somebody_is_told(pack: Pack) -> Iterator[Problem]:
    """Naming who hears of something needs a notice that says it."""
    worded = {event for notice in pack.notices for event in notice.on}
    for i, rule in enumerate(pack.duties):
        wanted = (
            ("duty-approaching", rule.warned, "warned"),
            ("duty-missed", rule.on_miss, "on_miss"),
        )
        for event, named, field in wanted:
            if named and event not in worded:
                yield Problem(
                    ("duties", i, field),
                    f"写明了告知谁，却没有 on: {event} 的通知可发",
                    f"somebody is to be told, but no notice is `on: {event}`",
                )


def _notice(path: Path, notice: NoticeRule) -> Iterator[Problem]:
    if notice.when is not None:
        for name in sorted(notice.when.names):
            if not name.startswith(_EVENT):
                yield Problem(
                    (*path, "when"),
                    f"关于项目的通知不能使用“{name}”：没有投诉可言；可用 event. 的字段",
                    f"a notice about a project cannot read `{name}`: there is no complaint; the"
                    " fields of `event.` are there",
                )
    for i, name in enumerate(notice.to):
        strangers = [on for on in notice.on if name not in relative_recipients(on)]
        if name in RELATIVE_RECIPIENTS and strangers:
            yield Problem(
                (*path, "to", i),
                f"{strangers[0]} 的通知没有“{name}”可发",
                f"a notice on {strangers[0]} has no `{name}` to go to",
            )
