"""The course of events 事件经过 of a complaint, in sentences a reader of the report needs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime

from services.analytics.names import rule_name
from shared.contracts import (
    CONTRACTS,
    ComplaintContract,
    Contract,
    Message,
    casework,
    intake,
    sla,
    triage,
)
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
    say = _SAID_OF.get(type(told))
    sentence = say(told) if say else None
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


def _received(told: intake.ComplaintReceivedV1) -> str:
    return f"{CHANNEL_NAMES[told.channel]}投诉：{_quote(told.title)}"


def _graded(told: triage.GradeDecided) -> str:
    grounds = "；".join(f"{ground.label}（{ground.rule}）" for ground in told.evidence)
    verb = "升级为" if isinstance(told, triage.EscalatedV1) else "定级为"
    return f"{verb}{told.grade_name}" + (f"：{grounds}" if grounds else "")


def _contacted(told: casework.CustomerContactedV1) -> str:
    opinion = "，告知初步处理意见" if told.preliminary_opinion else ""
    return f"联系客户{opinion}：{_quote(told.note)}"


def _missed(told: sla.DeadlineMissedV1) -> str | None:
    """A threshold that passed says nothing by itself: the grade it raises does."""
    return f"“{told.name}”超时（{told.rule}）" if told.kind is ObligationKind.DEADLINE else None


def _ordered(told: sla.SupervisionOrderIssuedV1) -> str:
    return f"签发工作督办单 {told.order_number}：{told.label}（{rule_name(told.rule)}）"


def _ground_added(told: sla.SupervisionGroundAddedV1) -> str:
    return f"督办单 {told.order_number} 追加事由：{told.label}（{rule_name(told.rule)}）"


_SAID_OF: Mapping[type[Contract], Callable[[Any], str | None]] = CONTRACTS.by_type(
    {
        intake.ComplaintReceivedV1: _received,
        intake.ComplaintRepeatedV1: lambda told: f"客户第 {told.times} 次投诉",
        intake.CustomerUrgedV1: lambda _: "客户催办",
        intake.ComplaintWithdrawnV1: lambda told: f"客户撤诉：{_quote(told.reason)}",
        triage.GradeDecided: _graded,
        triage.ResponsibilityAssignedV1: lambda told: f"交{told.department_name}办理",
        casework.CustomerContactedV1: _contacted,
        casework.CauseFoundV1: (
            lambda told: f"查明原因，责任在{SIDE_NAMES[told.side]}：{_quote(told.cause)}"
        ),
        casework.PlanProposedV1: lambda told: f"提出处理方案：{_quote(told.plan)}",
        casework.PlanApprovedV1: lambda _: "处理方案获批",
        casework.PlanRejectedV1: lambda told: f"处理方案退回：{_quote(told.reason)}",
        casework.SolutionCarriedOutV1: lambda told: f"方案实施完毕：{_quote(told.result)}",
        casework.RevisitedV1: lambda told: f"回访客户：{SATISFACTION_NAMES[told.satisfaction]}",
        casework.CaseClosedV1: lambda told: f"结案：{_quote(told.summary)}",
        casework.ReopenedV1: lambda told: f"重新办理：{_quote(told.reason)}",
        sla.DeadlineMissedV1: _missed,
        sla.SupervisionOrderIssuedV1: _ordered,
        sla.SupervisionGroundAddedV1: _ground_added,
        sla.MilestoneMissedV1: lambda told: f"督办节点“{told.milestone.name}”未按期完成",
        sla.SupervisionOrderClosedV1: (
            lambda told: f"督办单 {told.order_number} 办结：{_quote(told.result)}"
        ),
    }
)
TELLING = frozenset(_SAID_OF)
"""The messages that the course may tell."""


def _quote(text: str) -> str:
    """Somebody's words on one line, cut where they would drown the report."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
