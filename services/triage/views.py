"""An assessment as people read it."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from services.triage.domain.assessment import Assessment, Dispute, OutOfScope
from shared.contracts.intake import PolicyStamp
from shared.contracts.triage import Evidence
from shared.domain import FactValue, Immutable


class AssessmentView(Immutable):
    """How a complaint is judged at present, why, by whom, and under which regulation.

    `by` fields hold `policy`, `intake` (given at receipt) or a person. `grade` 1 is the gravest.
    `assigned_rule` is the article on routing that named the department, null where it is the
    category's or a person's choice.
    """

    complaint_id: UUID
    number: str
    project: str
    building: str | None
    received_at: AwareDatetime
    category: str
    category_name: str
    words: tuple[str, ...]
    classified_by: str
    grade: int
    grade_name: str
    evidence: tuple[Evidence, ...]
    graded_by: str
    grade_reason: str | None
    facts: dict[str, FactValue]
    out_of_scope: OutOfScope | None
    policy: PolicyStamp
    department: str
    department_name: str
    assigned_by: str
    assigned_rule: str | None
    dispute: Dispute | None
    closed: bool
    withdrawn: bool
    version: int


def view_of(assessment: Assessment) -> AssessmentView:
    return AssessmentView(**{name: getattr(assessment, name) for name in _SHOWN})


_SHOWN = tuple(AssessmentView.model_fields)
