"""Key locks of the in-memory store: they wait, and refuse to, where PostgreSQL's row locks do."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable


class Deadlock(Exception):
    """Two transactions wait for each other; one of them has to begin again."""


class Holder:
    """A transaction as its locks see it: what it holds, and whom it waits for."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.waits_for: Holder | None = None
        self.keys: list[Hashable] = []


class KeyLocks:
    """Exclusive locks by key, each held until its holder ends."""

    def __init__(self) -> None:
        self._holders: dict[Hashable, Holder] = {}

    async def take(self, key: Hashable, holder: Holder) -> None:
        """Wait until the key is ours. Raises Deadlock where that would never be."""
        while (other := self._holders.get(key)) not in (None, holder):
            assert other is not None
            self._refuse_circle(holder, other)
            holder.waits_for = other
            try:
                await other.ended.wait()
            finally:
                holder.waits_for = None
        if other is None:
            self._holders[key] = holder
            holder.keys.append(key)

    def release(self, holder: Holder) -> None:
        for key in holder.keys:
            del self._holders[key]
        holder.keys.clear()
        holder.ended.set()

    @staticmethod
    def _refuse_circle(holder: Holder, other: Holder) -> None:
        following: Holder | None = other
        while following is not None:
            if following is holder:
                raise Deadlock
            following = following.waits_for
