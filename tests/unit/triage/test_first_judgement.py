"""What triage makes of a new complaint (zsy-3.2, zsy-3.3)."""

from __future__ import annotations

import pytest

from services.triage.domain.assessment import ASSESSMENT, INTAKE, POLICY, Assessment
from services.triage.domain.by_regulation import open_assessment
from services.triage.domain.events import (
    AssessmentOpened,
    Classified,
    Graded,
    ResponsibilityAssigned,
)
from shared.contracts.triage import Evidence
from shared.domain import DomainEvent, FactValue
from tests.support.given import given
from tests.unit.policy.regulations import zsy
from tests.unit.triage.builders import (
    COMPLAINT,
    HERE,
    MONDAY,
    NUMBER,
    WANG,
    all_facts,
    command,
    complaint,
    judged,
)

OTHERWISE = Evidence(rule="zsy-3.3d", label="不属于以上各级的投诉", facts={})


def judging(assessment: Assessment | None) -> list[DomainEvent]:
    return open_assessment(assessment, command(), pack=zsy(), directory=HERE)


def test_a_complaint_is_classified_graded_and_assigned_by_its_regulation() -> None:
    facts = all_facts()
    given(ASSESSMENT).when(judging).then(
        AssessmentOpened(
            complaint_id=COMPLAINT,
            number=NUMBER,
            project="mhhy",
            building=None,
            channel="phone",
            has_contact=True,
            complainant=WANG,
            household=WANG,
            received_at=MONDAY,
            policy=zsy().stamp,
            facts=facts,
        ),
        Classified(
            category="engineering-quality",
            category_name="工程质量",
            words=("漏水",),
            by=POLICY,
            reason=None,
        ),
        Graded(
            grade=4,
            grade_name="一般",
            previous=None,
            evidence=(OTHERWISE,),
            weighed=(),
            facts=facts,
            policy=zsy().stamp,
            by=POLICY,
            reason=None,
        ),
        ResponsibilityAssigned(
            department="engineering",
            department_name="工程部",
            category="engineering-quality",
            by=POLICY,
            reason=None,
        ),
    )


def test_a_category_that_came_with_the_complaint_is_not_the_policys() -> None:
    asked = command(category="property-management", words=(), category_given=True)
    classified = open_assessment(None, asked, pack=zsy(), directory=HERE)[1]

    assert isinstance(classified, Classified)
    assert (classified.by, classified.words) == (INTAKE, ())


def test_a_complaint_is_judged_once() -> None:
    complaint().when(judging).then()


@pytest.mark.parametrize(
    ("facts", "grade", "rule"),
    [
        ({"lawsuit_filed": True}, 1, "zsy-3.3a"),
        ({"collective_persons": 5}, 1, "zsy-3.3a"),
        ({"collective_persons": 3}, 2, "zsy-3.3b"),
        ({"similar_in_month": 3}, 2, "zsy-3.3b"),
        ({"outside_help_needed": True}, 3, "zsy-3.3c"),
    ],
)
def test_a_grade_cites_the_rules_and_facts_it_rests_on(
    facts: dict[str, FactValue], grade: int, rule: str
) -> None:
    state = given(ASSESSMENT, *judged(facts)).state

    assert isinstance(state, Assessment)
    assert (state.grade, state.evidence[0].rule) == (grade, rule)
    assert state.evidence[0].facts.items() >= facts.items()
    assert state.facts == all_facts(**facts)
