"""Every stored event about projects, as it lies in the database."""

from __future__ import annotations

from typing import Any

import pytest

from services.sla.domain.duties import events as e
from services.sla.domain.handover import HANDOVER, HandoverRecorded
from services.sla.domain.obligation import Timing, WarningAhead
from shared.contracts.duties import Dropped
from shared.contracts.intake import Customer, PolicyStamp
from shared.deadlines.explanation import Counted, Explanation
from shared.domain import DomainEvent
from tests.support.golden import check_golden
from tests.unit.policy.regulations import at
from tests.unit.sla.projects import DATES

SEEN, DUE = at("2026-05-06 10:00"), at("2026-08-18 00:00")
POLICY = PolicyStamp(pack="handing-over", version="1")
TIMING = Timing(
    due_at=DUE,
    warnings=(WarningAhead(step="5 wd", at=at("2026-08-10 18:00")),),
    explanation=Explanation(
        rule="h-kickoff",
        policy="交付办法 1",
        span="3.5 month",
        start=SEEN,
        due=DUE,
        event_date=DATES["delivery"],
        counted=(Counted(start=DUE, end=at("2026-12-01 00:00"), seconds=9072000.0, days=105),),
        skipped=(),
        made_up=(),
        pauses=(),
        rolled_from=None,
        calendar="cn",
        calendar_version="cn-2026#00000000",
        provisional=False,
        sentences=("交付日期为 2026-12-01。", "时限为 3.5 个月。"),
    ),
)


def duty(**more: Any) -> dict[str, Any]:
    return {"key": "kickoff", "occurrence": 1, **more}


EVENTS: tuple[DomainEvent, ...] = (
    e.ProjectNoted(project="jy", name="静园", policy=POLICY, dates=DATES),
    e.DutyStarted(
        **duty(),
        name="成立交付工作组",
        rule="h-kickoff",
        answerable="marketing",
        started_at=SEEN,
        due_at=DUE,
        timing=TIMING,
    ),
    e.DutyMoved(**duty(moved_at=SEEN, previous_due_at=SEEN, timing=TIMING)),
    e.DutyApproaching(**duty(step="5 wd", at=DUE, late_s=0.5, tell=("manager",))),
    e.DutyMissed(**duty(at=DUE, late_s=0.5, tell=("manager", "department"))),
    e.DutyDone(**duty(done_at=DUE, note="已成立", by="wang")),
    e.DutyDropped(**duty(dropped_at=DUE, reason=Dropped.DATE_REMOVED)),
    HandoverRecorded(
        project="jy",
        name="静园",
        policy=POLICY,
        household="3-1-1201",
        occurred_at=SEEN,
        taken_over=False,
        reason="",
        times=1,
        customer=Customer(name="陈女士", email="chen@owner.example", room="3-1-1201"),
        by="wang",
    ),
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TOPIC)
def test_a_stored_event_stays_readable(event: DomainEvent) -> None:
    check_golden(event, "sla")


def test_every_stored_event_has_its_golden_file() -> None:
    assert {type(event) for event in EVENTS} == {*e.EVENTS, *HANDOVER.events}
