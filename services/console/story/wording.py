"""The words of one complaint's regulation for the keys that events carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from services.console.phrases import moment, span
from shared.contracts.intake import PolicyStamp
from shared.contracts.sla import BY_HAND
from shared.domain import FactValue
from shared.policy import Policies
from shared.policy.directory import Directory
from shared.policy.library import PackIsUnknown
from shared.policy.pack import Pack

RELATIVE = {
    "department": "责任部门",
    "leader-in-charge": "分管领导",
    "customer": "客户",
    "on-duty": "值班人员",
}
ACTORS = {
    "policy": "系统（依制度）",
    "intake": "受理时填写",
    "anonymous": "未署名",
    "system": "系统",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Labels from a complaint's pack and the directory. A key that nobody names stays a key, so
    that a pack taken away later leaves pages readable."""

    pack: Pack | None
    directory: Directory
    zone: ZoneInfo

    @classmethod
    def of(cls, policies: Policies, stamp: PolicyStamp, zone: ZoneInfo) -> Wording:
        try:
            pack = policies.pack(stamp.pack, stamp.version)
        except PackIsUnknown:
            pack = None
        return cls(pack, policies.directory, zone)

    def party(self, key: str) -> str:
        """A department, a post, or a role such as the leader in charge."""
        if key in RELATIVE:
            return RELATIVE[key]
        if self.pack and (label := self.pack.departments.get(key) or self.pack.posts.get(key)):
            return label
        address = self.directory.address_of(key)
        return address.name if address else key

    def parties(self, keys: Iterable[str]) -> str:
        return "、".join(self.party(key) for key in keys)

    def actor(self, by: str) -> str:
        return ACTORS.get(by) or self.party(by)

    def rule(self, rule: str) -> str:
        """An article of the regulation as it is cited; what a person decided cites none."""
        return "人工签发" if rule == BY_HAND else rule

    def fact(self, name: str, value: FactValue) -> str:
        """A fact in words: `集体投诉人数：5`; one that simply holds is its label alone."""
        declared = self.pack.facts.get(name) if self.pack else None
        label = declared.label if declared else {"grade": "级别"}.get(name, name)
        if value is True:
            return label
        return f"{label}：{'否' if value is False else value}"

    def facts(self, facts: dict[str, FactValue]) -> str:
        return "；".join(self.fact(name, value) for name, value in facts.items())

    def policy(self, stamp: PolicyStamp) -> str:
        title = f"《{self.pack.title}》" if self.pack else stamp.pack
        return f"{title}{stamp.version} 版"

    def at(self, instant: datetime | None) -> str:
        return moment(instant, self.zone) if instant else "待定"

    def late(self, seconds: float) -> str:
        """How late an instant was noticed, where that is worth a word."""
        return f"（发现时已晚 {span(seconds)}）" if seconds >= 60 else ""
