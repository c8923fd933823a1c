"""Rules that say two different things about the same complaint."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from shared.contracts.sla import ObligationKind
from shared.policy.impossible.reasoning import Reasoning, node_of
from shared.policy.notices import NoticeRule
from shared.policy.obligations import EventMatch, ObligationRule
from shared.policy.pack import Pack
from shared.policy.problems import Problem


def contradictions(pack: Pack, reasoning: Reasoning) -> Iterator[Problem]:
    """Two limits for one thing, and two notices for one occasion."""
    for (_, one), (i, other) in combinations(enumerate(pack.obligations), 2):
        if _have_two_limits(one, other, reasoning):
            yield Problem(
                ("obligations", i, "key"),
                f"与时限“{one.name}”（{one.key}）矛盾：同一件投诉可能同时适用，期限却不同",
                f"contradicts the obligation `{one.key}`: both may apply to one complaint,"
                " with different limits",
            )
    for (_, first), (i, second) in combinations(enumerate(pack.notices), 2):
        if _say_it_twice(first, second):
            yield Problem(
                ("notices", i, "key"),
                f"与通知 {first.key} 重复：同一事件、同一条件、同样的收件人",
                f"doubles the notice `{first.key}`: the same event, condition and recipients",
            )


def _have_two_limits(one: ObligationRule, other: ObligationRule, reasoning: Reasoning) -> bool:
    if ObligationKind.THRESHOLD in (one.kind, other.kind) or not _owe_the_same(one, other):
        return False
    if (one.within, one.limits, one.due) == (other.within, other.limits, other.due):
        return False
    together = node_of(one.when), node_of(other.when)
    shared = (event for event in one.starts if event in other.starts)
    return any(reasoning.can_hold(*together, events=(event,)) for event in shared)


def _owe_the_same(one: ObligationRule, other: ObligationRule) -> bool:
    def owed(rule: ObligationRule) -> tuple[object, ...]:
        return rule.answerable, rule.starts_from, frozenset(map(_meant, rule.meeting))

    return owed(one) == owed(other)


def _meant(match: EventMatch) -> tuple[object, ...]:
    return match.event, node_of(match.when)


def _say_it_twice(one: NoticeRule, other: NoticeRule) -> bool:
    return (
        bool(set(one.on) & set(other.on))
        and node_of(one.when) == node_of(other.when)
        and set(one.to) == set(other.to)
        and one.channel is other.channel
    )
