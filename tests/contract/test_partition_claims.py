"""Who handles a partition: one at a time, whatever the old one still has in hand."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from shared.event_store.port import PartitionLost, Store
from tests.support.tally import TALLY, VISITS, Visit, counting, new_id


async def test_a_new_partition_begins_at_the_beginning(store: Store) -> None:
    claim = await store.claim("triage", 0)

    assert await store.position(claim) == 0


async def test_the_position_outlives_its_holder(store: Store) -> None:
    first = await store.claim("triage", 0)
    async with store.transaction() as unit:
        await unit.hold(first)
        await unit.advance(first, 42)

    second = await store.claim("triage", 0)

    assert await store.position(second) == 42
    assert await store.position(await store.claim("triage", 1)) == 0
    assert await store.position(await store.claim("sla", 0)) == 0


async def test_who_has_lost_the_partition_is_told_so(store: Store) -> None:
    old = await store.claim("triage", 0)
    await store.claim("triage", 0)

    with pytest.raises(PartitionLost):
        await store.position(old)
    with pytest.raises(PartitionLost):
        async with store.transaction() as unit:
            await unit.hold(old)


async def test_a_new_claim_waits_for_the_batch_in_hand(store: Store) -> None:
    stream = new_id()
    old = await store.claim("triage", 0)
    async with store.transaction() as unit:
        await unit.hold(old)
        taking_over = asyncio.ensure_future(store.claim("triage", 0))
        await unit.write(counting(stream, 1))
        await unit.advance(old, 7)
        done, _ = await asyncio.wait({taking_over}, timeout=0.05)
        assert not done

    new = await taking_over
    assert await store.position(new) == 7
    assert await store.load(TALLY, stream) is not None


async def test_a_slow_old_holder_commits_nothing_after_a_new_claim(store: Store) -> None:
    """It fetched a batch, stood still, and comes back when another has taken the partition."""
    old = await store.claim("triage", 0)
    new = await store.claim("triage", 0)
    async with store.transaction() as unit:
        await unit.hold(new)
        await unit.advance(new, 10)

    stream = new_id()
    with pytest.raises(PartitionLost):
        async with store.transaction() as unit:
            await unit.take("triage", ["m:1"])
            await unit.write(counting(stream, 1))
            await unit.hold(old)
            await unit.advance(old, 11)

    assert await store.position(new) == 10
    assert await store.load(TALLY, stream) is None
    async with store.transaction() as unit:
        assert await unit.take("triage", ["m:1"]) == {"m:1"}


async def test_each_message_is_taken_once_by_each_consumer(store: Store) -> None:
    async with store.transaction() as unit:
        assert await unit.take("triage", ["a", "b"]) == {"a", "b"}
        assert await unit.take("triage", ["b", "c"]) == {"c"}
    async with store.transaction() as unit:
        assert await unit.take("triage", ["a", "b", "c", "d"]) == {"d"}
        assert await unit.take("sla", ["a"]) == {"a"}


async def test_what_a_failed_transaction_took_is_to_be_had_again(store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with store.transaction() as unit:
            await unit.take("triage", ["a"])
            raise RuntimeError

    async with store.transaction() as unit:
        assert await unit.take("triage", ["a"]) == {"a"}


async def test_effect_inbox_and_position_commit_together(store: Store) -> None:
    claim = await store.claim("triage", 0)
    visit = Visit(room="502", day=date(2026, 11, 23), done=False)
    with pytest.raises(RuntimeError):
        async with store.transaction() as unit:
            await unit.hold(claim)
            await unit.take("triage", ["a"])
            await unit.rows.put(VISITS, visit)
            await unit.advance(claim, 1)
            raise RuntimeError

    assert await store.position(claim) == 0
    async with store.transaction() as unit:
        assert await unit.rows.find(VISITS) == ()
