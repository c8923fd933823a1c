"""Names that a pack declares and nothing in it uses."""

from __future__ import annotations

from collections.abc import Iterator

from shared.policy.impossible.reasoning import texts
from shared.policy.pack import Pack
from shared.policy.problems import Problem


def unused_names(pack: Pack) -> Iterator[Problem]:
    """Facts nothing reads, departments nothing names, categories nothing tells apart."""
    used = texts(pack)
    for name, fact in pack.facts.items():
        if not used & {name, f"facts.{name}"}:
            yield Problem(
                ("facts", name),
                f"事实“{fact.label}”没有任何条款使用",
                f"nothing reads the fact `{name}`",
            )
    for name, label in pack.departments.items():
        if name not in used:
            yield Problem(
                ("departments", name),
                f"“{label}”不负责任何类别或事项，也不收任何通知",
                f"nothing is the department `{name}`'s responsibility, nor is it told anything",
            )
    # Where no category has words, the category comes along with the complaint.
    are_proposed = any(category.words for category in pack.categories.values())
    for name, category in pack.categories.items():
        if are_proposed and not category.words and name not in used:
            yield Problem(
                ("categories", name),
                f"类别“{category.name}”没有 words，也没有条款提到它：只能由人选定，与其他类别无异",
                f"the category `{name}` has no words and no rule names it: only a person can"
                " choose it",
            )
