"""What the processes of a stack take of the machine: memory, shared pages counted once, and CPU."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.result import Result, measured

PROC = Path("/proc")
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Footprint:
    """Proportional set size of each process with its children, in bytes."""

    pss: Mapping[str, int]


def footprint(pids: Mapping[str, int | None]) -> Footprint:
    """What the processes take now; a page shared by n of them counts as a n-th with each."""
    return Footprint(
        {
            name: sum(_pss(process) for process in _family(pid))
            for name, pid in pids.items()
            if pid is not None
        }
    )


def cpu_s(pids: Mapping[str, int | None]) -> float:
    """Seconds of CPU that the processes have used so far."""
    families = [_family(pid) for pid in pids.values() if pid is not None]
    return sum(_cpu_s(process) for family in families for process in family)


def lines(at_rest: Footprint, after: Footprint, complaints: int) -> Iterator[Result]:
    """A line for each process."""
    for name, size in after.pss.items():
        yield measured(
            f"memory: {name} with {complaints:,} complaints",
            size / 1e6,
            "MB",
            against=f"{at_rest.pss.get(name, 0) / 1e6:.0f} MB at rest on an empty database",
        )


def _family(pid: int) -> list[int]:
    children = [
        int(child)
        for task in (PROC / str(pid) / "task").glob("*")
        for child in (task / "children").read_text().split()
    ]
    return [pid, *(descendant for child in children for descendant in _family(child))]


def _pss(pid: int) -> int:
    try:
        rollup = (PROC / str(pid) / "smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next(int(line.split()[1]) * 1024 for line in rollup.splitlines() if "Pss:" in line)


def _cpu_s(pid: int) -> float:
    """User and system time, with that of children that have ended (proc(5), fields 14 to 17)."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS_A_SECOND
