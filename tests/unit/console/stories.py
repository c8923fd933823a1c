"""Complaints as their messages tell them, invented, for the tests of folds and pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.contracts import Contract, Message, casework, intake, notify, sla
from shared.contracts.sla import Explanation, Milestone, ObligationKind
from shared.contracts.triage import Evidence
from shared.ids import derived_id
from tests.support.told import MONDAY_NINE, TRACEPARENT, Complaint

NINE = MONDAY_NINE.astimezone(UTC)
"""Monday, nine in the morning in Shanghai."""

TRACE = TRACEPARENT.split("-")[1]
LEAK = "客厅天花板漏水，已经两次报修没有人来。\n墙面也开始发霉，家里有老人小孩。"


def after(**span: float) -> datetime:
    """So long after nine."""
    return NINE + timedelta(**span)


class Story:
    """What is told of one complaint, contract by contract, each with its place on the bus.
    `occurred_at` is the story's beginning unless it is given."""

    def __init__(self, number: str = "TS20261123-000001", *, at: datetime = NINE) -> None:
        self.number = number
        self.at = at
        self.messages: list[Message] = []
        self._complaint = Complaint(number, at)
        self.id = self._complaint.id

    def tell(self, kind: type[Contract], /, **fields: Any) -> Story:
        return self._add(self._complaint.tell(kind, **fields))

    def _add(self, *messages: Message) -> Story:
        self.messages += messages
        return self

    @property
    def contracts(self) -> Iterator[Contract]:
        return (message.contract for message in self.messages)

    def received(self, **changes: Any) -> Story:
        customer = intake.Customer(
            name="王女士", phone="13812345678", email="wang@example.com", room="3栋1单元502"
        )
        return self._add(
            self._complaint.received(**({"text": LEAK, "customer": customer} | changes))
        )

    def graded(self, grade: int, name: str, *evidence: Evidence, **changes: Any) -> Story:
        judged: dict[str, Any] = {"evidence": evidence, "facts": {}}
        return self._add(self._complaint.graded(grade, name, **(judged | changes)))

    def assigned(self) -> Story:
        found = ("engineering-quality", "工程质量", "漏水", "发霉")
        return self._add(self._complaint.classified(*found), self._complaint.assigned())

    def owed(self, told: type[Contract], key: str = "preliminary-opinion", **changes: Any) -> Story:
        """A contract about an obligation, by default the preliminary opinion within 24 hours."""
        return self.tell(told, **(obligation(key, due_at=self.at + timedelta(hours=24)) | changes))

    def started(self, key: str = "preliminary-opinion", **changes: Any) -> Story:
        fields = {"started_at": self.at, "explanation": EXPLANATION}
        return self.owed(sla.ObligationStartedV1, key, **(fields | changes))

    def handled(self, kind: type[Contract], at: datetime, **fields: Any) -> Story:
        """A step of the case, taken by the department."""
        return self.tell(kind, by="工程部 李工", occurred_at=at, **fields)

    def noticed(self) -> Story:
        """The department got the handling form."""
        return self.tell(
            notify.NoticeSentV1,
            notice_id=derived_id("notice"),
            template="handover-form",
            rule="zsy-5.1.5a",
            to="department",
            channel="email",
            attempts=1,
            subject=f"【投诉处理单】{self.number} 明湖花园 一般",
        )

    def supervised(self, rule: str = "zsy-5.2.6", **changes: Any) -> Story:
        return self._add(self._complaint.ordered(rule=rule, **changes))

    def order(self) -> dict[str, Any]:
        return self._complaint.order

    def milestone(self, key: str, days: int = 2) -> Milestone:
        names = {"cause-and-plan": "查明原因并提出处理方案", "carried-out": "方案实施完毕"}
        return self._complaint.milestone(key, names[key], days)


EXPLANATION = Explanation(
    rule="zsy-5.2.4",
    policy="zsy 2026.1",
    span="24 h",
    calendar_version="2026-1",
    provisional=False,
    sentences=(
        "时限为 24 小时，依据规则 zsy-5.2.4，制度 zsy 2026.1。",
        "自 2026年11月23日（周一） 09:00 起算。",
        "到期时间为 2026年11月24日（周二） 09:00。",
    ),
)

LEAK_AGAIN = Evidence(
    rule="zsy-3.3b",
    label="一个月内不同投诉人的同类投诉达 3 起以上",
    facts={"similar_in_month": 3},
)
ORDINARY = Evidence(rule="zsy-3.3d", label="不属于以上各级的投诉", facts={})


def obligation(key: str, **changes: Any) -> dict[str, Any]:
    names = {"preliminary-opinion": "初步处理意见", "unsolved-week": "一周未有效解决"}
    kind = ObligationKind.THRESHOLD if key.startswith("unsolved") else ObligationKind.DEADLINE
    fields = {
        "obligation": key,
        "name": names.get(key, key),
        "rule": "zsy-5.2.4",
        "kind": kind,
        "answerable": "department",
    }
    return fields | changes


def solved() -> Story:
    """A leak, answered in time, mended, and closed with the customer satisfied."""
    story = Story().received().assigned().graded(4, "一般", ORDINARY).started()
    story.handled(
        casework.CustomerContactedV1,
        after(hours=3),
        contacted_at=after(hours=3),
        channel="phone",
        preliminary_opinion=True,
        note="已约明日上午上门查看",
    )
    story.owed(sla.ObligationMetV1, met_at=after(hours=3), occurred_at=after(hours=3))
    ours, cause = casework.Side.OURS, "上层卫生间防水层破损"
    story.handled(casework.CauseFoundV1, after(days=1), side=ours, cause=cause)
    story.handled(casework.PlanProposedV1, after(days=1), plan="重做防水", approver=None)
    story.handled(casework.SolutionCarriedOutV1, after(days=4), result="闭水 48 小时无渗漏")
    story.handled(
        casework.RevisitedV1,
        after(days=6),
        satisfaction=casework.Satisfaction.SATISFIED,
        first_asked_followed_up=True,
        note="",
    )
    return story.handled(casework.CaseClosedV1, after(days=6), summary="漏水已修复，客户满意")


def escalated() -> Story:
    """The third leak in a month: it becomes hot, its answer is late, an order is issued."""
    story = Story("TS20261123-000002").received(
        title="天花板漏水多户反映", customer=intake.Customer(name="陈先生", phone="0571-87654321")
    )
    story.assigned().graded(4, "一般", ORDINARY).started().noticed()
    told: dict[str, Any] = {"tell": ("department", "leader-in-charge"), "late_s": 0.0}
    warned, missed, hot = after(hours=12), after(hours=24), after(hours=26)
    story.owed(sla.DeadlineApproachingV1, occurred_at=warned, warned_at=warned, step="50%", **told)
    story.tell(
        intake.CustomerUrgedV1,
        occurred_at=after(hours=20),
        channel=intake.Channel.WECHAT,
        text="到底什么时候来人？",
    )
    story.owed(sla.DeadlineMissedV1, occurred_at=missed, missed_at=missed, **told)
    facts = {"similar_in_month": 3}
    story.graded(2, "热点", LEAK_AGAIN, previous=4, facts=facts, occurred_at=hot)
    return story.supervised(occurred_at=hot)
