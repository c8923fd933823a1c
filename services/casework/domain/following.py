"""How a case follows what the other services tell of its complaint."""

from __future__ import annotations

from services.casework.domain import events
from services.casework.domain.case import Case
from shared.domain import DomainEvent

POLICY = "policy"
REPEATED = "客户就同一问题再次投诉"


def open_case(case: Case | None, opened: events.CaseOpened) -> list[DomainEvent]:
    """A complaint came in."""
    return [opened] if case is None else []


def grade(case: Case | None, grade: int) -> list[DomainEvent]:
    """Triage decided the grade, for the first time or anew."""
    if case is None or case.grade == grade:
        return []
    return [events.CaseGraded(grade=grade)]


def assign(case: Case | None, department: str) -> list[DomainEvent]:
    """Triage made a department responsible."""
    if case is None or case.department == department:
        return []
    return [events.CaseAssigned(department=department)]


def find_out_of_scope(case: Case | None, rule: str) -> list[DomainEvent]:
    """Triage found that the regulation does not cover the complaint (不属受理范围)."""
    if case is None or case.out_of_scope:
        return []
    return [events.CaseFoundOutOfScope(rule=rule)]


def take_up_again(case: Case | None) -> list[DomainEvent]:
    """The customer complains again of what was thought to be handled (zsy-3.3c)."""
    if case is None or case.withdrawn or not (case.closed or case.carried_out):
        return []
    return [events.Reopened(reason=REPEATED, by=POLICY)]


def withdraw(case: Case | None) -> list[DomainEvent]:
    """The customer took the complaint back (撤诉), which is for good."""
    if case is None or case.withdrawn:
        return []
    return [events.CaseWithdrawn(closed_before=case.closed)]
