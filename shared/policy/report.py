"""Faults as an author reads them: grouped by file, each with its place, Chinese first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from shared.policy.faults import PolicyFault


def describe_faults(faults: Iterable[PolicyFault]) -> str:
    """A plain-text report of policy faults, in the order of the files and their lines."""
    return _described(faults, "处问题", "fault(s)")


def describe_warnings(warnings: Iterable[PolicyFault]) -> str:
    """The same of what is allowed and yet makes no sense."""
    return _described(warnings, "处提醒", "warning(s)")


def _described(found: Iterable[PolicyFault], chinese: str, english: str) -> str:
    lines: list[str] = []
    for file, group in groupby(sorted(found), key=lambda fault: fault.file):
        faults = list(group)
        lines.append(f"{file}：{len(faults)} {chinese} ({len(faults)} {english})")
        for fault in faults:
            lines.append(f"  {file}:{fault.line}:{fault.column}  {fault.path}")
            lines.append(f"    {fault.chinese}")
            lines.append(f"    {fault.english}")
    return "\n".join(lines)
