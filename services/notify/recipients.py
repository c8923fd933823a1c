"""Who is meant by a recipient of the pack, and where they are reached. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from services.notify.complaint import RESPONSIBLE, KnownComplaint
from shared.contracts import Contract
from shared.contracts.sla import SupervisionContract
from shared.policy import Directory

LEADER = "leader-in-charge"
CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person or mailbox. The customer is never named here: `name` may be shown and published."""

    name: str
    address: str | None


def department_meant(known: KnownComplaint, told: Contract) -> str | None:
    """The responsible department: the supervision order's own, else the complaint's."""
    return told.department if isinstance(told, SupervisionContract) else known.department


def addressee(
    recipient: str, known: KnownComplaint, told: Contract, directory: Directory
) -> Addressee:
    """Whom the pack means by `department`, `leader-in-charge`, `customer`, a post, a department."""
    if recipient == CUSTOMER:
        return Addressee("客户", known.customer.email)
    if recipient in (RESPONSIBLE, LEADER):
        department = directory.departments.get(department_meant(known, told) or "")
        if department is None:
            return Addressee("责任部门" if recipient == RESPONSIBLE else "分管领导", None)
        if recipient == LEADER:
            return Addressee(department.leader.name, department.leader.email)
        return Addressee(department.name, department.email)
    found = directory.address_of(recipient)
    return Addressee(found.name, found.email) if found else Addressee(recipient, None)
