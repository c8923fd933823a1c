"""The stream is copied message by message, and made again with every number where it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import nats
import pytest
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from huiyin.backup import stream_copy
from huiyin.backup.stream_log import Told, read_log
from shared.bus.jetstream import KEY
from shared.bus.manifest import read_manifest
from tests.support.servers import Servers

STREAM = read_manifest().stream.name


@dataclass
class Broker:
    """The stream of the manifest, copied and made again as a restore does."""

    servers: Servers
    client: Client
    folder: Path

    async def told(self, *identities: str) -> None:
        for identity in identities:
            complaint = str(uuid4())
            subject = f"huiyin.triage.assessment.graded.{complaint}"
            headers = {"traceparent": "00-1", KEY: complaint}
            if identity:
                headers["Nats-Msg-Id"] = identity
            body = f"客厅漏水 {identity}".encode()
            await self.client.jetstream().publish(subject, body, headers=headers)

    async def content(self) -> dict[int, tuple[str, dict[str, str], bytes | None]]:
        """Every message by its number, but for what told the broker how to store it."""
        broker = self.client.jetstream()
        found = {}
        for place in range(1, await self.last() + 1):
            try:
                message = await broker.get_msg(STREAM, place)
            except NotFoundError:
                continue
            assert message.subject is not None
            headers = {
                name: value
                for name, value in (message.headers or {}).items()
                if not name.startswith("Nats-Batch-")
            }
            found[place] = (message.subject, headers, message.data)
        return found

    async def last(self) -> int:
        return (await self.client.jetstream().stream_info(STREAM)).state.last_seq

    async def copy(self, after: int = 0) -> int:
        file = self.folder / f"{after:05}.gz"
        return await stream_copy.save(self.client, STREAM, file, after=after, update=lambda _: None)

    def log(self, until: int | None = None) -> list[Told]:
        return list(read_log(sorted(self.folder.glob("*.gz")), until=until))

    async def make_again(self, until: int | None = None) -> None:
        config = await stream_copy.config_of(self.client, STREAM)
        await self.servers.lose_stream()
        await stream_copy.make(self.client, config, iter(self.log(until)), lambda _: None)


@pytest.fixture
async def broker(servers: Servers, tmp_path: Path) -> AsyncIterator[Broker]:
    await servers.new_stream()
    client = await nats.connect(servers.nats_url)
    yield Broker(servers, client, tmp_path)
    await client.close()


async def test_what_is_made_again_is_what_was_copied(broker: Broker) -> None:
    await broker.told(*map(str, range(20)), "")
    before = await broker.content()
    await broker.copy()

    await broker.make_again()

    assert await broker.content() == before


async def test_later_copies_go_on_where_the_last_ended(broker: Broker) -> None:
    await broker.told("a", "b")
    first = await broker.copy()
    await broker.told("c")
    second = await broker.copy(after=first)
    await broker.copy(after=second)

    assert (first, second) == (2, 3)
    assert [told.identity for told in broker.log()] == ["a", "b", "c"]


async def test_a_stream_cut_back_goes_on_without_a_hole(broker: Broker) -> None:
    await broker.told("a", "b", "c", "d")
    await broker.copy()

    await broker.make_again(until=2)
    await broker.told("c", "b")  # The id is free again; one that stayed is not.

    assert [headers["Nats-Msg-Id"] for _, headers, _ in (await broker.content()).values()] == [
        "a",
        "b",
        "c",
    ]


async def test_batches_come_whole(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_copy, "BATCH", 3)
    await broker.told(*map(str, range(10)))
    before = await broker.content()

    await broker.copy()
    await broker.make_again()

    assert await broker.content() == before


async def test_numbers_hold_where_messages_were_deleted(broker: Broker) -> None:
    await broker.told(*map(str, range(8)))
    for place in (1, 4, 5):
        await broker.client.jetstream().delete_msg(STREAM, place)
    before = await broker.content()

    await broker.copy()
    await broker.make_again()

    assert await broker.content() == before


async def test_a_message_published_twice_keeps_both_its_places(broker: Broker) -> None:
    # As when a relay publishes again after the broker has forgotten the id.
    await broker.told("a", "b", "c")
    await broker.copy()
    first, second, third = broker.log()
    twice = [first, second, Told(3, first.subject, first.headers, first.body)]
    config = await stream_copy.config_of(broker.client, STREAM)
    await broker.servers.lose_stream()

    await stream_copy.make(broker.client, config, iter(twice), lambda _: None)

    bodies = [body for _, _, body in (await broker.content()).values()]
    assert bodies == [first.body, second.body, first.body]
    assert third.identity == "c"


async def test_an_empty_stream_is_made_empty(broker: Broker) -> None:
    assert await broker.copy() == 0

    await broker.make_again()

    assert await broker.last() == 0
