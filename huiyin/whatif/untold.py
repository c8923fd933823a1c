"""What a history cannot show: limits that only what it never tells of could have met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.contracts import PUBLISHED
from shared.contracts.intake import ComplaintReceivedV1
from shared.contracts.notify import NoticeSentV1
from shared.contracts.sla import ObligationKind
from shared.contracts.triage import TriageContract
from shared.policy import Pack
from shared.policy.obligations import EventMatch

# What a what-if tells by itself, whatever the history.
_BY_ITSELF = frozenset(
    {ComplaintReceivedV1.EVENT, NoticeSentV1.EVENT}
    | {c.EVENT for c in PUBLISHED if issubclass(c, TriageContract)}
)


def beyond_judging(pack: Pack, happened: Iterable[str]) -> Sequence[str]:
    """The limits and milestones of a regulation whose being missed shows nothing, by name: the
    history tells of nothing that could have met them."""
    told = _BY_ITSELF | set(happened)
    limits = [
        rule.name
        for rule in pack.obligations
        if rule.kind is ObligationKind.DEADLINE and not _may_be_met(rule.meeting, told)
    ]
    nodes = [
        node.name
        for node in pack.milestones
        if node.meeting and not _may_be_met(node.meeting, told)
    ]
    return tuple(dict.fromkeys(limits + [f"督办节点“{name}”" for name in nodes]))


def _may_be_met(meeting: Sequence[EventMatch], told: frozenset[str] | set[str]) -> bool:
    return any(match.event in told for match in meeting)
