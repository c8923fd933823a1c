"""The values that a notice's words may name (shared.policy.notices), for a Chinese reader. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services.notify.occasion import Occasion
from services.notify.said import said
from services.notify.wording import NOT_KNOWN
from shared.contracts import sla
from shared.contracts.names import CHANNEL_NAMES


def values(occasion: Occasion) -> dict[str, str]:
    """What the words of the occasion's rule name, by placeholder; what is not known yet reads as a
    dash. Nothing else is worked out: most of what could be said is not."""
    found: dict[str, str | None] = {}
    besides = False
    for name in occasion.rule.placeholders:
        if (say := _SAID_ALWAYS.get(name)) is not None:
            found[name] = say(occasion)
        else:
            besides = True
    if besides:
        found |= said(occasion)
    return {name: value or NOT_KNOWN for name, value in found.items()}


def _customer_contact(occasion: Occasion) -> str:
    customer = occasion.known.customer
    return "、".join(filter(None, (customer.phone, customer.email, customer.room)))


def _department(occasion: Occasion) -> str | None:
    known = occasion.known
    found = occasion.wording.directory.department_of(occasion.department or "", known.project)
    return found.name if found else known.department_name


def _leader(occasion: Occasion) -> str | None:
    project = occasion.known.project
    directory = occasion.wording.directory
    leader = directory.reach_leader(occasion.department or "", project, occasion.at)
    return leader.shown if leader else None


def _grade(occasion: Occasion) -> str | None:
    grade = occasion.known.grade
    return None if grade is None else str(grade)


def _evidence(occasion: Occasion) -> str:
    return "；".join(f"{e.label}（{e.rule}）" for e in occasion.known.evidence)


def _basis(occasion: Occasion) -> str:
    """The article behind what is told, else behind the notice; a person's order has a reason."""
    told = occasion.told
    if isinstance(told, sla.SupervisionOrderIssuedV1) and told.rule == sla.BY_HAND:
        return f"人工签发：{told.label}"
    basis: str = occasion.told_of("rule", occasion.rule.rule)
    return basis


def _link(occasion: Occasion) -> str | None:
    console_url = occasion.wording.console_url
    return f"{console_url}/complaints/{occasion.known.number}" if console_url else None


_SAID_ALWAYS: Mapping[str, Callable[[Occasion], str | None]] = {
    "number": lambda occasion: occasion.known.number,
    "title": lambda occasion: occasion.known.title,
    "text": lambda occasion: occasion.known.text,
    "project": lambda occasion: occasion.known.project_name,
    "category": lambda occasion: occasion.known.category_name,
    "channel": lambda occasion: CHANNEL_NAMES[occasion.known.channel],
    "received_at": lambda occasion: occasion.wording.instant(occasion.known.received_at),
    "customer_name": lambda occasion: occasion.known.customer.name,
    "customer_contact": _customer_contact,
    "department": _department,
    "leader": _leader,
    "grade": _grade,
    "grade_name": lambda occasion: occasion.known.grade_name,
    "evidence": _evidence,
    "policy": lambda occasion: f"《{occasion.pack.title}》{occasion.pack.version} 版",
    "rule": _basis,
    "link": _link,
}
"""What may be said in every notice (`shared.policy.notices.ALWAYS`)."""
