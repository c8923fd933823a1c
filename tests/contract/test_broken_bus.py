"""What the bus does when the broker is killed, forgets a consumer, or has lost its stream."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from nats.aio.client import Client

from shared.bus import jetstream, jetstream_publisher
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.bus.manifest import ManifestIsUnfit, read_manifest
from shared.bus.port import BusIsAway, Delivery, Inlet
from tests.contract.places import over_jetstream
from tests.contract.test_bus import everything, id_in, ids, letters
from tests.support.servers import Servers
from tests.support.waiting import until


async def fetch_patiently(inlet: Inlet, count: int, handled: int = 0) -> list[Delivery]:
    """Fetch so many as a subscriber does: begin again behind what is handled after trouble."""
    found: list[Delivery] = []
    while len(found) < count:
        try:
            found += await inlet.fetch(500, 0.2)
        except BusIsAway:
            await asyncio.sleep(0.05)
            await _start(inlet, found[-1].sequence if found else handled)
    return found


async def _start(inlet: Inlet, position: int) -> None:
    try:
        await inlet.start_after(position)
    except BusIsAway:
        return


async def publish_patiently(client: Client, complaint: UUID, first: int, count: int) -> None:
    publisher = JetStreamPublisher(client)
    while True:
        try:
            await publisher.publish(letters(complaint, count, first=first))
            return
        except BusIsAway:
            await asyncio.sleep(0.05)


async def test_a_killed_broker_loses_nothing_and_repeats_nothing(
    servers: Servers, broker: Client
) -> None:
    complaint = id_in(0)
    bus = over_jetstream(broker)
    await bus.publisher.publish(letters(complaint, 100))
    inlet = await bus.started(0)
    before = await inlet.fetch(60, 5.0)

    await servers.stack.kill("nats")
    publishing = asyncio.ensure_future(publish_patiently(broker, complaint, 101, 100))
    after = await fetch_patiently(inlet, 140, handled=before[-1].sequence)
    await publishing

    assert ids([*before, *after]) == [f"{complaint}:{n}" for n in range(1, 201)]


async def test_publishing_while_the_broker_is_away_says_so(
    servers: Servers, broker: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jetstream_publisher, "PUBLISH_TIMEOUT_S", 0.1)
    await servers.stack.kill("nats")

    with pytest.raises(BusIsAway):
        await JetStreamPublisher(broker).publish(letters(id_in(0), 3))

    await servers.stack.until_ready("nats")


async def test_a_forgotten_consumer_is_made_anew(broker: Client) -> None:
    """The server forgets a reader that stood still for long, as in a slow batch."""
    complaint = id_in(0)
    bus = over_jetstream(broker)
    await bus.publisher.publish(letters(complaint, 3))
    inlet = await bus.started(0)
    first = await inlet.fetch(1, 5.0)
    stream = broker.jetstream()
    for consumer in await stream.consumers_info("huiyin"):
        await stream.delete_consumer("huiyin", consumer.name)

    rest = await fetch_patiently(inlet, 2, handled=first[-1].sequence)

    assert ids(rest) == [f"{complaint}:2", f"{complaint}:3"]


async def test_a_message_lost_on_the_way_is_noticed(broker: Client) -> None:
    """The server counts it as delivered; the gap in its count tells the reader."""
    complaint = id_in(0)
    bus = over_jetstream(broker)
    await bus.publisher.publish(letters(complaint, 5))
    inlet = await bus.started(0)
    await inlet.fetch(2, 5.0)
    await steal_one(broker)

    with pytest.raises(BusIsAway):
        await inlet.fetch(10, 5.0)


async def test_the_last_message_lost_on_the_way_is_noticed_too(broker: Client) -> None:
    complaint = id_in(0)
    bus = over_jetstream(broker)
    await bus.publisher.publish(letters(complaint, 1))
    inlet = await bus.started(0)
    await steal_one(broker)

    async def noticed() -> bool:
        try:
            assert not await inlet.fetch(10, 0.01)
        except BusIsAway:
            return True
        return False

    await until(noticed)
    await inlet.start_after(0)
    assert ids(await everything(inlet, 1)) == [f"{complaint}:1"]


async def steal_one(client: Client) -> None:
    """Take the next message off the one consumer that there is, as a torn connection would."""
    stream = client.jetstream()
    [consumer] = await stream.consumers_info("huiyin")
    thief = await stream.pull_subscribe_bind(consumer=consumer.name, stream="huiyin")
    await thief.fetch(1, 5.0)
    await thief.unsubscribe()


async def test_a_lost_stream_is_waited_for_and_then_refused(
    servers: Servers, broker: Client
) -> None:
    bus = over_jetstream(broker)
    await bus.publisher.publish(letters(id_in(0), 5))
    inlet = await bus.started(0)
    found = await inlet.fetch(5, 5.0)

    await servers.lose_stream()

    with pytest.raises(BusIsAway):
        await inlet.start_after(found[-1].sequence)
    with pytest.raises(BusIsAway):
        await bus.publisher.publish(letters(id_in(0), 1))
    with pytest.raises(ManifestIsUnfit):
        await jetstream.check_stream(broker, read_manifest())
    await servers.new_stream()
    with pytest.raises(ManifestIsUnfit):
        await inlet.start_after(found[-1].sequence)


async def test_a_stream_that_somebody_changed_is_refused(broker: Client) -> None:
    manifest = read_manifest()
    await jetstream.check_stream(broker, manifest)
    config = manifest.stream.config()
    config.max_age = 60.0
    config.duplicate_window = 30.0
    await broker.jetstream().update_stream(config)

    with pytest.raises(ManifestIsUnfit, match="max_age"):
        await jetstream.check_stream(broker, manifest)


async def test_batches_of_two_publishers_do_not_mix(servers: Servers, broker: Client) -> None:
    """Client numbers are unique on one server only; batch names must be unique in the stream."""
    one, other = id_in(0), id_in(0)
    publishers = [JetStreamPublisher(broker) for _ in range(2)]

    await asyncio.gather(
        *(
            publisher.publish(letters(complaint, 300))
            for publisher, complaint in zip(publishers, (one, other), strict=True)
        )
    )

    found = ids(await everything(await over_jetstream(broker).started(0), 600))
    for complaint in (one, other):
        theirs = [identity for identity in found if identity.startswith(str(complaint))]
        assert theirs == [f"{complaint}:{n}" for n in range(1, 301)]


async def test_connecting_waits_for_a_broker_that_is_just_starting(servers: Servers) -> None:
    await servers.stack.kill("nats")
    client = await jetstream.connect(servers.nats_url, name="early")
    try:
        assert client.is_connected
    finally:
        await jetstream.close(client)


async def test_a_broker_that_turns_us_away_is_not_waited_for_for_ever(servers: Servers) -> None:
    wrong = "nats://huiyin:wrong@" + servers.nats_url.split("@")[1]

    with pytest.raises(BusIsAway, match="Authorization"):
        await jetstream.connect(wrong, name="stranger", within_s=0.5)
