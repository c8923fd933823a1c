"""The bus: stored once, delivered in order within a partition, resumed where the reader says."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from shared.bus.manifest import ManifestIsUnfit, read_manifest
from shared.bus.memory import partition_of
from shared.bus.port import BusIsAway, Delivery, Inlet
from shared.contracts import CONTRACTS, Message
from shared.event_store.encoding import entry_of
from shared.event_store.port import OutboxEntry
from tests.contract.places import Bus
from tests.support.tally import new_id, urged

PARTITIONS = len(read_manifest().partitions)


def id_in(partition: int) -> UUID:
    """A complaint whose messages travel in this partition."""
    while True:
        candidate = new_id()
        if partition_of(str(candidate), PARTITIONS) == partition:
            return candidate


def letters(complaint: UUID, count: int, *, first: int = 1) -> list[OutboxEntry]:
    return [
        entry_of(urged(complaint, f"word {number}", version=number))
        for number in range(first, first + count)
    ]


async def everything(inlet: Inlet, count: int) -> list[Delivery]:
    """Fetch until so many have come, and once more, which must bring nothing."""
    found: list[Delivery] = []
    while len(found) < count:
        fetched = await inlet.fetch(500, 5.0)
        assert fetched, f"{len(found)} of {count} came"
        found += fetched
    assert await inlet.fetch(10, 0.05) in ((), [])
    return found


def ids(deliveries: Sequence[Delivery]) -> list[str]:
    return [Message.from_json(delivery.body, CONTRACTS).id for delivery in deliveries]


async def test_messages_arrive_as_they_were_sent(bus: Bus) -> None:
    complaint = id_in(2)
    entry = letters(complaint, 1)[0]
    traced = OutboxEntry(entry.message_id, entry.subject, entry.body, "00-1-2-01")
    await bus.publisher.publish([traced])

    [delivery] = await everything(await bus.started(2), 1)

    assert delivery == Delivery(
        subject=f"huiyin.2.intake.complaint.customer-urged.{complaint}",
        body=entry.body,
        sequence=1,
        traceparent="00-1-2-01",
    )


async def test_every_complaint_stays_in_its_partition(bus: Bus) -> None:
    complaints = [new_id() for _ in range(40)]
    await bus.publisher.publish([letters(complaint, 1)[0] for complaint in complaints])

    for partition in range(PARTITIONS):
        theirs = [c for c in complaints if partition_of(str(c), PARTITIONS) == partition]
        found = await everything(await bus.started(partition), len(theirs))
        assert ids(found) == [f"{complaint}:1" for complaint in theirs]


async def test_a_service_hears_only_whom_the_manifest_says(bus: Bus) -> None:
    complaint = id_in(0)
    foreign = letters(complaint, 1)[0]
    subject = foreign.subject.replace(".intake.", ".notify.")
    await bus.publisher.publish([OutboxEntry("n:1", subject, b"{}")])
    await bus.publisher.publish(letters(complaint, 1))

    assert ids(await everything(await bus.started(0), 1)) == [f"{complaint}:1"]


async def test_a_large_batch_arrives_whole_and_in_order(bus: Bus) -> None:
    complaint = id_in(1)
    await bus.publisher.publish(letters(complaint, 1300))

    found = await everything(await bus.started(1), 1300)

    assert ids(found) == [f"{complaint}:{n}" for n in range(1, 1301)]
    sequences = [delivery.sequence for delivery in found]
    assert sequences == sorted(sequences)


async def test_published_twice_is_stored_once(bus: Bus) -> None:
    complaint = id_in(0)
    await bus.publisher.publish(letters(complaint, 1))
    await bus.publisher.publish(letters(complaint, 1))

    assert ids(await everything(await bus.started(0), 1)) == [f"{complaint}:1"]


async def test_a_batch_with_one_duplicate_inside_makes_progress(bus: Bus) -> None:
    """The broker refuses an atomic batch for one duplicate; the entries go singly then."""
    complaint = id_in(0)
    await bus.publisher.publish(letters(complaint, 1, first=2))
    batch = letters(complaint, 3)

    for _ in range(2):
        try:
            await bus.publisher.publish(batch)
            break
        except BusIsAway:
            continue
    else:
        pytest.fail("it was refused twice")

    found = await everything(await bus.started(0), 3)
    assert sorted(ids(found)) == [f"{complaint}:{n}" for n in (1, 2, 3)]


async def test_a_reader_resumes_behind_what_it_has_handled(bus: Bus) -> None:
    complaint = id_in(3)
    await bus.publisher.publish(letters(complaint, 5))
    inlet = await bus.started(3)
    found = await everything(inlet, 5)

    await inlet.start_after(found[2].sequence)

    assert ids(await everything(inlet, 2)) == [f"{complaint}:4", f"{complaint}:5"]


async def test_what_was_fetched_and_not_handled_comes_again(bus: Bus) -> None:
    complaint = id_in(3)
    await bus.publisher.publish(letters(complaint, 5))
    crashed = await bus.started(3)
    assert len(await crashed.fetch(3, 5.0)) == 3

    successor = await bus.started(3, position=1)

    assert ids(await everything(successor, 4)) == [f"{complaint}:{n}" for n in range(2, 6)]


async def test_fetch_waits_for_the_first(bus: Bus) -> None:
    complaint = id_in(0)
    inlet = await bus.started(0)
    assert not await inlet.fetch(10, 0.05)

    await bus.publisher.publish(letters(complaint, 1))

    assert ids(await everything(inlet, 1)) == [f"{complaint}:1"]


async def test_backlog_counts_what_was_not_fetched(bus: Bus) -> None:
    await bus.publisher.publish([*letters(id_in(0), 5), *letters(id_in(1), 2)])
    inlet = await bus.started(0)
    assert await inlet.backlog() == 5

    await inlet.fetch(3, 5.0)
    assert await inlet.backlog() == 2
    await inlet.fetch(3, 5.0)
    assert await inlet.backlog() == 0


async def test_a_stream_that_ends_before_the_position_is_refused(bus: Bus) -> None:
    """The broker's data is older than the database's: going on would leave events out."""
    await bus.publisher.publish(letters(id_in(0), 1))

    with pytest.raises(ManifestIsUnfit):
        await bus.started(0, position=2)


async def test_nothing_is_fetched_before_the_start(bus: Bus) -> None:
    with pytest.raises(BusIsAway):
        await bus.inlet(0).fetch(1, 0.01)
