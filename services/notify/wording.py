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
from shared.policy import Directory, NoticeRule, Pack

NOT_KNOWN = "—"
MINUTE_S = 60
HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Wording:
    """How this company speaks: its directory, time zone, and where people open a complaint."""

    directory: Directory
    zone: ZoneInfo
    console_url: str

    def values(
        self, known: KnownComplaint, told: Contract, rule: NoticeRule, pack: Pack
    ) -> dict[str, str]:
        """Every value by its placeholder; what is not known yet reads as a dash."""
        department = self.directory.departments.get(department_meant(known, told) or "")
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
            "leader": department.leader.name if department else None,
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
            case triage.ResponsibilityAssignedV1():
                return {"due": self.due(known.answer_due_at)}
            case triage.EscalatedV1():
                before = told.previous
                return {"previous_grade_name": None if before is None else pack.grade_name(before)}
            case intake.ComplaintRepeatedV1():
                return {"repeated_text": told.text, "times": str(told.times)}
            case intake.CustomerUrgedV1():
                return {"repeated_text": told.text}
            case casework.PlanProposedV1():
                return {"plan": told.plan, "approver": self._named(told.approver)}
            case casework.PlanRejectedV1() | casework.ReopenedV1():
                return {"reason": told.reason}
            case casework.SolutionCarriedOutV1():
                return {"result": told.result}
            case casework.CaseClosedV1():
                return {"summary": told.summary}
        return {}

    def _said_of_time(
        self, known: KnownComplaint, told: sla.ObligationContract | sla.SupervisionContract
    ) -> dict[str, str | None]:
        late = _lateness(getattr(told, "late_s", 0.0))
        match told:
            case sla.ObligationContract():
                answerable = self._named(
                    known.department if told.answerable == "department" else told.answerable
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
            case sla.MilestoneMetV1() | sla.MilestoneMissedV1():
                node = told.milestone
                said = {"order_number": told.order_number, "milestone": node.name, "late": late}
                progress = told.progress if isinstance(told, sla.MilestoneMetV1) else None
                return said | {"due": self.due(node.due_at), "progress": progress}
            case sla.SupervisionOrderClosedV1():
                return {"order_number": told.order_number, "result": told.result}
        return {}

    def _named(self, key: str | None) -> str | None:
        found = self.directory.address_of(key) if key else None
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


def _lateness(late_s: float) -> str | None:
    """How late the system noticed, in words; None below a minute."""
    if late_s < MINUTE_S:
        return None
    hours, minutes = divmod(int(late_s) // MINUTE_S, HOUR_S // MINUTE_S)
    return f"{hours} 小时 {minutes} 分钟" if hours else f"{minutes} 分钟"
