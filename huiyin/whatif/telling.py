"""A what-if in words: the lines for the terminal, and the whole of it as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from huiyin.summary import columns
from huiyin.whatif.differing import Comparison, Figures

RECORD_MAY_DIFFER = (
    "制度不变时两者也可能不同：通知当时迟发或没有送达，督办节点由人登记完成或延期，放假通知在到期时间算定之后才公布，"
    "人工认定的级别为新制度所无。要除去这些影响，请用 --against 写明当时的制度，两边都试算。"
)


def lines_of(comparison: Comparison, titles: tuple[str, str], *, recorded: bool) -> Iterator[str]:
    """The figures side by side, what they are, then the line that sums up."""
    before, after = comparison.before, comparison.after
    yield columns([("", *titles), *_rows(before, after)])
    if recorded:
        yield f"{titles[0]}没有重算，与报表一致。{RECORD_MAY_DIFFER}"
        yield (
            "left: what the system recorded; right: what the pack would have made of it."
            " The two may differ under the same regulation (late notices, holiday notices that"
            " came afterwards, grades set by hand): use --against to try both."
        )
    else:
        yield "两列都是试算 / both columns are trials"
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


def as_json(
    comparison: Comparison, titles: tuple[str, str], *, recorded: bool
) -> Mapping[str, Any]:
    """Figures and every complaint that differs, without the customer's words. `is` tells whether a
    side is a `trial` or the `record`; deadlines are explained where the page shows them.
    Outcomes are as they are: orjson writes dataclasses."""
    return {
        "before": {
            "policy": titles[0],
            "is": "record" if recorded else "trial",
            **_figures(comparison.before),
        },
        "after": {"policy": titles[1], "is": "trial", **_figures(comparison.after)},
        "differing": [
            {
                "number": one.number,
                "project": one.project,
                "received_at": one.received_at.isoformat(),
                "before": one.before,
                "after": one.after,
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
