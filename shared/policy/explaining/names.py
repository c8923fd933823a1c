"""What the names of one pack are called in the regulation itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from shared.policy.explaining.words import EVENTS, FIELDS, VALUES
from shared.policy.notices import NoticeRule
from shared.policy.pack import Pack
from shared.policy.vocabulary import CUSTOMER, LEADER, RESPONSIBLE

_RELATIVE = {
    RESPONSIBLE: "责任部门",
    LEADER: "责任部门分管领导",
    CUSTOMER: "客户",
    "on-duty": "当值人员",
    "event.tell": "事件所列人员",
    "event.copies": "抄送人员",
}
_PLACEHOLDER = re.compile(r"\{\w+\}")
_TITLE = re.compile(r"【([^】]+)】")


class Names:
    """The labels that a pack gives to its names; a name without one stands for itself."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def event(self, name: str) -> str:
        return EVENTS.get(name, name)

    def events(self, names: Iterable[str]) -> str:
        return "或".join(self.event(name) for name in names)

    def recipient(self, key: str) -> str:
        """A department, a post or one who is meant by their part in the matter."""
        pack = self._pack
        return _RELATIVE.get(key) or pack.departments.get(key) or pack.posts.get(key) or key

    def recipients(self, keys: Iterable[str]) -> str:
        return "、".join(self.recipient(key) for key in keys)

    def grade(self, number: int) -> str:
        """`1 级（重大）`."""
        for grade in self._pack.grades:
            if grade.grade == number:
                return f"{number} 级（{grade.name}）"
        return f"{number} 级"

    def grades(self, numbers: Sequence[int]) -> str:
        return "、".join(map(self.grade, numbers))

    def field(self, name: str) -> str:
        """What a value is called that a condition reads."""
        fact = self._pack.facts.get(name.removeprefix("facts."))
        if fact is not None and name.startswith("facts."):
            return fact.label
        step = self._pack.steps.get(name.removeprefix("steps."))
        if step is not None and name.startswith("steps."):
            return step.name
        return FIELDS.get(name, name)

    def word(self, field: str, word: str) -> str:
        """What a word is called that a field is compared with."""
        fact = self._pack.facts.get(field.removeprefix("facts."))
        if fact is not None and field.startswith("facts."):
            return fact.words.get(word, word)
        last = field.rpartition(".")[2]
        return self._words.get(last, {}).get(word, word)

    @cached_property
    def _words(self) -> Mapping[str, Mapping[str, str]]:
        pack = self._pack
        return {
            **VALUES,
            "category": {key: category.name for key, category in pack.categories.items()},
            "department": pack.departments,
            "post": pack.posts,
            "approver": pack.posts,
            "template": {notice.key: title_of(notice) for notice in pack.notices},
            "obligation": {rule.key: rule.name for rule in pack.obligations},
            "duty": {rule.key: rule.name for rule in pack.duties},
            "step": {key: step.name for key, step in pack.steps.items()},
            "promise": {key: promise.name for key, promise in pack.promises.items()},
        }


def title_of(notice: NoticeRule) -> str:
    """A notice by the title in its subject, such as 【投诉处理单】, or by its key."""
    found = _TITLE.search(notice.subject)
    title = _PLACEHOLDER.sub("", found[1]) if found else ""
    return title or notice.key


DATES = {
    "sales-start": "开盘日",
    "completion": "竣工日",
    "delivery": "交付日",
    "delivery-end": "集中交付结束日",
}
"""The usual dates of a project; a directory may have others."""


def date_name(name: str) -> str:
    """A date of a project, such as 交付日; the directory may name others."""
    return DATES.get(name, name)
