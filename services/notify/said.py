"""What may be said besides in the notice on one kind of event (`WITH_EVENT`). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.notify.complaint import RESPONSIBLE
from services.notify.occasion import Occasion
from services.notify.wording import Wording, lateness
from shared.contracts import CONTRACTS, Contract, casework, intake, sla, triage

ANONYMOUS = "anonymous"

Said = dict[str, str | None]
MilestoneTold = (
    sla.MilestoneMetV1 | sla.MilestoneMissedV1 | sla.MilestoneUrgedV1 | sla.MilestoneExtendedV1
)


def said(occasion: Occasion) -> Said:
    """By its placeholder, what this event lets a notice say; None where it is not known."""
    say = _SAID_ON.get(type(occasion.told))
    return say(occasion.told, occasion) if say else {}


def _received(told: intake.ComplaintReceivedV1, occasion: Occasion) -> Said:
    """Who took the complaint, with the contact that the directory has (pd-name)."""
    if told.taken_by in (None, ANONYMOUS):
        return {"taken_by": None, "taken_by_contact": None}
    people = occasion.wording.directory.people
    called = (person for person in people.values() if person.name == told.taken_by)
    person = people.get(told.taken_by or "") or next(called, None)
    contact = "、".join(filter(None, (person.phone, person.email))) if person else None
    return {"taken_by": person.name if person else told.taken_by, "taken_by_contact": contact}


def _repeated(told: intake.ComplaintRepeatedV1, _: Occasion) -> Said:
    return {"repeated_text": told.text, "times": str(told.times)}


def _urged(told: intake.CustomerUrgedV1, _: Occasion) -> Said:
    return {"repeated_text": told.text}


def _assigned(_: triage.ResponsibilityAssignedV1, occasion: Occasion) -> Said:
    return {"due": occasion.wording.due(occasion.known.answer_due_at)}


def _escalated(told: triage.EscalatedV1, occasion: Occasion) -> Said:
    before = told.previous
    return {"previous_grade_name": None if before is None else occasion.pack.grade_name(before)}


def _disputed(told: triage.ResponsibilityDisputedV1, occasion: Occasion) -> Said:
    return {"reason": told.reason, "decided_by": occasion.named(told.decided_by)}


def _decided(told: triage.ResponsibilityDecidedV1, occasion: Occasion) -> Said:
    return {"reason": told.reason, "decided_by": occasion.named(told.post)}


def _found_out_of_scope(told: triage.FoundOutOfScopeV1, _: Occasion) -> Said:
    return {"reason": told.label}


def _step_taken(told: casework.StepTakenV1, _: Occasion) -> Said:
    return {"step": told.step_name, "note": told.note}


def _promised(told: casework.PromiseMadeV1, occasion: Occasion) -> Said:
    due = occasion.wording.due(told.promised_for)
    return {"promise": told.promise_name, "due": due, "note": told.note}


def _progress_told(told: casework.ProgressToldV1, occasion: Occasion) -> Said:
    return {"note": told.note, "expected": occasion.wording.due(told.expected_at)}


def _plan_proposed(told: casework.PlanProposedV1, occasion: Occasion) -> Said:
    return {"plan": told.plan, "approver": occasion.named(told.approver)}


def _with_reason(told: casework.PlanRejectedV1 | casework.ReopenedV1, _: Occasion) -> Said:
    return {"reason": told.reason}


def _carried_out(told: casework.SolutionCarriedOutV1, _: Occasion) -> Said:
    return {"result": told.result}


def _closed(told: casework.CaseClosedV1, _: Occasion) -> Said:
    return {"summary": told.summary}


def _timed(told: sla.ObligationContract, occasion: Occasion) -> Said:
    responsible = told.answerable == RESPONSIBLE
    return {
        "obligation": told.name,
        "answerable": occasion.named(occasion.known.department if responsible else told.answerable),
        "late": lateness(occasion.told_of("late_s", 0.0)),
        "due": occasion.wording.due(told.due_at),
    }


def _extended(told: sla.ObligationExtendedV1, occasion: Occasion) -> Said:
    first_due = occasion.wording.due(told.first_due_at)
    return _timed(told, occasion) | {"first_due": first_due, "reason": told.reason}


def _ordered(told: sla.SupervisionOrderIssuedV1 | sla.MilestonesAgreedV1, on: Occasion) -> Said:
    return {
        "order_number": told.order_number,
        "order_reason": on.known.order_reason,
        "milestones": _listed(told.milestones, on.wording),
    }


def _listed(milestones: Iterable[sla.Milestone], wording: Wording) -> str:
    return "\n".join(
        f"{place}. {node.name}：{wording.due(node.due_at)} 前"
        for place, node in enumerate(milestones, start=1)
    )


def _ground_added(told: sla.SupervisionGroundAddedV1, occasion: Occasion) -> Said:
    return {
        "order_number": told.order_number,
        "order_reason": occasion.known.order_reason,
        "added_reason": told.label,
    }


def _milestone(told: MilestoneTold, occasion: Occasion) -> Said:
    return {
        "order_number": told.order_number,
        "late": lateness(occasion.told_of("late_s", 0.0)),
        "milestone": told.milestone.name,
        "due": occasion.wording.due(told.milestone.due_at),
    }


def _milestone_met(told: sla.MilestoneMetV1, occasion: Occasion) -> Said:
    return _milestone(told, occasion) | {"progress": told.progress}


def _milestone_urged(told: sla.MilestoneUrgedV1, occasion: Occasion) -> Said:
    return _milestone(told, occasion) | {"rung": str(told.rung)}


def _milestone_extended(told: sla.MilestoneExtendedV1, occasion: Occasion) -> Said:
    first_due = occasion.wording.due(told.first_due_at)
    return _milestone(told, occasion) | {"first_due": first_due, "reason": told.reason}


def _order_closed(told: sla.SupervisionOrderClosedV1, _: Occasion) -> Said:
    return {"order_number": told.order_number, "result": told.result}


_SAID_ON: Mapping[type[Contract], Callable[[Any, Occasion], Said]] = CONTRACTS.by_type(
    {
        intake.ComplaintReceivedV1: _received,
        intake.ComplaintRepeatedV1: _repeated,
        intake.CustomerUrgedV1: _urged,
        triage.ResponsibilityAssignedV1: _assigned,
        triage.EscalatedV1: _escalated,
        triage.ResponsibilityDisputedV1: _disputed,
        triage.ResponsibilityDecidedV1: _decided,
        triage.FoundOutOfScopeV1: _found_out_of_scope,
        casework.StepTakenV1: _step_taken,
        casework.PromiseMadeV1: _promised,
        casework.ProgressToldV1: _progress_told,
        casework.PlanProposedV1: _plan_proposed,
        casework.PlanRejectedV1: _with_reason,
        casework.ReopenedV1: _with_reason,
        casework.SolutionCarriedOutV1: _carried_out,
        casework.CaseClosedV1: _closed,
        sla.ObligationContract: _timed,
        sla.ObligationExtendedV1: _extended,
        sla.SupervisionOrderIssuedV1: _ordered,
        sla.MilestonesAgreedV1: _ordered,
        sla.SupervisionGroundAddedV1: _ground_added,
        sla.MilestoneMetV1: _milestone_met,
        sla.MilestoneMissedV1: _milestone,
        sla.MilestoneUrgedV1: _milestone_urged,
        sla.MilestoneExtendedV1: _milestone_extended,
        sla.SupervisionOrderClosedV1: _order_closed,
    }
)
