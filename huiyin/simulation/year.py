"""A year of complaints on a clock that is stepped from one act or due instant to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from huiyin.simulation.acts import Acts
from huiyin.simulation.arrivals import Arrivals
from huiyin.simulation.company import Company
from huiyin.simulation.house import Resident
from huiyin.simulation.life import Life
from huiyin.simulation.people import HEARS, People
from huiyin.simulation.plain_bus import Hear
from huiyin.simulation.staffing import WorkingTime
from shared.clock import SteppedClock
from shared.contracts import Contract

LOOK_EVERY = 500


class House(Protocol):
    """All services in one process, on whatever store and bus."""

    residents: dict[str, Resident]

    def listen(self, contract: type[Contract], hear: Hear) -> None: ...

    def deliver(self) -> None: ...

    def next_instant(self) -> datetime | None: ...

    def fire(self) -> None: ...

    def forget(self, life: Life) -> None: ...


Build = Callable[[Company, SteppedClock, str], House]
"""A house for a company, on a clock, with what its dice are thrown with."""


class Year:
    """One year of one company. The same company and seed give the same year."""

    def __init__(self, company: Company, build: Build, *, seed: int) -> None:
        self.company = company
        self.time = WorkingTime(company.pack.calendar, company.year)
        chance = company.branch.chance(seed)
        arrivals = Arrivals(company, self.time.begin, chance)
        self.people = People(company, arrivals, self.time, chance)
        self._clock = SteppedClock(_instant(self.time.begin))
        self.house = build(company, self._clock, chance)
        self._acts = Acts(company, self.house.residents, self._clock)
        self.people.forget = self.house.forget
        for contract in HEARS:
            self.house.listen(contract, self.people.hear)

    def play(self, look: Callable[[int], None] = lambda _: None) -> None:
        """Live through the year; `look` is told from time to time how many complaints came in."""
        end, people, clock = _instant(self.time.end), self.people, self._clock
        steps = 0
        while True:
            due = self.house.next_instant()
            at = None if people.next_at is None else _instant(people.next_at)
            ahead = min(filter(None, (due, at)), default=end)
            if ahead >= end:
                break
            clock.step_to(ahead)
            if ahead == at:
                people.act(self._acts)
                self.house.deliver()
                people.clear_up()
            else:
                self.house.fire()
            steps += 1
            if steps % LOOK_EVERY == 0:
                look(people.arrived)
        clock.step_to(end)
        look(people.arrived)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
