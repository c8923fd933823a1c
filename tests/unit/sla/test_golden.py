"""Every stored event of sla, as it lies in the database."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.sla.domain import events as e
from services.sla.domain import order_events as o
from services.sla.domain.ground import Ground
from services.sla.domain.milestone import MilestoneExtension, PlannedMilestone, RungAhead
from services.sla.domain.obligation import Extension, Recount, Timing, Trigger, WarningAhead
from shared.contracts.intake import Channel
from shared.contracts.sla import ObligationKind
from shared.deadlines.explanation import Counted, Explanation, NamedDay, Stopped
from shared.domain import DomainEvent
from tests.support.golden import check_golden
from tests.unit.policy.regulations import at, zsy

NOON, DUE = at("2026-11-18 12:00"), at("2026-11-19 10:00")
COMPLAINT = UUID("00000000-0000-4000-8000-0000000000c1")
TRIGGER = Trigger(event="graded", occurred_at=NOON, data={"grade": 3})
EXTENSION = Extension(
    granted_at=NOON, until=DUE, reason="等待检测报告", approved_by="marketing-manager", by="wang"
)
GROUND = Ground(key="grade-1", rule="zsy-5.2.6", label="重大投诉", facts={"grade": 1})
PLAN = PlannedMilestone(
    key="plan",
    name="处理方案",
    due_at=DUE,
    within="2 wd",
    counted_from=NOON,
    calendar_version="cn-2026#00000000",
    provisional=True,
    rungs=(RungAhead(at=DUE, tell=("leader-in-charge",)),),
)
MORE_TIME = MilestoneExtension(
    granted_at=NOON, until=DUE, reason="等待配件", approved_by="marketing-manager", by="wang"
)
RECOUNT = Recount(
    at=NOON,
    notices=("cn-2020-02",),
    previous_due_at=NOON,
    due_at=DUE,
    sentence="放假安排修订，现重新计算。",
)
TIMING = Timing(
    due_at=DUE,
    warnings=(WarningAhead(step="50%", at=NOON),),
    explanation=Explanation(
        rule="zsy-5.2.4",
        policy="客户投诉管理程序 2026.1",
        span="15 wd",
        start=NOON,
        due=DUE,
        event_date=None,
        counted=(Counted(start=NOON, end=DUE, seconds=1800.0, days=1),),
        skipped=(NamedDay(day=NOON.date(), name="国庆节"),),
        made_up=(DUE.date(),),
        pauses=(Stopped(start=NOON, end=None, reason="waits"),),
        rolled_from=None,
        calendar="cn",
        calendar_version="cn-2026#00000000",
        provisional=True,
        sentences=("时限为 15 个工作日。",),
    ),
)


def clock(**more: Any) -> dict[str, Any]:
    return {"key": "preliminary-opinion", **more}


EVENTS: tuple[DomainEvent, ...] = (
    e.WatchOpened(
        complaint_id=COMPLAINT,
        number="TS20261118-000123",
        policy=zsy().stamp,
        project="mhhy",
        channel=Channel.PHONE,
        received_at=NOON,
        has_contact=True,
        answer_wanted_by=DUE,
    ),
    e.TriggerNoted(trigger=TRIGGER),
    e.FactsNoted(facts={"overdue": True, "collective_persons": 3}),
    e.CategoryNoted(category="engineering-quality"),
    e.GradeNoted(grade=2),
    e.ResponsibilityNoted(department="engineering"),
    e.ObligationStarted(
        **clock(),
        name="初步处理意见",
        rule="zsy-5.2.4",
        kind=ObligationKind.DEADLINE,
        answerable="department",
        trigger=TRIGGER,
        started_at=NOON,
        due_at=DUE,
        timing=TIMING,
    ),
    e.ObligationMet(**clock(met_at=NOON, by="customer-contacted")),
    e.ObligationCancelled(**clock(cancelled_at=NOON, reason="complaint-withdrawn")),
    e.ObligationPaused(**clock(paused_at=NOON, reason="waits", by="wang", timing=TIMING)),
    e.ObligationResumed(**clock(resumed_at=NOON, reason="waits", by="wang", timing=TIMING)),
    e.ObligationExtended(**clock(extension=EXTENSION, timing=TIMING)),
    e.ObligationRederived(**clock(timing=TIMING, because=RECOUNT, trigger=TRIGGER)),
    e.DeadlineApproaching(**clock(step="50%", at=NOON, late_s=0.5, tell=("department",))),
    e.DeadlineMissed(**clock(at=DUE, late_s=0.5, tell=("department", "leader-in-charge"))),
    e.SupervisionCalledFor(order_number="DB20261118-000123", grounds=(GROUND,)),
    e.SupervisionGrew(order_number="DB20261118-000123", grounds=(GROUND,)),
    e.SupervisionEnded(order_number="DB20261118-000123", result="已完成"),
    e.WatchClosed(closed_at=NOON, by="case-closed"),
    e.WatchReopened(reopened_at=NOON),
    o.OrderIssued(
        complaint_id=COMPLAINT,
        complaint_number="TS20261118-000123",
        order_number="DB20261118-000123",
        department="engineering",
        grounds=(GROUND,),
        issued_by="marketing",
        copies=("leader-in-charge",),
        tell_when_missed=("department", "leader-in-charge"),
        milestones=(PLAN,),
        policy=zsy().stamp,
    ),
    o.GroundsAdded(grounds=(GROUND,)),
    o.MilestonesAgreed(milestones=(PLAN,), by="wang"),
    o.MilestoneReached(key="plan", reached_at=NOON, progress="方案已定", by="li"),
    o.MilestoneMissed(key="plan", at=DUE, late_s=0.5),
    o.MilestoneUrged(key="plan", rung=1, at=DUE, late_s=0.5, tell=("leader-in-charge",)),
    o.MilestoneExtended(key="plan", extension=MORE_TIME, rungs=PLAN.rungs),
    o.MilestoneRecounted(milestone=PLAN, because=RECOUNT),
    o.OrderClosed(result="已完成", by="wang"),
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TOPIC)
def test_a_stored_event_stays_readable(event: DomainEvent) -> None:
    check_golden(event, "sla")


def test_every_stored_event_has_its_golden_file() -> None:
    assert {type(event) for event in EVENTS} == {*e.EVENTS, *o.EVENTS}
