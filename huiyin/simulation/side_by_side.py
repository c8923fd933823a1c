"""The branches of a large company side by side, in as many processes as there are to use."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from ctypes import Array, c_longlong
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from huiyin.children import side_by_side
from huiyin.simulation.branch import Branch
from huiyin.simulation.branches import branch_of
from huiyin.simulation.playing import Look, Played, play
from huiyin.simulation.wish import Wish

Arrived = Array[c_longlong]
"""How many complaints came in so far, by branch: the processes see each other's."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One branch of a company, to be played."""

    wish: Wish
    branch: Branch
    seed: int
    kept: Path | None
    arrived: Arrived


def play_side_by_side(
    wish: Wish, branches: int, *, seed: int, kept: Path | None, processes: int, look: Look
) -> Sequence[Played]:
    """Play the branches of a company, each in a process of its own, `processes` at a time.

    As `play` does it, in the order of the branches. Raises what a branch raises, and ProcessIsGone.
    """
    arrived: Arrived = get_context("spawn").RawArray("q", branches)
    parts = [_Part(wish, Branch(n, branches), seed, kept, arrived) for n in range(branches)]
    return side_by_side(_play, parts, processes=processes, look=lambda: look(sum(arrived)))


def _play(part: _Part) -> Played:
    def look(arrived: int) -> None:
        part.arrived[part.branch.place] = arrived

    company = branch_of(part.wish.company(), part.branch)
    played = play(company, seed=part.seed, kept=part.kept, look=look)
    gc.freeze()  # The process ends with its branch: it need not look for what it could free.
    return replace(played, cpu_s=time.process_time())
