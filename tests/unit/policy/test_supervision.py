"""Supervision orders, approvals, and what must be so before a case is closed."""

from __future__ import annotations

import pytest

from shared.domain import FactValue
from shared.policy import CaseFacts, Context
from tests.unit.policy.regulations import library, zsy


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({"grade": 1}, ["grade-1"]),
        ({"grade": 2}, ["grade-2"]),
        ({"grade": 3}, []),
        ({"grade": 4}, []),
        ({}, []),
        ({"grade": 3, "overdue": True}, []),
        ({"grade": 3, "second_complaint": True}, []),
        ({"grade": 3, "overdue": True, "second_complaint": True}, ["overdue-second-complaint"]),
        ({"grade": 4, "may_delay_delivery": True}, ["may-delay-delivery"]),
        ({"grade": 1, "serious_quality_effect": True}, ["grade-1", "serious-quality-effect"]),
    ],
)
def test_a_supervision_order_is_due_for_the_reasons_of_5_2_6(
    facts: dict[str, FactValue], reasons: list[str]
) -> None:
    assert [rule.key for rule in zsy().supervision_due(facts)] == reasons


def test_an_order_goes_to_the_responsible_department_and_its_leader() -> None:
    (order,) = zsy().supervision_due({"grade": 2})

    assert (order.rule, order.terms.issued_by, order.terms.to) == (
        "zsy-5.2.6",
        "marketing",
        "department",
    )
    assert order.terms.copies == ("leader-in-charge",)
    assert order.terms.urging.tell == ("department", "leader-in-charge")


def test_the_milestones_are_marked_as_proposals_since_the_regulation_names_no_number() -> None:
    (order,) = zsy().supervision_due({"grade": 2})

    assert order.terms.milestones
    assert all(milestone.proposal for milestone in order.terms.milestones)


@pytest.mark.parametrize(
    ("event", "data", "reached"),
    [
        ("plan-approved", {}, ["cause-and-plan"]),
        ("plan-proposed", {"approver": None}, ["cause-and-plan"]),
        ("plan-proposed", {"approver": "marketing-manager"}, []),
        ("solution-carried-out", {}, ["carried-out"]),
        ("revisited", {"satisfaction": "dissatisfied"}, ["revisited"]),
        ("revisited", {"satisfaction": "not-reached"}, []),
        ("customer-contacted", {}, []),
    ],
)
def test_a_milestone_is_reached_by_what_the_handling_tells(
    event: str, data: dict[str, object], reached: list[str]
) -> None:
    (order,) = zsy().supervision_due({"grade": 2})

    assert [m.key for m in order.terms.milestones if m.met_by(event, data)] == reached


def test_a_further_ground_of_an_order_is_told_to_department_and_leader() -> None:
    (notice,) = zsy().notices_on("supervision-ground-added", Context())

    assert notice.to == ("department", "leader-in-charge")
    assert notice.proposal, "the regulation does not say how"


def test_a_pack_without_supervision_orders_none() -> None:
    assert library().pack("answer-within", "1").supervision_due({"grade": 4}) == ()


@pytest.mark.parametrize(
    ("grade", "approver"),
    [(1, "marketing-manager"), (2, "marketing-manager"), (3, "marketing-manager"), (4, None)],
)
def test_the_marketing_manager_approves_every_plan_but_that_of_an_ordinary_complaint(
    grade: int, approver: str | None
) -> None:
    assert zsy().approver_of_plan(grade) == approver


def test_any_cost_is_approved_by_the_department_concerned() -> None:
    assert zsy().approvers_of_cost(0) == ("department",)
    assert zsy().approvers_of_cost(5_000_000) == ("department",)


@pytest.mark.parametrize(
    ("case", "unmet"),
    [
        (CaseFacts(), ["处理方案已实施", "已就处理结果回访客户"]),
        (CaseFacts(carried_out=True), ["已就处理结果回访客户"]),
        (CaseFacts(revisited=True), ["处理方案已实施"]),
        (CaseFacts(carried_out=True, revisited=True), []),
        (CaseFacts(carried_out=True, unreachable=True), []),
    ],
)
def test_a_case_is_closed_only_when_carried_out_and_revisited(
    case: CaseFacts, unmet: list[str]
) -> None:
    assert [condition.label for condition in zsy().unmet_closing_conditions(case)] == unmet
