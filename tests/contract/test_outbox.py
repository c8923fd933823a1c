"""The outbox: a queue that no late commit can hide a message from."""

from __future__ import annotations

import pytest

from shared.event_store.encoding import MessageIsTooLarge, entry_of
from shared.event_store.port import Cause, OutboxEntry, Write
from tests.contract.places import Place
from tests.support.tally import TALLY, counting, new_id, urged


async def ids(place: Place, limit: int = 100) -> list[str]:
    return [entry.message_id for _, entry in await place.outbox.peek(limit)]


async def empty(place: Place) -> None:
    await place.outbox.remove([position for position, _ in await place.outbox.peek(100)])


async def test_messages_wait_in_the_order_they_were_decided(place: Place) -> None:
    stream = new_id()
    await place.store.write(counting(stream, 1, messages=3))
    await place.store.write(counting(stream, 1, after=1, messages=1))

    assert await ids(place) == [f"{stream}:1", f"{stream}:1.1", f"{stream}:1.2", f"{stream}:2"]
    assert len(await ids(place, limit=2)) == 2


async def test_an_entry_is_ready_to_publish(place: Place) -> None:
    message = urged(new_id(), "漏水")
    await place.store.write(Write((), (message,), Cause("tester")))

    [(_, entry)] = await place.outbox.peek(1)

    assert entry == entry_of(message)
    assert isinstance(entry, OutboxEntry)


async def test_a_message_committed_late_is_not_lost(place: Place) -> None:
    """A begins, B commits and is published, A commits: A must arrive (findings, B)."""
    early, late = new_id(), new_id()
    async with place.store.transaction() as unit:
        await unit.write(counting(late, 1, messages=1))
        await place.store.write(counting(early, 1, messages=1))
        assert await ids(place) == [f"{early}:1"]
        await empty(place)

    assert await ids(place) == [f"{late}:1"]


async def test_versions_of_a_stream_leave_in_order_however_long_a_transaction_was_open(
    place: Place,
) -> None:
    """A transaction that began first and records version 2 must not overtake version 1."""
    stream = new_id()
    async with place.store.transaction() as unit:
        await unit.take("triage", ["begins early"])
        await place.store.write(counting(stream, 1, messages=1))
        await unit.write(counting(stream, 1, after=1, messages=1))

    assert await ids(place) == [f"{stream}:1", f"{stream}:2"]


async def test_what_is_removed_stays_removed(place: Place) -> None:
    stream = new_id()
    await place.store.write(counting(stream, 1, messages=3))
    first, *_ = await place.outbox.peek(100)

    await place.outbox.remove([first[0]])
    await place.outbox.remove([first[0]])

    assert await ids(place) == [f"{stream}:1.1", f"{stream}:1.2"]


async def test_a_message_the_broker_would_refuse_is_refused_before_it_is_recorded(
    place: Place,
) -> None:
    """In the outbox it would hold up everything behind it."""
    stream = new_id()
    write = counting(stream, 1)
    too_large = urged(stream, "漏" * 400_000)

    with pytest.raises(MessageIsTooLarge):
        await place.store.write(Write(write.events, (too_large,), write.cause))

    assert await place.outbox.peek(1) == ()
    assert await place.store.load(TALLY, stream) is None
