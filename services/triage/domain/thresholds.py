"""Where a count begins to matter to the regulation.

With each new complaint the count of every like one rises, so telling each of every change would
cost the square of their number. Only a change that some condition can tell apart is worth telling.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from shared.policy import Pack
from shared.policy.conditions import Expression

_COMPARISON = re.compile(r"\s*(>=|<=|==|!=|>|<)\s*(\d+)\b(?!\s*[-+*/%.])")
_STANDS_ALONE = re.compile(r"(?:^|[(&|!])\s*$")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The counts from which on a condition comes out otherwise; None where any may matter."""

    counts: tuple[int, ...] | None

    def tell_apart(self, before: int, after: int) -> bool:
        """Whether some condition may come out otherwise for the two counts."""
        if self.counts is None:
            return before != after
        return bisect_right(self.counts, before) != bisect_right(self.counts, after)

    def last_before(self, count: int) -> int:
        """The largest smaller count that some condition may tell apart from this one, at least 0;
        -1 where there is none."""
        if self.counts is None:
            return count - 1
        passed = bisect_right(self.counts, count)
        return self.counts[passed - 1] - 1 if passed else -1


def thresholds_of(pack: Pack, fact: str) -> Thresholds:
    """What grades, routing and supervision orders compare a counted fact with.

    A condition that does more with the fact than compare it with a number may care for any change.
    """
    found: set[int] = set()
    for condition in _conditions(pack):
        counts = _compared_with(condition.text, f"facts.{fact}")
        if counts is None:
            return Thresholds(None)
        found |= counts
    return Thresholds(tuple(sorted(found)))


def _conditions(pack: Pack) -> Iterator[Expression]:
    for grade in pack.grades:
        yield from (condition.when for condition in grade.conditions)
    yield from (rule.when for rule in pack.routing)
    if pack.supervision is not None:
        yield from (order.when for order in pack.supervision.orders)


@lru_cache(maxsize=512)
def _compared_with(condition: str, name: str) -> frozenset[int] | None:
    """None where the text does more with it; it is asked of every complaint that is counted."""
    found: set[int] = set()
    for mention in re.finditer(rf"{re.escape(name)}\b", condition):
        comparison = _COMPARISON.match(condition, mention.end())
        if comparison is None or not _STANDS_ALONE.search(condition, 0, mention.start()):
            return None
        operator, number = comparison[1], int(comparison[2])
        if operator in (">=", "<", "==", "!="):
            found.add(number)
        if operator in (">", "<=", "==", "!="):
            found.add(number + 1)
    return frozenset(found)
