"""A complaint's page after what was told of it."""

from __future__ import annotations

from functools import reduce

from services.console.read_model.complaint import fold_page
from services.console.read_model.rows import ComplaintPage, PlanState, Status, Step
from shared.contracts import casework, intake, sla
from shared.contracts.casework import Satisfaction, Side
from tests.unit.console.stories import ORDINARY, Story, after, escalated, solved


def page_of(story: Story) -> ComplaintPage:
    page = reduce(fold_page, story.contracts, None)
    assert page is not None
    return page


def test_a_received_complaint_waits_to_be_assigned() -> None:
    page = page_of(Story().received())
    assert (page.status, page.is_open, page.grade) == (Status.RECEIVED, True, None)
    assert [step.step for step in page.steps] == [Step.RECEIVED]


def test_phone_and_address_are_masked_before_they_are_kept() -> None:
    page = page_of(Story().received())
    assert (page.customer.phone, page.customer.email) == ("138****5678", "w****@example.com")
    assert page.customer.name == "王女士"


def test_an_assigned_complaint_is_in_hand_under_its_department() -> None:
    page = page_of(Story().received().assigned().graded(4, "一般", ORDINARY))
    assert (page.status, page.department_name, page.category_name, page.grade) == (
        Status.IN_HAND,
        "工程部",
        "工程质量",
        4,
    )
    assert page.ruling is not None and page.ruling.evidence == (ORDINARY,)


def test_a_solved_complaint_shows_every_step_and_is_closed() -> None:
    page = page_of(solved())
    assert [step.step for step in page.steps] == list(Step)
    assert (page.status, page.is_open, page.findings.side) == (Status.CLOSED, False, Side.OURS)
    assert page.findings.satisfaction is Satisfaction.SATISFIED
    assert page.deadlines == ()


def test_a_missed_deadline_makes_an_open_complaint_overdue() -> None:
    page = page_of(escalated())
    assert (page.missed, page.overdue, page.supervised, page.grade) == (1, True, True, 2)


def test_a_closed_complaint_is_overdue_no_longer_but_its_misses_stay_counted() -> None:
    closed = escalated().tell(casework.CaseClosedV1, by="specialist", summary="已解决")
    page = page_of(closed)
    assert (page.missed, page.overdue) == (1, False)


def test_a_passed_threshold_is_no_missed_deadline() -> None:
    story = Story().received().started("unsolved-week")
    story.owed(sla.DeadlineMissedV1, "unsolved-week", missed_at=after(), tell=(), late_s=0.0)
    page = page_of(story)
    assert (page.missed, page.deadlines) == (0, ())


def test_the_next_deadline_is_the_one_that_is_due_first() -> None:
    story = Story().received().started("later", due_at=after(days=3))
    page = page_of(story.started("sooner", due_at=after(hours=1)))
    assert page.next_deadline is not None and page.next_deadline.obligation == "sooner"


def test_an_order_s_milestone_is_next_where_nothing_is_due_before() -> None:
    page = page_of(escalated())
    assert page.next_deadline is not None and page.next_deadline.name == "查明原因并提出处理方案"


def test_a_paused_deadline_is_owed_but_not_next() -> None:
    story = Story().received().started()
    story.owed(sla.ObligationPausedV1, due_at=None, paused_at=after(hours=1), reason="等待客户")
    page = page_of(story)
    assert len(page.deadlines) == 1 and page.next_deadline is None


def test_a_withdrawn_complaint_stays_withdrawn_when_its_case_is_closed() -> None:
    story = Story().received().tell(intake.ComplaintWithdrawnV1, reason="已自行解决")
    page = page_of(story.tell(casework.CaseClosedV1, by="policy", summary="撤诉"))
    assert (page.status, page.is_open) == (Status.WITHDRAWN, False)


def test_a_reopened_case_has_its_later_steps_still_to_take() -> None:
    page = page_of(solved().tell(casework.ReopenedV1, by="specialist", reason="再次漏水"))
    assert (page.status, page.is_open) == (Status.IN_HAND, True)
    assert [step.step for step in page.steps] == [Step.RECEIVED, Step.ASSIGNED, Step.CONTACTED]


def test_a_plan_that_nobody_must_approve_can_be_carried_out_at_once() -> None:
    story = Story().received()
    story.tell(casework.PlanProposedV1, by="工程部", plan="修补", approver=None)
    assert page_of(story).findings.plan_state is PlanState.APPROVED


def test_a_rejected_plan_says_so() -> None:
    story = Story().received()
    story.tell(casework.PlanProposedV1, by="工程部", plan="修补", approver="marketing-manager")
    story.tell(casework.PlanRejectedV1, by="何经理", post="marketing-manager", reason="费用不明")
    assert page_of(story).findings.plan_state is PlanState.REJECTED


def test_what_is_told_of_an_unknown_complaint_makes_no_page() -> None:
    contracts = list(solved().contracts)[1:]
    assert reduce(fold_page, contracts, None) is None


def test_a_complaint_that_is_received_again_keeps_its_page() -> None:
    page = page_of(solved())
    assert fold_page(page, next(solved().contracts)) == page


def test_complaints_sort_by_receipt() -> None:
    early, late = (
        page_of(Story(n, at=at).received()) for n, at in (("B", after()), ("A", after(seconds=0.5)))
    )
    assert early.place < late.place
