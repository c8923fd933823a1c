"""A bus within one process: each message, as the object it is, to each service that hears it.

One message is handled by everybody, in the manifest's order, before the next one is: so everything
about one complaint takes effect in the order in which it was recorded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared.contracts import Contract, Message

Result = TypeVar("Result")
Hear = Callable[[Message], Awaitable[None]]


class WouldWait(RuntimeError):
    """Something waited for the outside, which there is none of in this process."""


def done(work: Awaitable[Result]) -> Result:
    """The result of what is written as asynchronous and never waits, without an event loop.

    Giving others a turn (`asyncio.sleep(0)`) is not waiting: there are no others.
    """
    steps = work.__await__()
    try:
        while next(steps) is None:
            pass
    except StopIteration as end:
        result: Result = end.value
        return result
    raise WouldWait(repr(work))


class PlainBus:
    """Messages wait here until `deliver`."""

    def __init__(self) -> None:
        self.delivered = 0
        self._waiting: deque[Message] = deque()
        self._hearers: dict[type[Contract], list[Hear]] = {}

    def route(self, contract: type[Contract], hear: Hear) -> None:
        """Let somebody hear a type of message, after those who hear it already."""
        self._hearers.setdefault(contract, []).append(hear)

    def tell(self, message: Message) -> None:
        self._waiting.append(message)

    def deliver(self) -> None:
        """Hand on everything that waits, and what comes of it, until nobody has more to say."""
        if self._waiting:
            done(self._hand_on())

    async def _hand_on(self) -> None:
        while self._waiting:
            message = self._waiting.popleft()
            self.delivered += 1
            contract = message.contract
            numbered = Message(message.id, contract, message.traceparent, self.delivered)
            for hear in self._hearers.get(type(contract), ()):
                await hear(numbered)
