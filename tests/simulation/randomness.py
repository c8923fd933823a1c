"""Ids and numbers that follow from the seed."""

from __future__ import annotations

from random import Random
from uuid import UUID


class SeededIds:
    def __init__(self, dice: Random) -> None:
        self._dice = dice

    def new(self) -> UUID:
        return UUID(int=self._dice.getrandbits(128), version=4)


class SteadyNumbers:
    """A sequence: what was drawn for a request that failed is not drawn again."""

    def __init__(self) -> None:
        self._last = 0

    async def next(self) -> int:
        self._last += 1
        return self._last
