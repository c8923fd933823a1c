"""Small years to look at."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from huiyin.simulation.as_given import models_as_given
from huiyin.simulation.company import CASES_A_DAY, Company, company
from huiyin.simulation.figures import YearReport
from huiyin.simulation.plain_house import PlainHouse
from huiyin.simulation.report import year_report
from huiyin.simulation.year import Year
from shared.clock import SteppedClock
from shared.policy import PolicyLibrary
from tests.unit.simulation.faithful import FaithfulHouse

POLICIES = Path(__file__).parents[3] / "policies"
ZONE = ZoneInfo("Asia/Shanghai")


def small(
    pack: str = "zsy", complaints: int = 60, *, staff: str = "", cases_a_day: float = CASES_A_DAY
) -> Company:
    """A company in which neighbours are near enough to complain of the same."""
    return company(
        PolicyLibrary.read(POLICIES),
        pack,
        year=2026,
        complaints=complaints,
        projects=2,
        staff=staff,
        cases_a_day=cases_a_day,
    )


def played(of: Company, *, seed: int = 1) -> YearReport:
    """As the command plays it."""
    with models_as_given():
        return _report(of, Year(of, _plain, seed=seed), seed)


def played_faithfully(of: Company, *, seed: int = 1) -> YearReport:
    """The same year on the store and the bus that keep bytes, locks and promises, every model
    checked."""
    return _report(of, Year(of, _faithful, seed=seed), seed)


def _plain(of: Company, clock: SteppedClock, seed: int) -> PlainHouse:
    return PlainHouse(of.policies, ZONE, clock, seed)


def _faithful(of: Company, clock: SteppedClock, seed: int) -> FaithfulHouse:
    return FaithfulHouse(of.policies, ZONE, clock, seed)


def _report(of: Company, year: Year, seed: int) -> YearReport:
    year.play()
    house = year.house
    assert isinstance(house, PlainHouse | FaithfulHouse)
    return year_report(
        of,
        year.people,
        house.stores["analytics"],
        house.notices,
        seed=seed,
        working_s=year.time.total,
    )
