"""How far the handling of a complaint has come (办理进度), folded from what casework tells."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.read_model.rows import ComplaintPage, Findings, PlanState, Status, Step
from shared.contracts import casework

REDONE = (Step.CAUSE_FOUND, Step.PLANNED, Step.CARRIED_OUT, Step.REVISITED, Step.CLOSED)
"""The steps that a case taken up again has still to take."""


def fold_casework(page: ComplaintPage, contract: casework.CaseworkContract) -> Mapping[str, object]:
    """What a step of the case changes on the page."""
    match contract:
        case casework.CustomerContactedV1():
            return {"steps": page.with_step(Step.CONTACTED, contract.contacted_at)}
        case casework.CauseFoundV1():
            found = {"side": contract.side, "cause": contract.cause}
            return _taken(page, contract, Step.CAUSE_FOUND, found)
        case casework.PlanProposedV1():
            proposed = {
                "plan": contract.plan,
                "approver": contract.approver,
                "plan_state": PlanState.PROPOSED if contract.approver else PlanState.APPROVED,
            }
            return _taken(page, contract, Step.PLANNED, proposed)
        case casework.PlanApprovedV1():
            return {"findings": _found(page, {"plan_state": PlanState.APPROVED})}
        case casework.PlanRejectedV1():
            return {"findings": _found(page, {"plan_state": PlanState.REJECTED})}
        case casework.SolutionCarriedOutV1():
            carried_out = _taken(page, contract, Step.CARRIED_OUT, {"result": contract.result})
            return carried_out | {"status": Status.CARRIED_OUT}
        case casework.RevisitedV1():
            answer = {"satisfaction": contract.satisfaction}
            return _taken(page, contract, Step.REVISITED, answer)
        case casework.ReopenedV1():
            return _reopened(page)
        case casework.CaseClosedV1():
            return _closed(page, contract)
        case _:
            return {}


def _taken(
    page: ComplaintPage,
    contract: casework.CaseworkContract,
    step: Step,
    found: Mapping[str, object],
) -> dict[str, object]:
    steps = page.with_step(step, contract.occurred_at)
    return {"steps": steps, "findings": _found(page, found)}


def _found(page: ComplaintPage, found: Mapping[str, object]) -> Findings:
    return page.findings.model_copy(update=found)


def _closed(page: ComplaintPage, contract: casework.CaseClosedV1) -> Mapping[str, object]:
    """A complaint taken back is shown as that, although its case is closed too."""
    withdrawn = page.status is Status.WITHDRAWN
    closed = _taken(page, contract, Step.CLOSED, {"summary": contract.summary})
    return closed | {"status": Status.WITHDRAWN if withdrawn else Status.CLOSED}


def _reopened(page: ComplaintPage) -> Mapping[str, object]:
    return {
        "status": Status.IN_HAND,
        "findings": Findings(),
        "steps": tuple(taken for taken in page.steps if taken.step not in REDONE),
    }
