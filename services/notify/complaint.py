"""What notify keeps of a complaint so that it can word a notice without asking anybody. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts import CONTRACTS, Contract
from shared.contracts.intake import Channel, ComplaintReceivedV1, Customer, PolicyStamp
from shared.contracts.sla import (
    ObligationContract,
    ObligationKind,
    SupervisionGroundAddedV1,
    SupervisionOrderIssuedV1,
)
from shared.contracts.triage import (
    ClassifiedV1,
    Evidence,
    FactsChangedV1,
    GradeDecided,
    ResponsibilityAssignedV1,
)
from shared.deadlines import deadline
from shared.domain import FactValue, Immutable
from shared.event_store.rows import Table
from shared.policy import ComplaintContext, Context, Pack, event_data
from shared.policy.obligations import ObligationRule

GRADE = "grade"
RESPONSIBLE = "department"


class KnownComplaint(Immutable):
    """A complaint as notify has heard of it. What is not known yet is None or empty.

    `answer_due_at` is the first deadline that the responsible department owes the customer, and
    `answer_obligation` the key of that obligation.
    """

    complaint_id: UUID
    number: str
    title: str
    text: str
    project: str
    project_name: str
    channel: Channel
    received_at: AwareDatetime
    customer: Customer
    policy: PolicyStamp
    facts: dict[str, FactValue]
    category: str | None
    category_name: str | None
    grade: int | None
    grade_name: str | None
    evidence: tuple[Evidence, ...]
    department: str | None
    department_name: str | None
    answer_obligation: str | None
    answer_due_at: AwareDatetime | None
    order_reason: str | None


KNOWN_COMPLAINTS = Table("known_complaints", KnownComplaint, key=("complaint_id",))


def received(told: ComplaintReceivedV1, pack: Pack) -> KnownComplaint:
    """A complaint at its beginning."""
    owed, due = _first_owed(told, pack)
    category = pack.categories.get(told.category) if told.category else None
    return KnownComplaint(
        complaint_id=told.complaint_id,
        number=told.number,
        title=told.title,
        text=told.text,
        project=told.project,
        project_name=told.project_name,
        channel=told.channel,
        received_at=told.received_at,
        customer=told.customer,
        policy=told.policy,
        facts=told.facts,
        category=told.category,
        category_name=category.name if category else None,
        grade=None,
        grade_name=None,
        evidence=(),
        department=None,
        department_name=None,
        answer_obligation=owed,
        answer_due_at=due,
        order_reason=None,
    )


def fold(
    known: KnownComplaint, told: Contract, *, facts: Mapping[str, FactValue]
) -> KnownComplaint:
    """The complaint after one more message; `facts` are those that the pack reads from it."""
    change = _CHANGES.get(type(told))
    changes = change(known, told) if change else {}
    if facts:
        changes["facts"] = {**known.facts, **facts}
    return known.model_copy(update=changes) if changes else known


Changes = dict[str, object]


def _classified(_: KnownComplaint, told: ClassifiedV1) -> Changes:
    return {"category": told.category, "category_name": told.category_name}


def _graded(_: KnownComplaint, told: GradeDecided) -> Changes:
    return {
        "grade": told.grade,
        "grade_name": told.grade_name,
        "evidence": told.evidence,
        "policy": told.policy,
        "facts": _facts_of(told),
    }


def _facts_changed(_: KnownComplaint, told: FactsChangedV1) -> Changes:
    return {"facts": _facts_of(told)}


def _assigned(_: KnownComplaint, told: ResponsibilityAssignedV1) -> Changes:
    return {"department": told.department, "department_name": told.department_name}


def _ordered(_: KnownComplaint, told: SupervisionOrderIssuedV1) -> Changes:
    return {"order_reason": told.label}


def _ground_added(known: KnownComplaint, told: SupervisionGroundAddedV1) -> Changes:
    return {"order_reason": "；".join(filter(None, (known.order_reason, told.label)))}


def _timed(known: KnownComplaint, told: ObligationContract) -> Changes:
    if told.obligation != known.answer_obligation or told.due_at == known.answer_due_at:
        return {}
    return {"answer_due_at": told.due_at}


_CHANGES: Mapping[type[Contract], Callable[[KnownComplaint, Any], Changes]] = CONTRACTS.by_type(
    {
        ClassifiedV1: _classified,
        GradeDecided: _graded,
        FactsChangedV1: _facts_changed,
        ResponsibilityAssignedV1: _assigned,
        SupervisionOrderIssuedV1: _ordered,
        SupervisionGroundAddedV1: _ground_added,
        ObligationContract: _timed,
    }
)
KEPT_OF = frozenset(_CHANGES) | {ComplaintReceivedV1}
"""The messages of which something is kept, whatever the regulation."""


def _facts_of(told: GradeDecided | FactsChangedV1) -> dict[str, FactValue]:
    """All facts that triage knows of; the grade among them has a field of its own."""
    return {name: value for name, value in told.facts.items() if name != GRADE}


def context_of(known: KnownComplaint, told: Contract) -> Context:
    """The circumstances in which the pack is asked whom to tell."""
    grade = {GRADE: known.grade} if known.grade is not None else {}
    return Context(
        facts={**known.facts, **grade},
        complaint=ComplaintContext(
            channel=known.channel,
            project=known.project,
            category=known.category or "",
            has_contact=known.customer.can_be_reached,
        ),
        event=event_data(told),
    )


def _first_owed(told: ComplaintReceivedV1, pack: Pack) -> tuple[str | None, datetime | None]:
    """What the responsible department owes first, and by when.

    Computed here because the department is told (zsy-5.1.5a) in the same instant in which sla
    starts the clock: waiting for either would make the wording depend on who was faster.
    """
    if not any(_owed_by_department(rule) for rule in pack.started_by(told.EVENT)):
        return None, None
    context = Context(
        facts=told.facts,
        complaint=ComplaintContext(
            channel=told.channel,
            project=told.project,
            category=told.category or "",
            has_contact=told.customer.can_be_reached,
        ),
        received=pack.received_context(told.received_at),
        event=event_data(told),
    )
    owed: list[tuple[datetime, str]] = []
    for rule in filter(_owed_by_department, pack.starting(told.EVENT, context)):
        span = rule.span_for(context.values() if rule.limits else {})
        if span is None:
            continue  # Due when somebody has named a time for it.
        due = deadline(told.received_at, span, pack.calendar).due
        assert due is not None, "nothing has paused it yet"
        if rule.customer_limit and told.answer_wanted_by is not None:
            due = min(due, told.answer_wanted_by)
        owed.append((due, rule.key))
    if not owed:
        return None, None
    due, key = min(owed)
    return key, due


def _owed_by_department(rule: ObligationRule) -> bool:
    return rule.answerable == RESPONSIBLE and rule.kind is ObligationKind.DEADLINE
