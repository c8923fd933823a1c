"""Which department answers (责任划分): what the articles on routing say, else the category's."""

from __future__ import annotations

from services.triage.domain.assessment import POLICY, Assessment
from services.triage.domain.events import ResponsibilityAssigned
from shared.policy import Context, Facts, Pack


def assigned_by_regulation(pack: Pack, category: str, context: Context) -> ResponsibilityAssigned:
    """The first article on routing that holds beats the department of the category (rc-4)."""
    routed = pack.routed(context)
    department = routed.to if routed else pack.department_for(category)
    return ResponsibilityAssigned(
        department=department,
        department_name=pack.departments[department],
        category=category,
        rule=routed.rule if routed else None,
        by=POLICY,
        reason=None,
    )


def rerouted(
    assessment: Assessment,
    pack: Pack,
    *,
    facts: Facts | None = None,
    grade: int | None = None,
    category: str | None = None,
) -> list[ResponsibilityAssigned]:
    """Another department where facts, grade or category are now these; what a person assigned
    stays. Facts are those that changed.

    While the responsibility is disputed (责任争议) it waits for the post that decides: an assignment
    would end the dispute undecided. What that post decides is a person's word, and stays.
    """
    if assessment.assigned_by != POLICY or assessment.dispute is not None:
        return []
    category = category or assessment.category
    context = assessment.circumstances(
        facts={**assessment.facts, **(facts or {})},
        grade=grade or assessment.grade,
        category=category,
    )
    assigned = assigned_by_regulation(pack, category, context)
    return [assigned] if assigned.department != assessment.department else []
