"""A case in handling, step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from services.casework.domain.case import CASE, Case
from services.casework.domain.events import (
    CaseAssigned,
    CaseClosed,
    CaseFoundOutOfScope,
    CaseGraded,
    CaseOpened,
    CaseWithdrawn,
    CauseFound,
    CustomerContacted,
    PlanApproved,
    PlanProposed,
    ProgressTold,
    PromiseMade,
    Reopened,
    Revisited,
    SolutionCarriedOut,
    StepTaken,
)
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Channel
from shared.domain import DomainEvent
from tests.support.given import Given, given
from tests.unit.policy.regulations import at, zsy

Decision = Callable[[Case], list[DomainEvent]]

NUMBER = "TS20261123-000001"
MONDAY = at("2026-11-23 09:30")
NOW = MONDAY + timedelta(hours=6)
LI = "李工"
MANAGER = "marketing-manager"

OPENED = CaseOpened(
    complaint_id=UUID("00000000-0000-4000-8000-00000000000c"),
    number=NUMBER,
    received_at=MONDAY,
    policy=zsy().stamp,
    reachable=True,
)
ASSIGNED = CaseAssigned(department="engineering")
CAUSE = CauseFound(side=Side.OURS, cause="防水层破损", by=LI)
PLAN = PlanProposed(plan="重做防水", approver=None, by=LI)
PLAN_TO_APPROVE = PlanProposed(plan="重做防水", approver=MANAGER, by=LI)
APPROVED = PlanApproved(post=MANAGER, by="何文静")
CARRIED_OUT = SolutionCarriedOut(result="闭水试验无渗漏", by=LI)
SURVEYED = StepTaken(
    taken_at=MONDAY + timedelta(hours=2),
    step="site_surveyed",
    step_name="现场勘查",
    note="地漏四周渗水，已拍照",
    by=LI,
)
PROMISED = PromiseMade(
    made_at=NOW,
    promise="next_answer",
    promise_name="下次答复",
    promised_for=NOW + timedelta(days=3),
    note="检测报告出具后答复",
    by=LI,
)
TOLD = ProgressTold(told_at=NOW, note="材料已到场", expected_at=NOW + timedelta(days=7), by=LI)
BEYOND = CaseFoundOutOfScope(rule="desk-1")
CLOSED = CaseClosed(summary="已修复，客户认可", by=LI)
REOPENED = Reopened(reason="雨后再次渗水", by=LI)
WITHDRAWN = CaseWithdrawn(closed_before=False)


def contacted(after: timedelta = timedelta(hours=1)) -> CustomerContacted:
    return CustomerContacted(
        contacted_at=MONDAY + after,
        channel=Channel.PHONE,
        preliminary_opinion=True,
        note="约明天上门",
        by=LI,
    )


def revisited(answer: Satisfaction = Satisfaction.SATISFIED) -> Revisited:
    return Revisited(satisfaction=answer, first_asked_followed_up=True, note="", by=LI)


def case(*events: DomainEvent, grade: int = 4, opened: CaseOpened = OPENED) -> Given[Case]:
    """A case of a grade in which these steps were taken."""
    return given(CASE, opened, CaseGraded(grade=grade), ASSIGNED, *events)
