"""A what-if in words: the lines for the terminal, and the whole of it as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from huiyin.summary import columns
from huiyin.whatif.differing import Comparison, Figures


def lines_of(comparison: Comparison, titles: tuple[str, str]) -> Iterator[str]:
    """The figures side by side, then the line that sums up."""
    before, after = comparison.before, comparison.after
    yield columns([("", *titles), *_rows(before, after)])
    total, differing = before.complaints, len(comparison.differing)
    yield f"{differing} of {total} complaints differ"


def _rows(before: Figures, after: Figures) -> Iterator[tuple[str, str, str]]:
    grades = sorted(before.grades.keys() | after.grades.keys())
    for grade in grades:
        name = f"{grade[0]} {grade[1]}（件）"
        yield name, f"{before.grades[grade]:,}", f"{after.grades[grade]:,}"
    for label, key in (
        ("时限（项）", "owed"),
        ("超时（项）", "missed"),
        ("有超时的投诉（件）", "complaints_late"),
        ("督办单（份）", "orders"),
        ("逾期节点（个）", "milestones_missed"),
        ("不属受理范围（件）", "out_of_scope"),
    ):
        yield label, f"{getattr(before, key):,}", f"{getattr(after, key):,}"
    for department in sorted(before.workload.keys() | after.workload.keys()):
        name = f"部门 {department}（件）"
        yield name, f"{before.workload[department]:,}", f"{after.workload[department]:,}"


def as_json(comparison: Comparison, titles: tuple[str, str]) -> Mapping[str, Any]:
    """Figures and every complaint that differs, without the customer's words."""
    return {
        "before": {"policy": titles[0], **_figures(comparison.before)},
        "after": {"policy": titles[1], **_figures(comparison.after)},
        "differing": [
            {
                "number": one.number,
                "project": one.project,
                "received_at": one.received_at.isoformat(),
                "before": asdict(one.before),
                "after": asdict(one.after),
            }
            for one in comparison.differing
        ],
    }


def _figures(figures: Figures) -> dict[str, Any]:
    plain = {
        name: getattr(figures, name)
        for name in figures.__dataclass_fields__
        if isinstance(getattr(figures, name), int)
    }
    return {
        **plain,
        "grades": {f"{number} {name}": count for (number, name), count in figures.grades.items()},
        "workload": dict(figures.workload),
        "missed_by_rule": {
            f"{rule} {name}": count for (rule, name), count in figures.missed_by_rule.items()
        },
        "facts_unknown": dict(figures.facts_unknown),
    }
