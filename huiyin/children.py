"""Processes of ours that work side by side: how they begin, fail and end."""

from __future__ import annotations

import copy
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from huiyin.refusals import CannotRun
from shared.domain import Refusal

LOOK_S = 0.25

Task = TypeVar("Task")
Found = TypeVar("Found")


class ProcessIsGone(CannotRun):
    """The system ended a process of ours."""

    def __init__(self) -> None:
        super().__init__(
            "一个工作进程被系统终止，多半是内存不足：请关闭其他程序，或减少件数，再试一次。"
            " / A process was ended by the system, most likely for want of memory:"
            " close other programs or ask for fewer complaints, and try again."
        )


@contextmanager
def spared_interrupts() -> Iterator[None]:
    """Processes that begin within it do not hear Ctrl-C. A terminal sends it to all of them: only
    this one shall answer, and end the others."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def side_by_side(
    work: Callable[[Task], Found],
    tasks: Sequence[Task],
    *,
    processes: int,
    look: Callable[[], None],
) -> list[Found]:
    """What the work makes of each task, in their order; each in a process of its own, which ends
    with it, so many at a time. `look` is called from time to time.

    Raises what one of them raises, and ProcessIsGone; the others are ended then.
    """
    waiting = list(enumerate(tasks))
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    found: dict[int, Found] = {}
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                place, task = waiting.pop(0)
                with spared_interrupts():
                    answers, child = _begun(work, task)
                    running[answers] = place, child
            ready = wait(list(running), LOOK_S)
            for answers in [one for one in running if one in ready]:
                place, child = running[answers]
                found[place] = _answer(answers)
                del running[answers]
                child.join()
            look()
    finally:
        for _, child in running.values():
            child.terminate()  # Nobody waits for what it would still find out.
        for _, child in running.values():
            child.join()
    return [found[place] for place in range(len(tasks))]


def _begun(work: Callable[[Task], Found], task: Task) -> tuple[Connection, BaseProcess]:
    context = get_context("spawn")  # Not forked: whoever asks may have threads of its own.
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_do, args=(there, work, task), daemon=True)
    child.start()
    there.close()
    return here, child


def _do(there: Connection, work: Callable[[Task], Found], task: Task) -> None:
    try:
        there.send((work(task), None))
    except Exception as failure:  # noqa: BLE001  Whoever waits for the answer raises it.
        there.send((None, sendable(failure)))


def _answer(answers: Connection) -> Any:
    try:
        found, failure = answers.recv()
    except EOFError:
        raise ProcessIsGone from None
    if failure is not None:
        raise failure
    return found


def sendable(failure: Exception) -> Exception:
    """A failure as it is, if it can be made anew in another process; else one of its words."""
    if isinstance(failure, Refusal):
        return CannotRun(f"{failure.sentence_zh} / {failure.sentence_en}")
    try:
        copy.copy(failure)
    except Exception:  # noqa: BLE001  Whatever its constructor may raise.
        if isinstance(failure, CannotRun):
            return CannotRun(f"{failure}")
        return RuntimeError(f"{type(failure).__name__}: {failure}")
    return failure
