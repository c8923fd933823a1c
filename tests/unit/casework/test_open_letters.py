"""An open letter 公开信 holds one connection of the database, however many cases it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from services.casework.application import Casework
from services.casework.domain.case import CASE
from services.casework.domain.refusals import OpenLetterIsRefused
from services.casework.open_letters import OpenLetter
from services.casework.reactions import Reactions
from shared.clock import SteppedClock
from shared.event_store.memory import MemoryStore
from shared.event_store.port import Transaction
from tests.support.told import Complaint
from tests.unit.casework.conftest import NOW, Bench
from tests.unit.policy.regulations import library


class OneConnection(MemoryStore):
    """A database of one connection, where a transaction that asks for another waits for ever."""

    taken = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        assert not self.taken, "no connection is left"
        self.taken = True
        try:
            async with super().transaction() as unit:
                yield unit
        finally:
            self.taken = False

    async def find(self, name: str) -> UUID | None:
        assert not self.taken, "no connection is left"
        return await super().find(name)


@pytest.fixture
def bench() -> Bench:
    store, clock = OneConnection([CASE]), SteppedClock(NOW)
    casework = Casework(store=store, clock=clock, policies=library(), after_commit=lambda: None)
    return Bench(store, casework, Reactions(clock=clock))


async def test_a_letter_looks_its_cases_up_before_it_takes_a_connection(bench: Bench) -> None:
    several = [Complaint(f"TS{n}") for n in (2, 1)]
    await bench.hears(*(one.received() for one in several))
    letter = OpenLetter(numbers=tuple(one.number for one in several), text="水泵已更换")

    reply = await bench.casework.file_open_letter(letter, actor="li", key=None)

    assert reply.status == 201
    assert [(await bench.case_of(one)).first_contacted_at for one in several] == [NOW, NOW]


async def test_a_number_that_nobody_knows_is_refused_by_name(bench: Bench) -> None:
    one = Complaint("TS1")
    await bench.hears(one.received())
    letter = OpenLetter(numbers=(one.number, "TS-nobody"), text="水泵已更换")

    with pytest.raises(OpenLetterIsRefused) as refused:
        await bench.casework.file_open_letter(letter, actor="li", key=None)

    assert list(refused.value.parts) == ["numbers.TS-nobody"]
    assert (await bench.case_of(one)).first_contacted_at is None
