"""What one kind of event may bring about under a regulation, found once and for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.policy.conditions import AskedTogether
from shared.policy.declared import by_event
from shared.policy.facts import FactDeclaration
from shared.policy.notices import NoticeRule
from shared.policy.obligations import EventMatch, ObligationRule, any_counts, matches_by_event


@dataclass(frozen=True, slots=True)
class Consequences:
    """The rules that one event may set off; which of them it does is a matter of conditions.

    `starts` are limits, `ends` what they wait for (each once); `tells` says that facts may change.
    """

    starts: Sequence[ObligationRule] = ()
    ends: Sequence[EventMatch] = ()
    notices: Sequence[NoticeRule] = ()
    tells: bool = False
    _starts: AskedTogether[ObligationRule] = field(init=False, repr=False, compare=False)
    _notices: AskedTogether[NoticeRule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", AskedTogether(self.starts))
        object.__setattr__(self, "_notices", AskedTogether(self.notices))

    def starting(self, values: Mapping[str, object]) -> tuple[ObligationRule, ...]:
        """The limits that it starts in these circumstances. Raises ConditionFailed."""
        return self._starts.holding(values)

    def called_for(self, values: Mapping[str, object]) -> tuple[NoticeRule, ...]:
        """The notices that it calls for in these circumstances. Raises ConditionFailed."""
        return self._notices.holding(values)

    def may_end(self, data: Mapping[str, object], *, rule: str) -> bool:
        """Whether such an event meets or cancels any limit. Raises ConditionFailed."""
        return bool(self.ends) and any_counts(self.ends, data, rule=rule)


NONE = Consequences()


def consequences_by_event(
    limits: Sequence[ObligationRule],
    notices: Iterable[NoticeRule],
    facts: Iterable[FactDeclaration],
) -> Mapping[str, Consequences]:
    """By every event that a regulation mentions there."""
    starts = by_event((rule, rule.starts) for rule in limits)
    ends = _endings(limits)
    noticed = by_event((notice, notice.on) for notice in notices)
    telling = frozenset(event for fact in facts for event in fact.told_on)
    return {
        event: Consequences(
            starts.get(event, ()), ends.get(event, ()), noticed.get(event, ()), event in telling
        )
        for event in (*starts, *ends, *noticed, *telling)
    }


def _endings(limits: Iterable[ObligationRule]) -> Mapping[str, Sequence[EventMatch]]:
    """What limits wait for: the same only once, and what needs no condition alone."""
    ending = [match for rule in limits for match in (*rule.meeting, *rule.cancelling)]
    once = {(match.event, match.when and match.when.text): match for match in ending}
    found = matches_by_event(once.values())
    return {
        event: [match for match in matches if match.when is None] or matches
        for event, matches in found.items()
    }
