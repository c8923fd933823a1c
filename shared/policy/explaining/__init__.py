"""A pack as the regulation it is: plain Chinese text, chapter by chapter, with its articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shared.policy.explaining import clocks, matters, telling
from shared.policy.explaining.conditions import Chinese
from shared.policy.explaining.layout import Chapter, laid_out
from shared.policy.explaining.names import Names
from shared.policy.pack import Pack

_Said = Callable[[Pack, Names, Chinese], Iterator[str]]

CHAPTERS: tuple[tuple[str, _Said], ...] = (
    ("适用范围与工作时间", matters.scope),
    ("投诉分类与责任部门", matters.categories),
    ("级别", matters.grades),
    ("时限", clocks.limits),
    ("项目事项", clocks.duties),
    ("督办", clocks.supervision),
    ("审批与结案", telling.approvals),
    ("通知", telling.notices),
    ("报告与指标", telling.reports),
    ("由人办理的事项", telling.people),
    ("本制度未执行的条款", telling.silent),
)


def regulation(pack: Pack) -> str:
    """The whole regulation to be read by people; what is a proposal is marked （建议）."""
    names = Names(pack)
    chinese = Chinese(names)
    chapters = (Chapter(title, tuple(say(pack, names, chinese))) for title, say in CHAPTERS)
    return laid_out(_heading(pack), chapters)


def _heading(pack: Pack) -> str:
    based = f"，在 {pack.extends} 的基础上修订" if pack.extends else ""
    return (
        f"{pack.title}\n"
        f"（制度代号 {pack.id}，版本 {pack.version}，"
        f"自 {pack.effective_from.isoformat()} 起施行{based}）"
    )
