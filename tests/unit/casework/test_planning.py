"""Who must agree to a plan, and when it may be carried out (zsy-5.2.1, zsy-5.2.2)."""

from __future__ import annotations

import pytest

from services.casework.domain.case import CASE
from services.casework.domain.events import CaseGraded, PlanApproved, PlanProposed, PlanRejected
from services.casework.domain.planning import approve_plan, carry_out, propose_plan, reject_plan
from services.casework.domain.refusals import (
    CaseIsClosed,
    CaseIsNotGraded,
    ComplaintIsWithdrawn,
    PlanIsApproved,
    PlanIsMissing,
    PlanIsNotApproved,
    PlanNeedsNoApproval,
    PlanWasRejected,
    PostMayNotApprove,
)
from shared.domain import DomainEvent
from tests.support.given import given
from tests.unit.casework.builders import (
    APPROVED,
    CARRIED_OUT,
    CLOSED,
    LI,
    MANAGER,
    OPENED,
    PLAN,
    PLAN_TO_APPROVE,
    WITHDRAWN,
    Decision,
    case,
    revisited,
)
from tests.unit.policy.regulations import zsy

REJECTED = PlanRejected(post=MANAGER, reason="请补充闭水试验", by="何文静")


def propose(plan: str = "重做防水") -> Decision:
    return lambda c: propose_plan(c, plan, by=LI, pack=zsy())


def approve(post: str = MANAGER) -> Decision:
    return lambda c: approve_plan(c, post=post, by="何文静", pack=zsy())


def reject(post: str = MANAGER) -> Decision:
    return lambda c: reject_plan(c, "请补充闭水试验", post=post, by="何文静", pack=zsy())


def done() -> Decision:
    return lambda c: carry_out(c, "闭水试验无渗漏", by=LI, pack=zsy())


@pytest.mark.parametrize(
    ("grade", "approver"), [(1, MANAGER), (2, MANAGER), (3, MANAGER), (4, None)]
)
def test_a_plan_says_who_must_agree_to_it(grade: int, approver: str | None) -> None:
    case(grade=grade).when(propose()).then(PlanProposed(plan="重做防水", approver=approver, by=LI))


def test_no_plan_before_the_grade_is_known() -> None:
    given(CASE, OPENED).when(propose()).then_refused(CaseIsNotGraded)


def test_the_post_of_the_regulation_approves_the_plan() -> None:
    case(PLAN_TO_APPROVE, grade=3).when(approve()).then(PlanApproved(post=MANAGER, by="何文静"))


def test_no_other_post_approves_or_rejects_it() -> None:
    proposed = case(PLAN_TO_APPROVE, grade=3)

    for decide in (approve("headquarters"), reject("engineering")):
        refused = proposed.when(decide).then_refused(PostMayNotApprove, field="post")
        assert "营销部经理" in refused.sentence_zh


def test_an_approval_given_twice_is_one_approval() -> None:
    case(PLAN_TO_APPROVE, APPROVED, grade=3).when(approve()).then()


def test_a_plan_of_an_ordinary_complaint_needs_no_approval() -> None:
    case(PLAN).when(approve()).then_refused(PlanNeedsNoApproval)
    case(PLAN).when(done()).then(CARRIED_OUT)


def test_a_plan_is_not_carried_out_before_it_is_approved() -> None:
    case(PLAN_TO_APPROVE, grade=3).when(done()).then_refused(PlanIsNotApproved)
    case(PLAN_TO_APPROVE, APPROVED, grade=3).when(done()).then(CARRIED_OUT)


def test_a_rejected_plan_is_replaced_by_another() -> None:
    rejected = case(PLAN_TO_APPROVE, REJECTED, grade=3)

    for decide in (approve(), reject(), done()):
        rejected.when(decide).then_refused(PlanWasRejected)
    case(PLAN_TO_APPROVE, REJECTED, PLAN_TO_APPROVE, grade=3).when(approve()).then(APPROVED)


def test_an_approved_plan_is_replaced_rather_than_rejected() -> None:
    case(PLAN_TO_APPROVE, APPROVED, grade=3).when(reject()).then_refused(PlanIsApproved)
    case(PLAN_TO_APPROVE, APPROVED, PLAN_TO_APPROVE, grade=3).when(done()).then_refused(
        PlanIsNotApproved
    )


def test_a_grade_that_rose_asks_for_an_approval_after_all() -> None:
    risen = case(PLAN, CaseGraded(grade=2))

    risen.when(done()).then_refused(PlanIsNotApproved)
    risen.when(approve()).then(PlanApproved(post=MANAGER, by="何文静"))


def test_an_approval_outlives_a_grade_with_the_same_approver() -> None:
    case(PLAN_TO_APPROVE, APPROVED, CaseGraded(grade=1), grade=3).when(done()).then(CARRIED_OUT)


@pytest.mark.parametrize(
    ("told", "grade", "approved"),
    [
        ((), 3, False),
        ((PLAN_TO_APPROVE,), 3, False),
        ((PLAN_TO_APPROVE, APPROVED), 3, True),
        ((PLAN_TO_APPROVE, APPROVED, PLAN_TO_APPROVE), 3, False),
        ((PLAN_TO_APPROVE, REJECTED), 3, False),
        ((PLAN,), 4, True),
        ((PLAN, CaseGraded(grade=2)), 4, False),
    ],
)
def test_closing_asks_for_the_agreement_of_todays_grade(
    told: tuple[DomainEvent, ...], grade: int, approved: bool
) -> None:
    state = case(*told, grade=grade).state

    assert state is not None
    assert state.facts_under(zsy()).plan_approved is approved


def test_without_a_plan_there_is_nothing_to_decide_on() -> None:
    for decide in (approve(), reject(), done()):
        case(grade=3).when(decide).then_refused(PlanIsMissing)


def test_a_new_plan_puts_the_earlier_result_aside() -> None:
    state = case(PLAN, CARRIED_OUT, revisited(), PLAN).state

    assert state is not None
    assert (state.carried_out, state.satisfaction) == (False, None)


def test_nothing_is_planned_for_a_case_that_has_ended() -> None:
    for decide in (propose(), approve(), reject(), done()):
        case(PLAN, CARRIED_OUT, revisited(), CLOSED).when(decide).then_refused(CaseIsClosed)
        case(PLAN, WITHDRAWN).when(decide).then_refused(ComplaintIsWithdrawn)
