"""Complaints counted by grade, category, department, channel and project. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from services.analytics.complaint_facts import ComplaintFact
from services.analytics.figures import Breakdown, Count, Dimension
from services.analytics.names import NOT_SETTLED
from services.analytics.on_time import rate_of
from shared.contracts.names import CHANNEL_NAMES


def count(key: str, name: str, counted: Iterable[ComplaintFact], total: int) -> Count:
    """How many there are, out of how many."""
    numbers = tuple(fact.number for fact in counted)
    share = rate_of(len(numbers), total)
    return Count(key=key, name=name, count=len(numbers), share=share, numbers=numbers)


_BY: dict[Dimension, tuple[str, Callable[[ComplaintFact], tuple[str, str]]]] = {
    Dimension.GRADE: (
        "按级别",
        lambda c: (str(c.grade or ""), c.grade_name or NOT_SETTLED),
    ),
    Dimension.CATEGORY: (
        "按类别",
        lambda c: (c.category or "", c.category_name or NOT_SETTLED),
    ),
    Dimension.DEPARTMENT: (
        "按责任部门",
        lambda c: (c.department or "", c.department_name or NOT_SETTLED),
    ),
    Dimension.CHANNEL: ("按渠道", lambda c: (c.channel, CHANNEL_NAMES[c.channel])),
    Dimension.PROJECT: ("按项目", lambda c: (c.project, c.project_name)),
}


def breakdowns(complaints: Sequence[ComplaintFact]) -> tuple[Breakdown, ...]:
    """Every dimension of the report, each counting every complaint once."""
    return tuple(
        Breakdown(dimension=by, title=title, counts=_counts(by, named, complaints))
        for by, (title, named) in _BY.items()
    )


def _counts(
    by: Dimension,
    named: Callable[[ComplaintFact], tuple[str, str]],
    complaints: Sequence[ComplaintFact],
) -> tuple[Count, ...]:
    """Grades from the gravest down, all else from the most frequent; what is not settled last."""
    groups: defaultdict[str, list[ComplaintFact]] = defaultdict(list)
    names: dict[str, str] = {}
    for fact in complaints:
        key, names[key] = named(fact)
        groups[key].append(fact)
    counts = [count(key, names[key], group, len(complaints)) for key, group in groups.items()]
    if by is Dimension.GRADE:
        return tuple(sorted(counts, key=lambda c: (c.key == "", c.key)))
    return tuple(sorted(counts, key=lambda c: (c.key == "", -c.count, c.key)))
