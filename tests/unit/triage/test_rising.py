"""A grade rises by itself when facts change, and never falls by itself."""

from __future__ import annotations

from services.triage.domain.by_regulation import close, learn, recount, reopen
from services.triage.domain.events import AssessmentReopened
from shared.contracts.triage import Evidence
from shared.domain import FactValue
from tests.unit.policy.regulations import zsy
from tests.unit.triage.builders import (
    CLOSED,
    HERE,
    HOT,
    WITHDRAWN,
    Decision,
    all_facts,
    complaint,
    derived,
    escalated,
    graded_by_person,
)

WEEK = Evidence(
    rule="zsy-3.3b", label="超过一周未有效解决且责任在我方", facts={"unsolved_week": True}
)
MONTH = Evidence(
    rule="zsy-3.3a", label="一个月后仍未有效解决且责任在我方", facts={"unsolved_month": True}
)


def told(facts: dict[str, FactValue], by: str = "deadline-missed") -> Decision:
    return lambda a: learn(a, facts, told_by=by, pack=zsy(), directory=HERE)


def test_a_week_without_a_solution_makes_a_complaint_hot() -> None:
    complaint().when(told({"unsolved_week": True})).then(
        derived("deadline-missed", unsolved_week=True),
        escalated(2, WEEK, unsolved_week=True),
    )


def test_a_month_without_a_solution_makes_a_hot_complaint_grave() -> None:
    hot = complaint(
        derived("deadline-missed", unsolved_week=True), escalated(2, WEEK, unsolved_week=True)
    )
    hot.when(told({"unsolved_month": True})).then(
        derived("deadline-missed", unsolved_month=True),
        escalated(1, MONTH, previous=2, unsolved_week=True, unsolved_month=True),
    )


def test_a_fact_that_changes_no_grade_is_kept_without_a_new_grade() -> None:
    complaint().when(told({"second_complaint": True}, "complaint-repeated")).then(
        derived("complaint-repeated", second_complaint=True)
    )


def test_a_fact_already_known_is_nothing_new() -> None:
    complaint(derived("complaint-repeated", second_complaint=True)).when(
        told({"second_complaint": True}, "complaint-repeated")
    ).then()


def test_facts_that_speak_for_a_lesser_grade_lower_nothing() -> None:
    complaint(similar_in_month=3).when(told({"similar_in_month": 1}, "count")).then(
        derived(similar_in_month=1)
    )


def test_more_of_the_like_make_an_earlier_complaint_hot() -> None:
    complaint().when(lambda a: recount(a, {"similar_in_month": 3}, pack=zsy())).then(
        derived(similar_in_month=3), escalated(2, HOT, similar_in_month=3)
    )


def test_a_closed_complaint_is_not_raised_by_its_neighbours() -> None:
    complaint(CLOSED).when(lambda a: recount(a, {"similar_in_month": 3}, pack=zsy())).then()


def test_what_a_person_has_weighed_raises_the_grade_no_more() -> None:
    lowered = complaint(graded_by_person(4, previous=2, similar_in_month=3), similar_in_month=3)
    lowered.when(told({"second_complaint": True}, "complaint-repeated")).then(
        derived("complaint-repeated", second_complaint=True)
    )


def test_what_a_person_has_not_weighed_raises_the_grade_again() -> None:
    lowered = complaint(graded_by_person(4, previous=2, similar_in_month=3), similar_in_month=3)
    lowered.when(told({"unsolved_week": True})).then(
        derived("deadline-missed", unsolved_week=True),
        escalated(2, WEEK, similar_in_month=3, unsolved_week=True),
    )


def test_a_condition_weighed_on_other_facts_counts_anew() -> None:
    lowered = complaint(graded_by_person(4, previous=2, similar_in_month=3), similar_in_month=3)
    more = HOT.model_copy(update={"facts": {"similar_in_month": 4}})
    lowered.when(told({"similar_in_month": 4}, "count")).then(
        derived(similar_in_month=4), escalated(2, more, similar_in_month=4)
    )


def test_a_graver_grade_that_a_person_has_dismissed_does_not_hide_a_lesser_one() -> None:
    lowered = complaint(graded_by_person(4, previous=1, lawsuit_filed=True), lawsuit_filed=True)
    lowered.when(told({"unsolved_week": True})).then(
        derived("deadline-missed", unsolved_week=True),
        escalated(2, WEEK, lawsuit_filed=True, unsolved_week=True),
    )


def test_a_grade_that_a_person_has_raised_stays_above_the_rules() -> None:
    raised = complaint(graded_by_person(1, previous=4))
    raised.when(told({"unsolved_week": True})).then(derived("deadline-missed", unsolved_week=True))


def test_a_complaint_triage_never_heard_of_is_let_pass() -> None:
    assert (
        learn(None, {"unsolved_week": True}, told_by="deadline-missed", pack=zsy(), directory=HERE)
        == []
    )
    assert recount(None, {"similar_in_month": 3}, pack=zsy()) == []
    assert close(None, withdrawn=True) == []
    assert reopen(None) == []


def test_a_withdrawn_complaint_is_judged_no_more() -> None:
    withdrawn = complaint(WITHDRAWN)

    withdrawn.when(told({"unsolved_month": True})).then()
    withdrawn.when(reopen).then()
    withdrawn.when(lambda a: close(a, withdrawn=True)).then()


def test_a_case_taken_up_again_is_judged_again() -> None:
    complaint(CLOSED).when(reopen).then(AssessmentReopened())
    complaint(CLOSED, AssessmentReopened()).when(
        lambda a: recount(a, {"similar_in_month": 3}, pack=zsy())
    ).then(derived(similar_in_month=3), escalated(2, HOT, similar_in_month=3))


def test_a_closed_complaint_can_still_be_withdrawn() -> None:
    complaint(CLOSED).when(lambda a: close(a, withdrawn=False)).then()
    complaint(CLOSED).when(lambda a: close(a, withdrawn=True)).then(WITHDRAWN)


def test_the_state_after_a_rise_holds_the_facts_it_rose_on() -> None:
    state = complaint(
        derived("deadline-missed", unsolved_week=True), escalated(2, WEEK, unsolved_week=True)
    ).state

    assert state is not None
    assert (state.grade, state.graded_by, state.facts) == (
        2,
        "policy",
        all_facts(unsolved_week=True),
    )
