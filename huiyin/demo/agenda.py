"""What is still to happen in a demonstration, in order of time."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import timedelta

from huiyin.demo.acts import Act, Life

SLOT = timedelta(minutes=40)


class Agenda:
    """Hands out the acts of all lives. Ties are settled by the order of the lives."""

    def __init__(self, lives: Sequence[Life]) -> None:
        self._waiting = [
            (act.at, place, step, act)
            for place, life in enumerate(lives)
            for step, act in enumerate(life.acts)
        ]
        heapq.heapify(self._waiting)
        self.total = len(self._waiting)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def next_acts(self) -> list[tuple[int, Act]]:
        """The acts of the next forty minutes with the place of their complaint, one a complaint:
        the second may depend on what the services make of the first."""
        taken: dict[int, Act] = {}
        put_off = []
        until = self._waiting[0][0] + SLOT
        while self._waiting and self._waiting[0][0] <= until:
            entry = heapq.heappop(self._waiting)
            _, place, _, act = entry
            if place in taken:
                put_off.append(entry)
            else:
                taken[place] = act
        for entry in put_off:
            heapq.heappush(self._waiting, entry)
        return list(taken.items())
