"""A made-up history: a small year, with everything that the services told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from huiyin.simulation.plain_house import PlainHouse
from huiyin.simulation.year import Year
from shared.contracts import PUBLISHED, Contract, Message
from shared.policy import PolicyLibrary
from tests.unit.simulation.years import POLICIES, small

ZONE = ZoneInfo("Asia/Shanghai")
END = datetime(2026, 12, 31, 16, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """All messages of a year in order, and the regulations it was lived under."""

    contracts: tuple[Contract, ...]
    library: PolicyLibrary


@cache
def a_year(pack: str = "zsy", complaints: int = 80) -> Told:
    told: list[Contract] = []
    company = small(pack, complaints)

    async def hear(message: Message) -> None:
        told.append(message.contract)

    year = Year(company, lambda of, clock, seed: PlainHouse(of.policies, ZONE, clock, seed), seed=7)
    for contract in PUBLISHED:
        year.house.listen(contract, hear)
    year.play()
    return Told(tuple(told), company.policies)


@cache
def policies() -> PolicyLibrary:
    return PolicyLibrary.read(POLICIES)
