"""The course of events 事件经过 of a complaint, in sentences a reader of the report needs. Pure."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from services.analytics.names import rule_name
from shared.contracts import ComplaintContract, Contract, Message, casework, intake, sla, triage
from shared.contracts.names import CHANNEL_NAMES, SATISFACTION_NAMES, SIDE_NAMES
from shared.contracts.sla import ObligationKind
from shared.domain import Immutable
from shared.event_store.rows import Table

LONGEST_QUOTE = 200


class CourseStep(Immutable):
    """One step. `sequence` is the broker's, and orders the steps of one complaint."""

    message_id: str
    complaint_id: UUID
    month: str
    sequence: int
    occurred_at: AwareDatetime
    event: str
    sentence: str


COURSE = Table("course_steps", CourseStep, key=("message_id",))


def step(message: Message, month: str) -> CourseStep | None:
    """The step that a message tells; None where the course does not need it."""
    told = message.contract
    assert isinstance(told, ComplaintContract)
    sentence = _said(told) or _done(told) or _pressed(told)
    if sentence is None:
        return None
    return CourseStep(
        message_id=message.id,
        complaint_id=told.complaint_id,
        month=month,
        sequence=message.sequence,
        occurred_at=told.occurred_at,
        event=told.EVENT,
        sentence=sentence,
    )


def _said(told: Contract) -> str | None:
    match told:
        case intake.ComplaintReceivedV1():
            return f"{CHANNEL_NAMES[told.channel]}投诉：{_quote(told.title)}"
        case intake.ComplaintRepeatedV1():
            return f"客户第 {told.times} 次投诉"
        case intake.CustomerUrgedV1():
            return "客户催办"
        case intake.ComplaintWithdrawnV1():
            return f"客户撤诉：{_quote(told.reason)}"
        case triage.GradedV1() | triage.EscalatedV1():
            grounds = "；".join(f"{ground.label}（{ground.rule}）" for ground in told.evidence)
            verb = "升级为" if isinstance(told, triage.EscalatedV1) else "定级为"
            return f"{verb}{told.grade_name}" + (f"：{grounds}" if grounds else "")
        case triage.ResponsibilityAssignedV1():
            return f"交{told.department_name}办理"
    return None


def _done(told: Contract) -> str | None:
    match told:
        case casework.CustomerContactedV1():
            opinion = "，告知初步处理意见" if told.preliminary_opinion else ""
            return f"联系客户{opinion}：{_quote(told.note)}"
        case casework.CauseFoundV1():
            return f"查明原因，责任在{SIDE_NAMES[told.side]}：{_quote(told.cause)}"
        case casework.PlanProposedV1():
            return f"提出处理方案：{_quote(told.plan)}"
        case casework.PlanApprovedV1():
            return "处理方案获批"
        case casework.PlanRejectedV1():
            return f"处理方案退回：{_quote(told.reason)}"
        case casework.SolutionCarriedOutV1():
            return f"方案实施完毕：{_quote(told.result)}"
        case casework.RevisitedV1():
            return f"回访客户：{SATISFACTION_NAMES[told.satisfaction]}"
        case casework.CaseClosedV1():
            return f"结案：{_quote(told.summary)}"
        case casework.ReopenedV1():
            return f"重新办理：{_quote(told.reason)}"
    return None


def _pressed(told: Contract) -> str | None:
    match told:
        case sla.DeadlineMissedV1() if told.kind is ObligationKind.DEADLINE:
            return f"“{told.name}”超时（{told.rule}）"
        case sla.SupervisionOrderIssuedV1():
            return f"签发工作督办单 {told.order_number}：{told.label}（{rule_name(told.rule)}）"
        case sla.SupervisionGroundAddedV1():
            return f"督办单 {told.order_number} 追加事由：{told.label}（{rule_name(told.rule)}）"
        case sla.MilestoneMissedV1():
            return f"督办节点“{told.milestone.name}”未按期完成"
        case sla.SupervisionOrderClosedV1():
            return f"督办单 {told.order_number} 办结：{_quote(told.result)}"
    return None


def _quote(text: str) -> str:
    """Somebody's words on one line, cut where they would drown the report."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
