"""Triage as an application, over the store in memory and a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeVar

import httpx
import pytest

from services.triage.application import Triage
from services.triage.domain.assessment import ASSESSMENT
from services.triage.main import create_app
from services.triage.reactions import Reactions
from services.triage.views import AssessmentView
from shared.clock import SteppedClock
from shared.contracts import ComplaintContract, Message
from shared.event_store.memory import MemoryStore
from shared.web.asking import Asked
from tests.support.service import composed, over_http, told_by
from tests.support.told import Complaint
from tests.unit.policy.regulations import at, library

Told = TypeVar("Told", bound=ComplaintContract)
NOW = at("2026-12-01 10:00")


@dataclass(frozen=True, slots=True)
class Bench:
    """Triage, what it hears, and what it tells."""

    store: MemoryStore
    triage: Triage
    reactions: Reactions

    async def hears(self, *messages: Message) -> None:
        """Each message in a transaction of its own, as the subscriber does it."""
        for message in messages:
            handler = self.reactions.handlers.get(type(message.contract))
            if handler is not None:
                async with self.store.transaction() as unit:
                    await handler(message, unit)

    async def tells(self, kind: type[Told], about: Complaint) -> list[Told]:
        """What was told of a complaint, in order."""
        told = await told_by(self.store)
        return [c for c in told if isinstance(c, kind) and c.complaint_id == about.id]

    def asked(self, complaint: Complaint, by: str = "陈静") -> Asked:
        """A person's request about a complaint."""
        return Asked(number=complaint.number, actor=by)

    async def judged(self, complaint: Complaint) -> AssessmentView:
        return await self.triage.view(complaint.number)


@pytest.fixture
def bench() -> Bench:
    store = MemoryStore([ASSESSMENT])
    clock = SteppedClock(NOW)
    reactions = Reactions(clock=clock, policies=library())
    triage = Triage(
        store=store,
        clock=clock,
        policies=library(),
        reactions=reactions,
        after_commit=lambda: None,
    )
    return Bench(store, triage, reactions)


@pytest.fixture
async def http(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    async with over_http(composed(create_app(), bench.triage, bench.store)) as client:
        yield client
