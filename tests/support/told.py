"""What the services tell of one made-up complaint, message by message, for those who listen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.contracts import Contract, Message, casework, intake, message_id, sla, triage
from shared.domain import FactValue
from shared.ids import derived_id

MONDAY_NINE = datetime.fromisoformat("2026-11-23T09:00:00+08:00")
ZSY = intake.PolicyStamp(pack="zsy", version="2026.1")
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
EXPLANATION = sla.Explanation(
    rule="zsy-5.2.4",
    policy="zsy 2026.1",
    span="24 h",
    calendar_version="cn-2026",
    provisional=False,
    sentences=(),
)
OWED: dict[str, Any] = {
    "obligation": "preliminary-opinion",
    "name": "初步处理意见",
    "rule": "zsy-5.2.4",
    "kind": sla.ObligationKind.DEADLINE,
    "answerable": "department",
}


class Complaint:
    """One complaint; each method makes the next message about it. `at` is when the last happened,
    and moves on by `after`."""

    def __init__(self, number: str = "TS20261123-000001", at: datetime = MONDAY_NINE) -> None:
        self.id: UUID = derived_id("complaint", number)
        self.number = number
        self.at = at
        self._told = 0

    def after(self, **span: float) -> Complaint:
        self.at += timedelta(**span)
        return self

    def tell(self, kind: type[Contract], /, **fields: Any) -> Message:
        """Any contract, as the next message."""
        self._told += 1
        place = {"complaint_id": self.id, "number": self.number, "occurred_at": self.at}
        contract = kind.model_validate(place | fields)
        return Message(message_id(self.id, self._told), contract, TRACEPARENT, sequence=self._told)

    def received(self, **changes: Any) -> Message:
        said: dict[str, Any] = {
            "received_at": self.at,
            "channel": intake.Channel.PHONE,
            "project": "mhhy",
            "project_name": "明湖花园",
            "category": None,
            "title": "客厅天花板漏水",
            "text": "客厅天花板漏水，已经两次报修没有人来。",
            "customer": intake.Customer(
                name="王女士", phone="13800000000", email="wang@mail.example"
            ),
            "policy": ZSY,
            "facts": {},
        }
        return self.tell(intake.ComplaintReceivedV1, **(said | changes))

    def classified(
        self, key: str = "engineering-quality", name: str = "工程质量", *words: str
    ) -> Message:
        found = {"category": key, "category_name": name, "words": words, "by": "policy"}
        return self.tell(triage.ClassifiedV1, **found)

    def graded(
        self, grade: int, name: str, *, previous: int | None = None, **changes: Any
    ) -> Message:
        kind = triage.GradedV1 if previous is None else triage.EscalatedV1
        ground = triage.Evidence(rule="zsy-3.3a", label="5 人以上集体投诉", facts={})
        judged: dict[str, Any] = {
            "grade": grade,
            "grade_name": name,
            "previous": previous,
            "evidence": (ground,),
            "facts": {"collective_persons": 6},
            "policy": ZSY,
            "by": "policy",
            "reason": None,
        }
        return self.tell(kind, **(judged | changes))

    def facts_changed(self, **facts: FactValue) -> Message:
        """Facts became known, or others than they were."""
        told = {"changed": facts, "facts": facts, "by": "policy", "reason": None}
        return self.tell(triage.FactsChangedV1, **told)

    def found_out_of_scope(self) -> Message:
        why = {"rule": "hm-scope", "label": "场内签约", "facts": {"signed_outside": True}}
        return self.tell(triage.FoundOutOfScopeV1, **why)

    def assigned(self, key: str = "engineering", name: str = "工程部") -> Message:
        return self.tell(
            triage.ResponsibilityAssignedV1,
            department=key,
            department_name=name,
            category="engineering-quality",
            by="policy",
        )

    def owes(self, **changes: Any) -> Message:
        """A clock begins to run: 24 hours for the preliminary opinion."""
        due = self.at + timedelta(hours=24)
        fields = OWED | {"due_at": due, "started_at": self.at, "explanation": EXPLANATION}
        return self.tell(sla.ObligationStartedV1, **(fields | changes))

    def met(self, **changes: Any) -> Message:
        fields = OWED | {"due_at": None, "met_at": self.at}
        return self.tell(sla.ObligationMetV1, **(fields | changes))

    def warned(self, **changes: Any) -> Message:
        tell = ("department", "leader-in-charge")
        fields = OWED | {"due_at": self.at + timedelta(hours=2), "warned_at": self.at}
        fields |= {"step": "2 h", "tell": tell, "late_s": 0.0}
        return self.tell(sla.DeadlineApproachingV1, **(fields | changes))

    def missed(self, **changes: Any) -> Message:
        tell = ("department", "leader-in-charge")
        fields = OWED | {"due_at": self.at, "missed_at": self.at, "tell": tell, "late_s": 0.0}
        return self.tell(sla.DeadlineMissedV1, **(fields | changes))

    def ordered(self, **changes: Any) -> Message:
        """A supervision order with two milestones is issued."""
        fields = self.order | {
            "rule": "zsy-5.2.6",
            "label": "热点投诉",
            "facts": {"grade": 2},
            "issued_by": "marketing",
            "copies": ("leader-in-charge",),
            "milestones": (
                self.milestone("cause-and-plan", "查明原因并提出处理方案", 2),
                self.milestone("carried-out", "方案实施完毕", 7),
            ),
        }
        return self.tell(sla.SupervisionOrderIssuedV1, **(fields | changes))

    def ground_added(self) -> Message:
        """The order that is open has one more reason."""
        why: dict[str, Any] = {"rule": "zsy-5.2.6", "label": "可能影响交付", "facts": {}}
        return self.tell(sla.SupervisionGroundAddedV1, **(self.order | why))

    def milestone_missed(self) -> Message:
        node = self.milestone("cause-and-plan", "查明原因并提出处理方案", 2)
        told = {"milestone": node, "tell": ("department", "leader-in-charge"), "late_s": 0.0}
        return self.tell(sla.MilestoneMissedV1, **(self.order | told))

    def order_closed(self) -> Message:
        told = {"result": "漏水已修复", "by": "marketing"}
        return self.tell(sla.SupervisionOrderClosedV1, **(self.order | told))

    def milestone(self, key: str, name: str, days: int) -> sla.Milestone:
        return sla.Milestone(key=key, name=name, due_at=self.at + timedelta(days=days))

    def contacted(self, *, opinion: bool = True) -> Message:
        return self._done(
            casework.CustomerContactedV1,
            contacted_at=self.at,
            channel="phone",
            preliminary_opinion=opinion,
            note="约明天上午上门查看",
        )

    def cause_found(self) -> Message:
        cause = "楼上卫生间防水层破损"
        return self._done(casework.CauseFoundV1, side=casework.Side.OURS, cause=cause)

    def planned(self) -> Message:
        plan = "重做防水并修补吊顶"
        return self._done(casework.PlanProposedV1, plan=plan, approver="marketing-manager")

    def carried_out(self) -> Message:
        return self._done(casework.SolutionCarriedOutV1, result="闭水试验无渗漏")

    def revisited(self, answer: casework.Satisfaction) -> Message:
        return self._done(
            casework.RevisitedV1, satisfaction=answer, first_asked_followed_up=True, note=""
        )

    def closed(self) -> Message:
        return self._done(casework.CaseClosedV1, summary="已修复，客户认可")

    def reopened(self) -> Message:
        return self._done(casework.ReopenedV1, reason="再次渗漏")

    def repeated(self, times: int = 2) -> Message:
        said = {"channel": intake.Channel.PHONE, "text": "还是没有人来", "times": times}
        return self.tell(intake.ComplaintRepeatedV1, **said)

    def withdrawn(self) -> Message:
        return self.tell(intake.ComplaintWithdrawnV1, reason="邻里已协商解决")

    def _done(self, kind: type[Contract], /, **fields: Any) -> Message:
        return self.tell(kind, by="工程部 李工", **fields)

    @property
    def order(self) -> dict[str, Any]:
        """What every message about the complaint's supervision order carries."""
        return {
            "order_id": derived_id("order", self.number),
            "order_number": f"DB{self.number[2:]}",
            "department": "engineering",
        }
