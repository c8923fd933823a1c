"""Going together: what is asked for while others are at work is done in one go when they are done.

Nobody waits for company. Under load a trip to the database serves several, and the machine has
room for more (docs/benchmarks.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")


class Gathering(Generic[Item, Value]):
    """`work` is given up to `limit` items and returns a value for each, in their order; what it
    raises is told to all of them. At most `lanes` of it run side by side.

    Who gives up waiting is left out, unless the work has begun.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Value]]],
        *,
        lanes: int = 1,
        limit: int = 64,
    ) -> None:
        self._work = work
        self._lanes = lanes
        self._limit = limit
        self._waiting: list[tuple[Item, asyncio.Future[Value]]] = []
        self._busy = 0
        self._running: set[asyncio.Task[None]] = set()

    async def do(self, item: Item) -> Value:
        answer: asyncio.Future[Value] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._busy < self._lanes:
            self._busy += 1
            lane = asyncio.create_task(self._run())
            self._running.add(lane)
            lane.add_done_callback(self._running.discard)
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                taken, self._waiting = self._waiting[: self._limit], self._waiting[self._limit :]
                wanted = [(item, answer) for item, answer in taken if not answer.done()]
                if wanted:
                    await self._serve(wanted)
        finally:
            self._busy -= 1  # At once: whoever was served may already be asking again.

    async def _serve(self, wanted: list[tuple[Item, asyncio.Future[Value]]]) -> None:
        try:
            values = await self._work([item for item, _ in wanted])
        except Exception as failure:  # noqa: BLE001  Each who waits is told.
            for _, answer in wanted:
                if not answer.done():
                    answer.set_exception(failure)
            return
        except BaseException:  # Cancelled: nobody will answer any more.
            for _, answer in wanted:
                answer.cancel()
            raise
        for (_, answer), value in zip(wanted, values, strict=True):
            if not answer.done():
                answer.set_result(value)
