"""A case as people read it."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from services.casework.domain.case import Case, Cause, Plan, Progress, Promise, Step
from shared.contracts.casework import Satisfaction
from shared.contracts.intake import PolicyStamp
from shared.domain import Immutable


class CaseView(Immutable):
    """A complaint in handling: what was done so far. What was not done yet is null.

    `satisfaction` is the last revisit's answer to the last result; a new plan or result needs a
    new revisit.
    """

    complaint_id: UUID
    number: str
    received_at: AwareDatetime
    policy: PolicyStamp
    reachable: bool
    grade: int | None
    department: str | None
    out_of_scope: bool
    first_contacted_at: AwareDatetime | None
    cause: Cause | None
    steps: tuple[Step, ...]
    promises: tuple[Promise, ...]
    progress: tuple[Progress, ...]
    plan: Plan | None
    result: str | None
    satisfaction: Satisfaction | None
    closed: bool
    withdrawn: bool
    summary: str | None
    version: int


def view_of(case: Case) -> CaseView:
    return CaseView(**{name: getattr(case, name) for name in _SHOWN})


_SHOWN = tuple(CaseView.model_fields)
