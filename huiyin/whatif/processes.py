"""A what-if in as many processes as there are to use; each reads the regulations once."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from typing import TypeVar

from huiyin.children import ProcessIsGone, sendable, spared_interrupts
from huiyin.whatif.bench import Bench, Trial
from shared.policy import PolicyLibrary

Piece = TypeVar("Piece")
Found = TypeVar("Found")

_TRIALS: list[Trial] = []
_BENCHES: list[Bench] = []


class Crew:
    """Who does the work: some processes, or `bench` in this one where there are none."""

    def __init__(self, bench: Bench, processes: Sequence[ProcessPoolExecutor] = ()) -> None:
        self._bench = bench
        self._processes = processes

    def each(
        self,
        work: Callable[[Bench, Piece], Found],
        pieces: Sequence[Piece],
        *,
        done: Callable[[Found], None] = lambda _: None,
    ) -> list[Found]:
        """What the work makes of each piece. The same place in a list is always the same process's,
        so that it may remember what it did there. `done` is told as they come."""
        found: dict[int, Found] = {}
        for place, one in self._as_they_come(work, pieces):
            found[place] = one
            done(one)
        return [found[place] for place in range(len(pieces))]

    def _as_they_come(
        self, work: Callable[[Bench, Piece], Found], pieces: Sequence[Piece]
    ) -> Iterator[tuple[int, Found]]:
        if not self._processes:
            yield from ((place, work(self._bench, piece)) for place, piece in enumerate(pieces))
            return
        with spared_interrupts():
            asked = {
                self._processes[place % len(self._processes)].submit(_on_bench, work, piece): place
                for place, piece in enumerate(pieces)
            }
        for future in as_completed(asked):
            yield asked[future], future.result()


@contextmanager
def crew(bench: Bench, trial: Trial, workers: int) -> Iterator[Crew]:
    """Spawned, not forked: whoever asks may have a loop and connections of its own. Raises
    ProcessIsGone."""
    if workers == 1:
        yield Crew(bench)
        return
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                ProcessPoolExecutor(
                    1, mp_context=get_context("spawn"), initializer=_prepare, initargs=(trial,)
                )
            )
            for _ in range(workers)
        ]
        try:
            yield Crew(bench, processes)
        except BaseException as failure:
            for process in processes:
                process.shutdown(wait=False, cancel_futures=True)
            if isinstance(failure, BrokenProcessPool):
                raise ProcessIsGone from None
            raise


def _prepare(trial: Trial) -> None:
    gc.disable()  # For good: lives are trees, and the process ends with the what-if.
    _TRIALS.append(trial)


def _on_bench(work: Callable[[Bench, Piece], Found], piece: Piece) -> Found:
    try:
        if not _BENCHES:
            trial = _TRIALS[0]
            _BENCHES.append(Bench(trial, PolicyLibrary.read(trial.policies)))
        found = work(_BENCHES[0], piece)
    except Exception as failure:
        if (told := sendable(failure)) is failure:
            raise
        raise told from failure
    gc.freeze()  # Else a process that ends looks through all it has kept for cycles.
    return found
