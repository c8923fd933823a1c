"""What a notice about a project 项目 may say, and to whom it may go: there is no complaint.

`PROJECT_WORDS` has every event about projects with the placeholders of a notice on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.contracts import ABOUT_PROJECTS
from shared.contracts.duties import HandoverRefusedV1
from shared.policy.vocabulary import CUSTOMER, LEADER, ON_DUTY, RESPONSIBLE

_ALWAYS = frozenset({"project", "rule", "policy", "link"})
_DUTY = _ALWAYS | {"duty", "occurrence", "due", "answerable", "late"}
_MORE: Mapping[str, frozenset[str]] = {
    "duty-started": frozenset({"first_due"}),
    "duty-done": frozenset({"note", "done_at"}),
    "duty-dropped": frozenset({"reason"}),
}
_HANDOVER = _ALWAYS | {"household", "reason", "times", "customer_name"}

PROJECT_WORDS: Mapping[str, frozenset[str]] = {
    contract.EVENT: (
        _HANDOVER
        if contract is HandoverRefusedV1
        else _DUTY | _MORE.get(contract.EVENT, frozenset())
    )
    for contract in ABOUT_PROJECTS
}
_OF_A_DUTY = frozenset({RESPONSIBLE, LEADER, ON_DUTY})
_OF_A_HANDOVER = frozenset({CUSTOMER, ON_DUTY})


def is_about_projects(events: Iterable[str]) -> bool:
    """Whether any of these events is about a project, and not about a complaint."""
    return any(event in PROJECT_WORDS for event in events)


def relative_recipients(event: str) -> frozenset[str]:
    """Whom a notice on an event about a project may mean without naming them: `department` is the
    one answerable for the duty, `customer` the owner who did not take over."""
    return _OF_A_HANDOVER if event == HandoverRefusedV1.EVENT else _OF_A_DUTY
