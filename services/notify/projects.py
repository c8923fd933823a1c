"""Notices about a project 项目: what their words may name, and whom they reach. Pure."""

from __future__ import annotations

from datetime import datetime

from services.notify.recipients import CUSTOMER, LEADER, UNREACHED, Addressee
from services.notify.wording import NOT_KNOWN, Wording, lateness
from shared.contracts.duties import (
    DutyContract,
    DutyDoneV1,
    DutyDroppedV1,
    DutyStartedV1,
    HandoverRefusedV1,
)
from shared.contracts.names import DROPPED_NAMES
from shared.policy import Directory, Pack
from shared.policy.vocabulary import RESPONSIBLE

AboutProject = DutyContract | HandoverRefusedV1


def values(told: AboutProject, rule: str, pack: Pack, wording: Wording) -> dict[str, str]:
    """Every value by its placeholder; `rule` is the article of the notice."""
    link = f"{wording.console_url}/projects/{told.project}/duties"
    found: dict[str, str | None] = {
        "project": told.project_name,
        "policy": f"《{pack.title}》{pack.version} 版",
        "rule": told.rule if isinstance(told, DutyContract) else rule,
        "link": link if wording.console_url else None,
    }
    found |= _of_duty(told, pack, wording) if isinstance(told, DutyContract) else _of_home(told)
    return {name: value or NOT_KNOWN for name, value in found.items()}


def _of_duty(told: DutyContract, pack: Pack, wording: Wording) -> dict[str, str | None]:
    answerable = wording.directory.department_of(told.answerable, told.project)
    said = {
        "duty": told.name,
        "occurrence": str(told.occurrence),
        "due": wording.due(told.due_at),
        "answerable": answerable.name if answerable else pack.departments.get(told.answerable),
        "late": lateness(getattr(told, "late_s", 0.0)),
    }
    match told:
        case DutyStartedV1():
            said["first_due"] = wording.due(told.first_due_at)
        case DutyDoneV1():
            said |= {"note": told.note, "done_at": wording.instant(told.done_at)}
        case DutyDroppedV1():
            said["reason"] = DROPPED_NAMES[told.reason]
    return said


def _of_home(told: HandoverRefusedV1) -> dict[str, str | None]:
    return {
        "household": told.household,
        "reason": told.reason,
        "times": str(told.times),
        "customer_name": told.customer.name,
    }


def addressee(recipient: str, told: AboutProject, directory: Directory, at: datetime) -> Addressee:
    """Whom the pack means: by `department` and `leader-in-charge` those of the department that is
    answerable for the duty, by `customer` the owner of the home."""
    if recipient == CUSTOMER and isinstance(told, HandoverRefusedV1):
        return Addressee("客户", told.customer.email)
    department = told.answerable if isinstance(told, DutyContract) else ""
    if recipient == LEADER:
        reached = directory.reach_leader(department, told.project, at)
    else:
        meant = department if recipient == RESPONSIBLE else recipient
        reached = directory.reach(meant, told.project, at)
    if reached is None:
        return Addressee(UNREACHED.get(recipient, recipient), None)
    return Addressee(reached.shown, reached.email)
