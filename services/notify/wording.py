"""The values that a notice's words may name (shared.policy.notices), for a Chinese reader. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.notify.complaint import KnownComplaint
from services.notify.recipients import department_meant
from shared.contracts import Contract, casework, intake, sla, triage
from shared.contracts.names import CHANNEL_NAMES
from shared.policy import Directory, NoticeRule, Pack, Policies

NOT_KNOWN = "—"
ANONYMOUS = "anonymous"
MINUTE_S = 60
HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Wording:
    """How this company speaks: its directory, time zone, and where people open a complaint."""

    policies: Policies
    zone: ZoneInfo
    console_url: str

    @property
    def directory(self) -> Directory:
        return self.policies.directory

    def values(
        self, known: KnownComplaint, told: Contract, rule: NoticeRule, pack: Pack, at: datetime
    ) -> dict[str, str]:
        """Every value by its placeholder at that instant; what is not known yet reads as a dash."""
        meant = department_meant(known, told) or ""
        department = self.directory.department_of(meant, known.project)
        leader = self.directory.reach_leader(meant, known.project, at)
        customer = known.customer
        contact = "、".join(filter(None, (customer.phone, customer.email, customer.room)))
        found: dict[str, str | None] = {
            "number": known.number,
            "title": known.title,
            "text": known.text,
            "project": known.project_name,
            "category": known.category_name,
            "channel": CHANNEL_NAMES[known.channel],
            "received_at": self.instant(known.received_at),
            "customer_name": customer.name,
            "customer_contact": contact,
            "department": department.name if department else known.department_name,
            "leader": leader.shown if leader else None,
            "grade": str(known.grade) if known.grade is not None else None,
            "grade_name": known.grade_name,
            "evidence": "；".join(f"{e.label}（{e.rule}）" for e in known.evidence),
            "policy": f"《{pack.title}》{pack.version} 版",
            "rule": _basis(told, rule),
            "link": f"{self.console_url}/complaints/{known.number}" if self.console_url else None,
        }
        found |= self._said(known, told, pack)
        return {name: value or NOT_KNOWN for name, value in found.items()}

    def _said(self, known: KnownComplaint, told: Contract, pack: Pack) -> dict[str, str | None]:
        match told:
            case sla.ObligationContract() | sla.SupervisionContract():
                return self._said_of_time(known, told)
            case triage.TriageContract():
                return self._said_of_judgement(known, told, pack)
            case casework.StepTakenV1() | casework.PromiseMadeV1() | casework.ProgressToldV1():
                return self._reported(told)
            case intake.ComplaintReceivedV1():
                return self._taken_by(told)
            case intake.ComplaintRepeatedV1():
                return {"repeated_text": told.text, "times": str(told.times)}
            case intake.CustomerUrgedV1():
                return {"repeated_text": told.text}
            case casework.PlanProposedV1():
                return {"plan": told.plan, "approver": self._named(told.approver, known)}
            case casework.PlanRejectedV1() | casework.ReopenedV1():
                return {"reason": told.reason}
            case casework.SolutionCarriedOutV1():
                return {"result": told.result}
            case casework.CaseClosedV1():
                return {"summary": told.summary}
        return {}

    def _said_of_judgement(
        self, known: KnownComplaint, told: triage.TriageContract, pack: Pack
    ) -> dict[str, str | None]:
        match told:
            case triage.ResponsibilityAssignedV1():
                return {"due": self.due(known.answer_due_at)}
            case triage.EscalatedV1():
                before = told.previous
                return {"previous_grade_name": None if before is None else pack.grade_name(before)}
            case triage.ResponsibilityDisputedV1():
                decider = self._named(told.decided_by, known)
                return {"reason": told.reason, "decided_by": decider}
            case triage.ResponsibilityDecidedV1():
                return {"reason": told.reason, "decided_by": self._named(told.post, known)}
            case triage.FoundOutOfScopeV1():
                return {"reason": told.label}
        return {}

    def _reported(
        self, told: casework.StepTakenV1 | casework.PromiseMadeV1 | casework.ProgressToldV1
    ) -> dict[str, str | None]:
        match told:
            case casework.StepTakenV1():
                return {"step": told.step_name, "note": told.note}
            case casework.PromiseMadeV1():
                due = self.due(told.promised_for)
                return {"promise": told.promise_name, "due": due, "note": told.note}
            case casework.ProgressToldV1():
                return {"note": told.note, "expected": self.due(told.expected_at)}

    def _taken_by(self, told: intake.ComplaintReceivedV1) -> dict[str, str | None]:
        """Who took the complaint, with the contact that the directory has (pd-name)."""
        if told.taken_by in (None, ANONYMOUS):
            return {"taken_by": None, "taken_by_contact": None}
        people = self.directory.people
        called = (person for person in people.values() if person.name == told.taken_by)
        person = people.get(told.taken_by or "") or next(called, None)
        contact = "、".join(filter(None, (person.phone, person.email))) if person else None
        return {"taken_by": person.name if person else told.taken_by, "taken_by_contact": contact}

    def _said_of_time(
        self, known: KnownComplaint, told: sla.ObligationContract | sla.SupervisionContract
    ) -> dict[str, str | None]:
        late = lateness(getattr(told, "late_s", 0.0))
        match told:
            case sla.ObligationContract():
                answerable = self._named(
                    known.department if told.answerable == "department" else told.answerable, known
                )
                said = {"obligation": told.name, "answerable": answerable, "late": late}
                said["due"] = self.due(told.due_at)
                if isinstance(told, sla.ObligationExtendedV1):
                    said |= {"first_due": self.due(told.first_due_at), "reason": told.reason}
                return said
            case sla.SupervisionOrderIssuedV1() | sla.MilestonesAgreedV1():
                said = {"order_number": told.order_number, "order_reason": known.order_reason}
                return said | {"milestones": self._listed(told.milestones)}
            case sla.SupervisionGroundAddedV1():
                said = {"order_number": told.order_number, "order_reason": known.order_reason}
                return said | {"added_reason": told.label}
            case (
                sla.MilestoneMetV1()
                | sla.MilestoneMissedV1()
                | sla.MilestoneUrgedV1()
                | sla.MilestoneExtendedV1()
            ):
                said = {"order_number": told.order_number, "late": late}
                return said | self._said_of_milestone(told)
            case sla.SupervisionOrderClosedV1():
                return {"order_number": told.order_number, "result": told.result}
        return {}

    def _said_of_milestone(
        self,
        told: sla.MilestoneMetV1
        | sla.MilestoneMissedV1
        | sla.MilestoneUrgedV1
        | sla.MilestoneExtendedV1,
    ) -> dict[str, str | None]:
        node: dict[str, str | None] = {
            "milestone": told.milestone.name,
            "due": self.due(told.milestone.due_at),
        }
        match told:
            case sla.MilestoneMetV1():
                return node | {"progress": told.progress}
            case sla.MilestoneUrgedV1():
                return node | {"rung": str(told.rung)}
            case sla.MilestoneExtendedV1():
                return node | {"first_due": self.due(told.first_due_at), "reason": told.reason}
        return node

    def _named(self, key: str | None, known: KnownComplaint) -> str | None:
        found = self.directory.address_of(key, known.project) if key else None
        return found.name if found else key

    def _listed(self, milestones: Iterable[sla.Milestone]) -> str:
        return "\n".join(
            f"{place}. {node.name}：{self.due(node.due_at)} 前"
            for place, node in enumerate(milestones, start=1)
        )

    def instant(self, instant: datetime) -> str:
        """Such as 2026年11月22日 09:30, in local time."""
        local = instant.astimezone(self.zone)
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"

    def due(self, instant: datetime | None) -> str | None:
        """A due time; the end of a day is called its 24:00, not the next day's beginning."""
        if instant is None:
            return None
        local = instant.astimezone(self.zone)
        if (local.hour, local.minute) != (0, 0):
            return self.instant(instant)
        day = local.date() - timedelta(days=1)
        return f"{day.year}年{day.month}月{day.day}日 24:00"


def _basis(told: Contract, rule: NoticeRule) -> str:
    """The article behind what is told, else behind the notice; a person's order has a reason."""
    if isinstance(told, sla.SupervisionOrderIssuedV1) and told.rule == sla.BY_HAND:
        return f"人工签发：{told.label}"
    return getattr(told, "rule", rule.rule)


def lateness(late_s: float) -> str | None:
    """How late the system noticed, in words; None below a minute."""
    if late_s < MINUTE_S:
        return None
    hours, minutes = divmod(int(late_s) // MINUTE_S, HOUR_S // MINUTE_S)
    return f"{hours} 小时 {minutes} 分钟" if hours else f"{minutes} 分钟"
