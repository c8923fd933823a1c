"""What people judged, and did to running clocks and supervision orders, where it makes sense
elsewhere too.

An extension of a limit that another regulation does not have changes nothing there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from services.sla.domain import adjusting, supervising
from services.sla.domain import order_decisions as decisions
from services.sla.domain.adjusting import Extend
from services.sla.domain.milestone import PlannedMilestone
from services.sla.domain.supervision_order import SupervisionOrder
from services.sla.domain.watch import Watch
from services.triage.domain import by_person
from services.triage.domain.assessment import Assessment
from shared.contracts import Contract
from shared.contracts.sla import (
    BY_HAND,
    MilestonesAgreedV1,
    ObligationExtendedV1,
    ObligationPausedV1,
    ObligationResumedV1,
    SupervisionOrderClosedV1,
    SupervisionOrderIssuedV1,
)
from shared.contracts.triage import ClassifiedV1, GradedV1, ResponsibilityAssignedV1
from shared.domain import DomainEvent, Refusal
from shared.policy import Pack

PERSON = "person"
POLICY = "policy"
DONE_TO_CLOCKS: tuple[type[Contract], ...] = (
    ObligationExtendedV1,
    ObligationPausedV1,
    ObligationResumedV1,
    MilestonesAgreedV1,
    SupervisionOrderIssuedV1,
    SupervisionOrderClosedV1,
)
"""The events of sla among which some were given by people; `is_by_hand` tells which."""


def is_by_hand(contract: Contract) -> bool:
    if isinstance(contract, SupervisionOrderIssuedV1):
        return contract.rule == BY_HAND
    if isinstance(contract, SupervisionOrderClosedV1):
        return contract.by != POLICY
    return isinstance(contract, DONE_TO_CLOCKS)


def judged_by_person(
    assessment: Assessment,
    given: ClassifiedV1 | GradedV1 | ResponsibilityAssignedV1,
    pack: Pack,
) -> Sequence[DomainEvent]:
    """What a person chose counts where this regulation has it: a grade by number and name, for the
    second of two grades is not the second of four."""
    if assessment.closed:
        return ()
    if isinstance(given, ClassifiedV1):
        if given.category not in pack.categories:
            return ()
        return by_person.classify(
            assessment, given.category, by=given.by, reason=None, counts={}, pack=pack
        )
    if isinstance(given, GradedV1):
        if (given.grade, given.grade_name) not in [(one.grade, one.name) for one in pack.grades]:
            return ()
        return by_person.set_grade(
            assessment, given.grade, by=given.by, reason=given.reason or "", pack=pack
        )
    name = pack.departments.get(given.department)
    if name is None:
        return ()
    return by_person.assign(assessment, given.department, name, by=given.by, reason=None)


def done_to_watch(
    contract: Contract, watch: Watch, pack: Pack, now: datetime
) -> Sequence[DomainEvent]:
    """What a person's act comes to on this watch; nothing where the regulation refuses it."""
    match contract:
        case ObligationExtendedV1():
            wanted = Extend(
                key=contract.obligation,
                until=contract.due_at,
                by=None,
                reason=contract.reason,
                approved_by=contract.approved_by,
            )
            return _unless_refused(
                lambda: adjusting.extend(watch, wanted, pack, by=PERSON, now=now)
            )
        case ObligationPausedV1():
            return _unless_refused(
                lambda: adjusting.pause(watch, contract.reason, pack, by=PERSON, now=now)
            )
        case ObligationResumedV1():
            spells = [o for o in watch.open_obligations if o.key == contract.obligation]
            reason = next((r for o in spells for r in o.pause_reasons), "")
            return _unless_refused(
                lambda: adjusting.resume(watch, reason, pack, by=PERSON, now=now)
            )
        case SupervisionOrderIssuedV1():
            return _unless_refused(
                lambda: supervising.call_by_hand(watch, contract.label, pack, now=now)
            )
        case SupervisionOrderClosedV1() if watch.order is not None:
            return supervising.end_supervision(watch, watch.order, contract.result)
    return ()


def done_to_order(
    contract: Contract, order: SupervisionOrder, now: datetime
) -> Sequence[DomainEvent]:
    """What a person's act comes to on the open order."""
    if isinstance(contract, MilestonesAgreedV1):
        milestones = tuple(
            PlannedMilestone(key=one.key, name=one.name, due_at=one.due_at)
            for one in contract.milestones
        )
        return _unless_refused(lambda: decisions.agree(order, milestones, by=contract.by, now=now))
    return ()


def _unless_refused(decide: Callable[[], Sequence[DomainEvent]]) -> Sequence[DomainEvent]:
    try:
        return decide()
    except Refusal:
        return ()
