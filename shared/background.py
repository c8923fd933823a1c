"""Jobs that go on beside a service's requests for as long as it runs."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from shared.failures import traceback_of

log = logging.getLogger(__name__)

PAUSE_S = 0.5
Job = Callable[[], Awaitable[None]]


async def outlive(job: Job) -> None:
    """A job ends with its service only: an error is logged and the job begins again."""
    while True:
        try:
            await job()
            return
        except Exception as failure:  # noqa: BLE001  Whatever it is, the service goes on.
            log.error("a job failed and starts again: %s", traceback_of(failure))
            await asyncio.sleep(PAUSE_S)


async def end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def on_hangup(call: Callable[[], None]) -> Iterator[None]:
    """Have SIGHUP mean something else than the end of the process."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, call)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
