"""Who is meant by a recipient of the pack, and where they are reached. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.notify.complaint import RESPONSIBLE, KnownComplaint
from shared.contracts import Contract
from shared.contracts.sla import SupervisionContract
from shared.policy import Directory

LEADER = "leader-in-charge"
CUSTOMER = "customer"
ON_DUTY = "on-duty"
UNREACHED = {RESPONSIBLE: "责任部门", LEADER: "分管领导", ON_DUTY: "值班人员"}


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person or mailbox. The customer is never named here: `name` may be shown and published."""

    name: str
    address: str | None


def department_meant(known: KnownComplaint, told: Contract) -> str | None:
    """The responsible department: the supervision order's own, else the complaint's."""
    return told.department if isinstance(told, SupervisionContract) else known.department


def addressee(
    recipient: str, known: KnownComplaint, told: Contract, directory: Directory, at: datetime
) -> Addressee:
    """Whom the pack means by `department`, `leader-in-charge`, `customer`, `on-duty`, a post, a
    department: the project's nearest (cg-first), and whoever stands in at that instant."""
    if recipient == CUSTOMER:
        return Addressee("客户", known.customer.email)
    department, project = department_meant(known, told) or "", known.project
    if recipient == LEADER:
        reached = directory.reach_leader(department, project, at)
    else:
        meant = department if recipient == RESPONSIBLE else recipient
        reached = directory.reach(meant, project, at)
    if reached is None:
        return Addressee(UNREACHED.get(recipient, recipient), None)
    return Addressee(reached.shown, reached.email)
