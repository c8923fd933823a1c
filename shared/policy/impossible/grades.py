"""Grades and conditions that no complaint comes to, because a graver grade takes it."""

from __future__ import annotations

from collections.abc import Iterator

from shared.policy.condition_tree import Either, Node, Not
from shared.policy.grading import Grade, GradeCondition
from shared.policy.impossible.reasoning import TRUE, Reasoning, node_of
from shared.policy.pack import Pack
from shared.policy.problems import Problem
from shared.policy.yaml_source import Path


def unreached_grades(pack: Pack, reasoning: Reasoning) -> Iterator[Problem]:
    """Grades that are never given, and conditions that never decide a grade."""
    graver: list[Node] = []
    seen: dict[Node, tuple[Grade, GradeCondition]] = {}
    for i, grade in enumerate(pack.grades):
        mine = [node_of(condition.when) for condition in grade.conditions] or [TRUE]
        if not reasoning.can_hold(Either(tuple(mine)), *map(Not, graver)):
            yield _never_reached(("grades", i), grade)
        else:
            yield from _never_decides(("grades", i), grade, graver, seen, reasoning)
        for node, condition in zip(mine, grade.conditions, strict=False):
            seen.setdefault(node, (grade, condition))
        graver += mine


def _never_reached(path: Path, grade: Grade) -> Problem:
    return Problem(
        (*path, "grade"),
        f"级别 {grade.grade}（{grade.name}）永远不会达到：条件不会成立，或者已由更重的级别收走",
        f"grade {grade.grade} is never reached: its conditions never hold, or a graver grade"
        " takes all that they catch",
    )


def _never_decides(
    path: Path,
    grade: Grade,
    graver: list[Node],
    seen: dict[Node, tuple[Grade, GradeCondition]],
    reasoning: Reasoning,
) -> Iterator[Problem]:
    for j, condition in enumerate(grade.conditions):
        node = node_of(condition.when)
        at = (*path, "conditions", j, "when")
        if not reasoning.can_hold(node):
            continue  # Said of the condition itself.
        if node in seen:
            other, same = seen[node]
            yield Problem(
                at,
                f"与级别 {other.grade}（{same.rule}）的条件相同，互相矛盾",
                f"the same condition gives grade {other.grade} ({same.rule}): the two contradict",
            )
        elif not reasoning.can_hold(node, *map(Not, graver)):
            yield Problem(
                at,
                "这个条件成立时，更重的级别必已成立，因此从不起作用",
                "whenever this condition holds a graver grade does: it never decides anything",
            )
