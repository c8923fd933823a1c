"""Playing one branch's year in this process, and what is kept of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from huiyin.simulation.as_given import models_as_given
from huiyin.simulation.company import Company
from huiyin.simulation.counting import tally_of
from huiyin.simulation.monthly import keep_months
from huiyin.simulation.plain_house import PlainHouse
from huiyin.simulation.tally import Tally
from huiyin.simulation.year import Year
from services.analytics.complaint_facts import TITLES
from services.analytics.course import COURSE
from shared.clock import SteppedClock
from shared.cycles import not_looking_for_cycles

Look = Callable[[int], None]
"""Is told from time to time how many complaints came in."""


@dataclass(frozen=True, slots=True)
class Played:
    """What is left of a branch's year: its figures, the messages that the services sent each
    other, and the CPU time of the process that played it."""

    tally: Tally
    messages: int
    cpu_s: float


def play(company: Company, *, seed: int, kept: Path | None, look: Look) -> Played:
    """Play a branch's year. What monthly reports ask for is put into the folder `kept`, if there
    is one. Raises FileCannotBeWritten where it cannot be."""
    zone = ZoneInfo(company.pack.working_time.zone)
    unread = frozenset() if kept else frozenset({COURSE.name, TITLES.name})

    policies = company.policies.unexplained()  # Nobody reads why a deadline is when it is.

    def build(of: Company, clock: SteppedClock, chance: str) -> PlainHouse:
        return PlainHouse(policies, zone, clock, chance, branch=of.branch, unread=unread)

    began = time.process_time()
    with not_looking_for_cycles(), models_as_given():
        year = Year(company, build, seed=seed)
        year.play(look)
        house = year.house
        assert isinstance(house, PlainHouse)
        analytics = house.stores["analytics"]
        working_s = year.time.total
        tally = tally_of(company, year.people, analytics, house.notices, working_s=working_s)
        if kept is not None:
            keep_months(kept, company, analytics)
    return Played(tally, house.bus.delivered, time.process_time() - began)
