"""An open letter 公开信 is filed with all of its cases or with none, on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from services.casework.application import Casework
from services.casework.domain.case import CASE
from services.casework.domain.refusals import OpenLetterIsRefused
from services.casework.open_letters import OpenLetter
from services.casework.reactions import Reactions
from shared.clock import SteppedClock
from shared.contracts.intake import PolicyStamp
from shared.event_store.postgres import PostgresStore
from shared.migrations import migrate, migrations_of
from shared.postgres.database import open_pool, with_database
from tests.support.desk import desk_library
from tests.support.servers import Servers
from tests.support.told import Complaint
from tests.unit.policy.regulations import at

NOW = at("2026-11-24 10:00")
DESK = PolicyStamp(pack="desk", version="1")
CONTACTS = "SELECT count(*) FROM events WHERE topic = 'casework.case.customer-contacted'"


@pytest.fixture
async def pool(servers: Servers) -> AsyncIterator[asyncpg.Pool[Any]]:
    url = with_database(servers.stack.database_url, "huiyin_letters_casework")
    await migrate(url, migrations_of("casework"))
    pool = await open_pool(url)
    yield pool
    await pool.close()


@pytest.fixture
def casework(pool: asyncpg.Pool[Any]) -> Casework:
    return Casework(
        store=PostgresStore(pool, [CASE]),
        clock=SteppedClock(NOW),
        policies=desk_library(),
        after_commit=lambda: None,
    )


async def opened(pool: asyncpg.Pool[Any], beginning: str, count: int) -> tuple[str, ...]:
    """The numbers of so many cases."""
    store, reactions = PostgresStore(pool, [CASE]), Reactions(clock=SteppedClock(NOW))
    several = [Complaint(f"TS-{beginning}-{n}") for n in range(count)]
    for one in several:
        message = one.received(policy=DESK)
        async with store.transaction() as unit:
            await reactions.handlers[type(message.contract)](message, unit)
    return tuple(one.number for one in several)


async def contacts(pool: asyncpg.Pool[Any]) -> int:
    found: int = await pool.fetchval(CONTACTS)
    return found


async def test_a_case_that_cannot_take_it_undoes_all(
    pool: asyncpg.Pool[Any], casework: Casework
) -> None:
    numbers = await opened(pool, "a", 3)
    before = await contacts(pool)
    letter = OpenLetter(numbers=(*numbers, "TS-nobody"), text="水泵已更换")

    with pytest.raises(OpenLetterIsRefused) as refused:
        await casework.file_open_letter(letter, actor="li", key=None)

    assert list(refused.value.parts) == ["numbers.TS-nobody"]
    assert await contacts(pool) == before


async def test_letters_that_meet_at_the_same_cases_are_all_filed(
    pool: asyncpg.Pool[Any], casework: Casework
) -> None:
    numbers = await opened(pool, "b", 8)
    before = await contacts(pool)
    orders = (numbers, tuple(reversed(numbers)), (*numbers[4:], *numbers[:4]))

    await asyncio.gather(
        *(
            casework.file_open_letter(
                OpenLetter(numbers=order, text=f"第 {n} 封"), actor="li", key=None
            )
            for n, order in enumerate(orders, start=1)
        )
    )

    assert await contacts(pool) == before + len(orders) * len(numbers)
