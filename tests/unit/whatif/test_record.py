"""The record of a complaint: what the services told of it, folded without a regulation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from huiyin.whatif.outcome import NOT_GRADED, SET_BY_HAND
from huiyin.whatif.record import Record
from shared.contracts import Contract, sla, triage
from shared.contracts.intake import PolicyStamp

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DUE = NOON + timedelta(hours=24)
PLACE: dict[str, Any] = {"complaint_id": UUID(int=1), "number": "TS1", "occurred_at": NOON}
ANSWER: dict[str, Any] = {
    **PLACE,
    "obligation": "answer",
    "name": "答复",
    "rule": "r-1",
    "kind": sla.ObligationKind.DEADLINE,
    "answerable": "department",
    "due_at": DUE,
}
ORDER: dict[str, Any] = {
    **PLACE,
    "order_id": UUID(int=2),
    "order_number": "DB1",
    "department": "marketing",
}


def record_of(*told: Contract) -> Record:
    record = Record("zsy@2026.1")
    for contract in told:
        record.take(contract.EVENT, contract.model_dump(mode="json"))
    return record


def started(due_at: datetime = DUE, *, kind: str = "deadline") -> Contract:
    return sla.ObligationStartedV1(
        **(ANSWER | {"due_at": due_at, "kind": sla.ObligationKind(kind)}),
        started_at=NOON,
        explanation=sla.Explanation(
            rule="r-1",
            policy="p",
            span="24 h",
            calendar_version="v",
            provisional=False,
            sentences=(f"到期 {due_at}",),
        ),
    )


def met() -> Contract:
    return sla.ObligationMetV1(**ANSWER, met_at=NOON)


def missed() -> Contract:
    return sla.DeadlineMissedV1(**ANSWER, missed_at=DUE, tell=(), late_s=0.0)


def graded(grade: int, name: str, *, by: str = "policy") -> Contract:
    held = (triage.Evidence(rule="r-2", label="媒体曝光", facts={}),)
    return triage.GradedV1(
        **PLACE,
        grade=grade,
        grade_name=name,
        previous=None,
        evidence=held if by == "policy" else (),
        facts={},
        policy=PolicyStamp(pack="zsy", version="2026.1"),
        by=by,
        reason=None,
    )


def assigned(department: str) -> Contract:
    return triage.ResponsibilityAssignedV1(
        **PLACE, department=department, department_name=department, category="other", by="policy"
    )


@pytest.mark.parametrize(("ended", "outcome"), [(met(), "met"), (missed(), "missed")])
def test_a_limit_ends_as_it_was_told(ended: Contract, outcome: str) -> None:
    (thing,) = record_of(started(), ended).outcome.owed

    assert (thing.outcome, thing.due_at, thing.sentences) == (outcome, DUE, (f"到期 {DUE}",))


def test_what_is_counted_anew_is_the_same_limit_and_what_starts_again_another() -> None:
    later = DUE + timedelta(days=1)

    moved = record_of(started(), started(later)).outcome.owed
    again = record_of(started(), met(), started(later)).outcome.owed

    assert [(one.outcome, one.due_at) for one in moved] == [("open", later)]
    assert [(one.outcome, one.due_at) for one in again] == [("met", DUE), ("open", later)]


def test_an_extension_moves_the_limit_and_ends_its_explanation() -> None:
    later = DUE + timedelta(days=2)
    extended = sla.ObligationExtendedV1(
        **(ANSWER | {"due_at": later}), first_due_at=DUE, reason="等配件", approved_by="leader"
    )

    (thing,) = record_of(started(), extended).outcome.owed

    assert (thing.due_at, thing.sentences) == (later, ())


def test_a_limit_that_falls_away_or_stands_still_says_so() -> None:
    fallen = sla.ObligationCancelledV1(**ANSWER, reason="客户已撤诉")
    stopped = sla.ObligationPausedV1(**(ANSWER | {"due_at": None}), paused_at=NOON, reason="待料")

    (cancelled,) = record_of(started(), fallen).outcome.owed
    (paused,) = record_of(started(), stopped).outcome.owed

    assert (cancelled.outcome, cancelled.due_at) == ("cancelled", DUE)
    assert (paused.outcome, paused.due_at) == ("open", None)


def test_what_is_out_of_scope_says_by_which_rule() -> None:
    found = triage.FoundOutOfScopeV1(**PLACE, rule="r-9", label="已起诉", facts={})

    assert record_of(found).outcome.out_of_scope == "r-9 已起诉"


def test_a_silent_threshold_is_owed_by_nobody() -> None:
    assert record_of(started(kind="threshold"), missed()).outcome.owed == ()


def test_a_grade_that_a_person_set_says_so() -> None:
    record = record_of(graded(4, "一般"), graded(2, "热点", by="张经理"))

    assert (record.outcome.grade, record.outcome.grade_name) == (2, "热点")
    assert record.outcome.because == (SET_BY_HAND,)
    assert record_of(graded(1, "重大")).outcome.because == ("r-2 媒体曝光",)


def test_a_grade_that_the_regulation_raised_later_is_no_longer_a_persons() -> None:
    raised = triage.EscalatedV1(**graded(1, "重大").model_dump())

    record = record_of(graded(2, "热点", by="张经理"), raised)

    assert record.outcome.grade == 1
    assert record.outcome.because == ("r-2 媒体曝光",)


def test_what_was_not_graded_yet_has_no_grade() -> None:
    assert (record_of().outcome.grade, record_of().outcome.grade_name) == (0, NOT_GRADED)


def test_a_department_that_gets_it_back_is_the_responsible_one() -> None:
    record = record_of(*map(assigned, ("marketing", "marketing", "design", "marketing")))

    assert record.outcome.departments == ("marketing", "design", "marketing")
    assert record.outcome.department == "marketing"


def test_an_order_has_all_its_reasons_and_its_missed_milestones() -> None:
    milestone = sla.Milestone(key="plan", name="方案", due_at=DUE)
    record = record_of(
        sla.SupervisionOrderIssuedV1(
            **ORDER,
            rule="r-3",
            label="热点投诉",
            facts={},
            issued_by="customer-service",
            copies=(),
            milestones=(milestone,),
        ),
        sla.SupervisionGroundAddedV1(**ORDER, rule="r-4", label="逾期未决", facts={}),
        sla.MilestoneMissedV1(**ORDER, milestone=milestone, tell=(), late_s=0.0),
    )

    (order,) = record.outcome.orders
    assert (order.rule, order.label) == ("r-3", "热点投诉；逾期未决")
    assert (order.issued_at, order.milestones_missed) == (NOON, 1)
