"""What a person may decide on a complaint, and must answer for."""

from __future__ import annotations

import pytest

from services.triage.domain.assessment import Assessment
from services.triage.domain.by_person import assign, classify, set_grade, state_facts
from services.triage.domain.events import Classified, FactsStated, ResponsibilityAssigned
from services.triage.domain.refusals import (
    AssessmentIsClosed,
    CategoryIsUnknown,
    ComplaintIsWithdrawn,
    FactIsDerived,
    GradeIsUnknown,
    NobodyIsNamed,
    NoFactIsStated,
)
from shared.contracts.triage import Evidence
from shared.domain import DomainEvent, FactValue
from shared.policy import FactHasWrongType, FactIsUnknown
from tests.unit.policy.regulations import zsy
from tests.unit.triage.builders import (
    CLOSED,
    HERE,
    WITHDRAWN,
    Decision,
    complaint,
    derived,
    escalated,
    graded_by_person,
)

CHEN = "陈静"
LAWSUIT = Evidence(rule="zsy-3.3a", label="已提起诉讼", facts={"lawsuit_filed": True})


def state(**facts: FactValue) -> Decision:
    return lambda a: state_facts(a, facts, by=CHEN, reason="法院传票", pack=zsy(), directory=HERE)


def grade(grade: int, by: str = CHEN) -> Decision:
    return lambda a: set_grade(a, grade, by=by, reason="个案", pack=zsy())


def into(category: str, **counts: FactValue) -> Decision:
    return lambda a: classify(a, category, by=CHEN, reason=None, counts=counts, pack=zsy())


ENGINEERING_BY_CHEN = ResponsibilityAssigned(
    department="design",
    department_name="设计部",
    category="engineering-quality",
    by=CHEN,
    reason="图纸问题",
)
PROPERTY = Classified(
    category="property-management",
    category_name="物业管理",
    words=(),
    by=CHEN,
    reason=None,
)


def test_a_stated_fact_raises_the_grade_where_the_rules_say_so() -> None:
    complaint().when(state(lawsuit_filed=True)).then(
        FactsStated(facts={"lawsuit_filed": True}, by=CHEN, reason="法院传票"),
        escalated(1, LAWSUIT, lawsuit_filed=True),
    )


def test_only_what_is_new_of_stated_facts_is_recorded() -> None:
    complaint(collective_persons=2).when(state(collective_persons=2, may_delay_delivery=True)).then(
        FactsStated(facts={"may_delay_delivery": True}, by=CHEN, reason="法院传票")
    )
    complaint(collective_persons=2).when(state(collective_persons=2)).then()


def test_a_fact_taken_back_does_not_lower_the_grade() -> None:
    complaint(lawsuit_filed=True).when(state(lawsuit_filed=False)).then(
        FactsStated(facts={"lawsuit_filed": False}, by=CHEN, reason="法院传票")
    )


@pytest.mark.parametrize("name", ["similar_in_month", "unsolved_week", "second_complaint"])
def test_what_the_system_finds_itself_cannot_be_stated(name: str) -> None:
    value: FactValue = 3 if name == "similar_in_month" else True
    complaint().when(state(**{name: value})).then_refused(FactIsDerived, field=f"facts.{name}")


def test_facts_the_regulation_does_not_know_are_refused() -> None:
    complaint().when(state(weather=True)).then_refused(FactIsUnknown)
    complaint().when(state(lawsuit_filed=1)).then_refused(FactHasWrongType)
    complaint().when(state(grade=1)).then_refused(FactIsDerived)
    complaint().when(state()).then_refused(NoFactIsStated, field="facts")


def test_a_named_person_lowers_a_grade_with_a_reason() -> None:
    complaint(similar_in_month=3).when(grade(4)).then(
        graded_by_person(4, previous=2, similar_in_month=3)
    )


def test_a_named_person_raises_a_grade() -> None:
    complaint().when(grade(1)).then(graded_by_person(1, previous=4))


@pytest.mark.parametrize("nobody", ["anonymous", "policy", "Policy", " ", "intake"])
def test_nobody_sets_no_grade(nobody: str) -> None:
    complaint().when(grade(3, by=nobody)).then_refused(NobodyIsNamed, field="X-Actor")


def test_the_same_grade_again_is_nothing_new() -> None:
    complaint().when(grade(4)).then()


@pytest.mark.parametrize("unknown", [0, 5, -1])
def test_a_grade_the_regulation_does_not_have_is_refused(unknown: int) -> None:
    refused = complaint().when(grade(unknown)).then_refused(GradeIsUnknown, field="grade")

    assert "1 重大" in refused.sentence_zh


def test_another_category_moves_the_responsibility_and_the_count() -> None:
    complaint().when(into("property-management", similar_in_month=2)).then(
        PROPERTY,
        ResponsibilityAssigned(
            department="property",
            department_name="物业公司",
            category="property-management",
            by="policy",
            reason=None,
        ),
        derived(similar_in_month=2),
    )


def test_a_department_a_person_chose_outlives_a_new_category() -> None:
    complaint(ENGINEERING_BY_CHEN).when(into("property-management", similar_in_month=1)).then(
        PROPERTY
    )


def test_the_same_category_again_is_nothing_new() -> None:
    complaint().when(into("engineering-quality", similar_in_month=1)).then()


def test_a_category_the_regulation_does_not_have_is_refused() -> None:
    complaint().when(into("weather")).then_refused(CategoryIsUnknown, field="category")


def test_a_person_assigns_another_department() -> None:
    complaint().when(lambda a: assign(a, "design", "设计部", by=CHEN, reason="图纸问题")).then(
        ENGINEERING_BY_CHEN
    )


def test_a_person_confirms_the_proposed_department_once() -> None:
    confirmed = ResponsibilityAssigned(
        department="engineering",
        department_name="工程部",
        category="engineering-quality",
        by=CHEN,
        reason=None,
    )

    def confirm(assessment: Assessment) -> list[DomainEvent]:
        return assign(assessment, "engineering", "工程部", by=CHEN, reason=None)

    complaint().when(confirm).then(confirmed)
    complaint(confirmed).when(confirm).then()
    complaint(confirmed).when(into("property-management", similar_in_month=1)).then(PROPERTY)


def test_a_closed_case_is_reopened_before_it_is_judged_anew() -> None:
    for decide in (state(lawsuit_filed=True), grade(1), into("other")):
        complaint(CLOSED).when(decide).then_refused(AssessmentIsClosed)
        complaint(WITHDRAWN).when(decide).then_refused(ComplaintIsWithdrawn)
