"""What cannot happen in a pack that is otherwise right: its author should look at it again."""

from __future__ import annotations

from collections.abc import Iterator

from shared.policy.impossible.contradictions import contradictions
from shared.policy.impossible.grades import unreached_grades
from shared.policy.impossible.obligations import unmeetable_obligations
from shared.policy.impossible.reasoning import Reasoning, conditions, node_of
from shared.policy.impossible.unused import unused_names
from shared.policy.pack import Pack
from shared.policy.problems import Problem
from shared.policy.vocabulary import Vocabulary


def warnings_of(pack: Pack, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Everything that is allowed and yet makes no sense.

    Nothing is said of what could not be found out: a warning is never a false one.
    """
    reasoning = Reasoning(vocabulary)
    yield from _settled_conditions(pack, reasoning)
    yield from unreached_grades(pack, reasoning)
    yield from unmeetable_obligations(pack, reasoning)
    yield from contradictions(pack, reasoning)
    yield from unused_names(pack)


def _settled_conditions(pack: Pack, reasoning: Reasoning) -> Iterator[Problem]:
    for placed in conditions(pack):
        if placed.path[-1] == "value":
            continue
        node = node_of(placed.expression)
        if not reasoning.can_hold(node, events=placed.events):
            yield Problem(
                placed.path,
                "这个条件永远不会成立",
                "this condition can never be true",
            )
        elif reasoning.always_holds(node, events=placed.events):
            yield Problem(
                placed.path,
                "这个条件永远成立，可以不写",
                "this condition is always true and may be left out",
            )
