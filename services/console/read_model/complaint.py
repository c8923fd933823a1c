"""The page of a complaint, folded from what everybody tells about it."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.read_model.casework import fold_casework
from services.console.read_model.deadlines import fold_deadlines
from services.console.read_model.masking import masked
from services.console.read_model.rows import (
    ComplaintPage,
    GradeRuling,
    Status,
    Step,
    StepTaken,
    place_of,
)
from services.console.read_model.supervision import fold_orders
from shared.contracts import Contract, casework, intake, sla, triage


def fold_page(page: ComplaintPage | None, contract: Contract) -> ComplaintPage | None:
    """The page after one contract; None where the complaint itself was never heard of."""
    if isinstance(contract, intake.ComplaintReceivedV1):
        return page or _received(contract)
    if page is None:
        return None
    return _summed_up(page.model_copy(update=_change(page, contract)))


def _received(received: intake.ComplaintReceivedV1) -> ComplaintPage:
    return ComplaintPage(
        complaint_id=received.complaint_id,
        number=received.number,
        place=place_of(received.received_at, received.number),
        received_at=received.received_at,
        recorded_at=received.occurred_at,
        channel=received.channel,
        project=received.project,
        project_name=received.project_name,
        title=received.title,
        text=received.text,
        customer=masked(received.customer),
        policy=received.policy,
        answer_wanted_by=received.answer_wanted_by,
        category=received.category,
        steps=(StepTaken(step=Step.RECEIVED, at=received.received_at),),
    )


def _change(page: ComplaintPage, contract: Contract) -> Mapping[str, object]:
    match contract:
        case casework.CaseworkContract():
            return fold_casework(page, contract)
        case sla.ObligationContract():
            return fold_deadlines(page, contract)
        case sla.SupervisionContract():
            return {"orders": fold_orders(page.orders, contract)}
        case triage.TriageContract():
            return _assessed(page, contract)
        case intake.ComplaintRepeatedV1():
            return {"times": contract.times}
        case intake.CustomerUrgedV1():
            return {"urged": page.urged + 1}
        case intake.ComplaintWithdrawnV1():
            return {"status": Status.WITHDRAWN}
        case _:
            return {}


def _assessed(page: ComplaintPage, contract: triage.TriageContract) -> Mapping[str, object]:
    match contract:
        case triage.ClassifiedV1():
            return {
                "category": contract.category,
                "category_name": contract.category_name,
                "category_words": contract.words,
            }
        case triage.GradeDecided():
            return {"grade": contract.grade, "ruling": _ruling(contract)}
        case triage.ResponsibilityAssignedV1():
            assigned: dict[str, object] = {
                "department": contract.department,
                "department_name": contract.department_name,
                "steps": page.with_step(Step.ASSIGNED, contract.occurred_at),
            }
            return assigned | ({"status": Status.IN_HAND} if page.status is Status.RECEIVED else {})
        case _:
            return {}


def _ruling(decided: triage.GradeDecided) -> GradeRuling:
    return GradeRuling(
        grade=decided.grade,
        name=decided.grade_name,
        previous=decided.previous,
        evidence=decided.evidence,
        facts=decided.facts,
        by=decided.by,
        reason=decided.reason,
    )


def _summed_up(page: ComplaintPage) -> ComplaintPage:
    """What lists filter by follows from the rest."""
    is_open = page.status.open
    return page.model_copy(
        update={
            "is_open": is_open,
            "overdue": is_open and page.missed > 0,
            "supervised": any(order.is_open for order in page.orders),
        }
    )
