"""Dead letters: a person sees what failed, lets it be tried again, or gives it up."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner

from huiyin.dead_letters import command
from shared.event_store.postgres import PostgresStore
from shared.subscriber import RETRY_DELAYS_S, Subscriber
from tests.contract.places import KINDS
from tests.support.hearing import Listener, Trouble, deliveries, unreadable, words_heard
from tests.support.servers import SERVICE
from tests.support.tally import new_id

PHONE = "13800000000"


class Desk:
    """A subscriber with trouble, and an operator at the command line."""

    def __init__(self, url: str, pool: asyncpg.Pool[Any], subscriber: Subscriber) -> None:
        self._url = url
        self.pool = pool
        self.subscriber = subscriber

    async def give_up(self) -> None:
        """Let so much time pass that every retry is used up."""
        for _ in range(len(RETRY_DELAYS_S)):
            await self.pool.execute("UPDATE parked SET retry_at = now()")
            await self.subscriber.retry_parked()

    async def says(self, *words: str, code: int = 0) -> str:
        """What `huiyin dead-letters` prints, or says of why it cannot."""
        told = {"HUIYIN_DATABASE_URL": self._url.removesuffix(f"_{SERVICE}")}
        # In a thread: the command runs an event loop of its own.
        result = await asyncio.to_thread(CliRunner(env=told).invoke, command, words)
        assert result.exit_code == code, result.output
        return f"{result.output}{result.exception or ''}"


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def desk(database_url: str, pool: asyncpg.Pool[Any], listener: Listener) -> Desk:
    store = PostgresStore(pool, KINDS)
    claim = await store.claim(SERVICE, 0)
    return Desk(database_url, pool, Subscriber(listener.subscription, store, claim))


async def test_nothing_failed(desk: Desk) -> None:
    assert "没有" in await desk.says("list")


async def test_a_dead_letter_is_listed_shown_and_replayed(desk: Desk, listener: Listener) -> None:
    complaint = new_id()
    listener.fails_on[PHONE] = Trouble(PHONE)
    await desk.subscriber.handle(deliveries(complaint, PHONE, "b", "c"))
    await desk.give_up()

    listed = await desk.says("list")
    name = f"{SERVICE}/{complaint}:1"
    assert name in listed
    assert "dead" in listed
    assert "customer-urged" in listed
    assert PHONE not in listed
    shown = await desk.says("show", name)
    assert str(complaint) in shown
    assert "Trouble" in shown
    assert PHONE not in shown
    assert PHONE in await desk.says("show", name, "--body")

    listener.fails_on.clear()
    assert await desk.subscriber.retry_parked() == 0
    assert "1" in await desk.says("replay", str(complaint))
    assert await desk.subscriber.retry_parked() == 3
    assert await words_heard(PostgresStore(desk.pool, KINDS), complaint) == [PHONE, "b", "c"]
    assert "没有" in await desk.says("list")


async def test_replaying_one_complaint_leaves_the_others(desk: Desk, listener: Listener) -> None:
    one, other = new_id(), new_id()
    listener.fails_on["a"] = Trouble()
    await desk.subscriber.handle([*deliveries(one, "a"), *deliveries(other, "a", first=2)])
    await desk.give_up()
    listener.fails_on.clear()

    await desk.says("replay", str(one))
    assert await desk.subscriber.retry_parked() == 1
    await desk.says("replay", "--all")
    assert await desk.subscriber.retry_parked() == 1


async def test_a_discarded_letter_lets_the_others_go_on(desk: Desk, listener: Listener) -> None:
    complaint = new_id()
    listener.fails_on["a"] = Trouble()
    await desk.subscriber.handle(
        [unreadable(f"x.{complaint}", 1), *deliveries(complaint, "b", first=2)]
    )
    await desk.give_up()

    assert "unreadable" in await desk.says("list")
    await desk.says("discard", f"{SERVICE}/unreadable:1", "--yes")

    assert await desk.subscriber.retry_parked() == 1
    assert await words_heard(PostgresStore(desk.pool, KINDS), complaint) == ["b"]


async def test_what_cannot_be_done_is_said(desk: Desk) -> None:
    assert "没有编号" in await desk.says("show", "triage/none:1", code=1)
    assert "UUID" in await desk.says("replay", "TS20261122-000001", code=1)
    assert "--all" in await desk.says("replay", code=2)
