"""Small years to look at."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from huiyin.simulation.company import CASES_A_DAY, Company, company
from huiyin.simulation.counting import tally_of
from huiyin.simulation.figures import YearReport
from huiyin.simulation.plain_house import PlainHouse
from huiyin.simulation.playing import play
from huiyin.simulation.report import year_report
from huiyin.simulation.year import Year
from shared.clock import SteppedClock
from shared.policy import PolicyLibrary
from tests.unit.simulation.faithful import FaithfulHouse

POLICIES = Path(__file__).parents[3] / "policies"
ZONE = ZoneInfo("Asia/Shanghai")


def library() -> PolicyLibrary:
    return PolicyLibrary.read(POLICIES)


def small(
    pack: str = "zsy", complaints: int = 60, *, staff: str = "", cases_a_day: float = CASES_A_DAY
) -> Company:
    """A company in which neighbours are near enough to complain of the same."""
    return company(
        library(),
        pack,
        year=2026,
        complaints=complaints,
        projects=2,
        staff=staff,
        cases_a_day=cases_a_day,
    )


def played(of: Company, *, seed: int = 1) -> YearReport:
    """As the command plays it."""
    return year_report(of, play(of, seed=seed, kept=None, look=lambda _: None).tally, seed=seed)


def year_of(of: Company, *, seed: int = 1) -> Year:
    """A year that has not begun."""
    return Year(of, _plain, seed=seed)


def played_faithfully(of: Company, *, seed: int = 1) -> YearReport:
    """The same year on the store and the bus that keep bytes, locks and promises, every model
    checked and every deadline explained."""
    year = Year(of, _faithful, seed=seed)
    year.play()
    house = year.house
    assert isinstance(house, FaithfulHouse)
    tally = tally_of(
        of, year.people, house.stores["analytics"], house.notices, working_s=year.time.total
    )
    return year_report(of, tally, seed=seed)


def _plain(of: Company, clock: SteppedClock, seed: str) -> PlainHouse:
    return PlainHouse(of.policies, ZONE, clock, seed, branch=of.branch)


def _faithful(of: Company, clock: SteppedClock, seed: str) -> FaithfulHouse:
    return FaithfulHouse(of.policies, ZONE, clock, seed)
