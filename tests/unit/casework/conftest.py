"""Casework as an application, over the store in memory and a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from services.casework.application import Casework
from services.casework.domain.case import CASE
from services.casework.main import create_app
from services.casework.reactions import Reactions
from services.casework.views import CaseView
from shared.clock import SteppedClock
from shared.contracts import ComplaintContract, Message
from shared.event_store.memory import MemoryStore
from tests.support.service import composed, over_http, told_by
from tests.support.told import Complaint
from tests.unit.policy.regulations import at, library

NOW = at("2026-11-24 10:00")


@dataclass(frozen=True, slots=True)
class Bench:
    """Casework, what it hears, and what it tells."""

    store: MemoryStore
    casework: Casework
    reactions: Reactions

    async def hears(self, *messages: Message) -> None:
        """Each message in a transaction of its own, as the subscriber does it."""
        for message in messages:
            async with self.store.transaction() as unit:
                await self.reactions.handlers[type(message.contract)](message, unit)

    async def tells(self) -> list[ComplaintContract]:
        """What was told so far, in order."""
        told = await told_by(self.store)
        return [contract for contract in told if isinstance(contract, ComplaintContract)]

    async def case_of(self, complaint: Complaint) -> CaseView:
        return await self.casework.view(complaint.number)


@pytest.fixture
def bench() -> Bench:
    store = MemoryStore([CASE])
    clock = SteppedClock(NOW)
    casework = Casework(store=store, clock=clock, policies=library(), after_commit=lambda: None)
    return Bench(store, casework, Reactions(clock=clock))


@pytest.fixture
async def http(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    async with over_http(composed(create_app(), bench.casework, bench.store)) as client:
        yield client
