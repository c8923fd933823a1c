"""Faults as an author reads them: grouped by file, each with its place, Chinese first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from shared.policy.faults import PolicyFault


def describe_faults(faults: Iterable[PolicyFault]) -> str:
    """A plain-text report of policy faults, in the order of the files and their lines."""
    lines: list[str] = []
    for file, group in groupby(sorted(faults), key=lambda fault: fault.file):
        found = list(group)
        lines.append(f"{file}：{len(found)} 处问题 ({len(found)} fault(s))")
        for fault in found:
            lines.append(f"  {file}:{fault.line}:{fault.column}  {fault.path}")
            lines.append(f"    {fault.chinese}")
            lines.append(f"    {fault.english}")
    return "\n".join(lines)
