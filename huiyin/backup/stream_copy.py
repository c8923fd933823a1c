"""The stream's messages out of the broker, and into a new one under the same numbers.

Messages, not the broker's own files (its snapshot request): a copy is then as long as what is new,
is read by any version, and can be cut back to an instant without leaving a hole (decision 0008).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import api

from huiyin.backup.refusals import DidNotWork
from huiyin.backup.stream_log import IDENTITY, LogWriter, Told, in_batches
from shared.bus.jetstream import FAILURES, KEY

BATCH = 1_000
"""As many as the broker takes in one atomic batch."""

ANSWER_WITHIN_S = 30.0
FORGOTTEN_AFTER_S = 60.0
ROOT_TOKENS, WHOLE_TOKENS = 2, 6
NOBODYS = "unknown"
"""Where a message of somebody else's does not say what it is about."""
"""`huiyin.<partition>.`: the broker puts the partition there itself."""

FILLER = "huiyin.filler.filler.filler.filler"


async def config_of(client: Client, stream: str) -> dict[str, Any]:
    """What the stream was declared with, as the broker says it."""
    told = await _ask(client, f"$JS.API.STREAM.INFO.{stream}", {})
    config: dict[str, Any] = told["config"]
    config.pop("metadata", None)
    return config


async def save(
    client: Client, stream: str, file: Path, *, after: int, update: Callable[[int], object]
) -> int:
    """Write what lies behind the place `after`, up to what is there now, into the file; the last
    place then. `update` is told how many messages came. Raises DidNotWork."""
    broker = client.jetstream()
    until = (await broker.stream_info(stream)).state.last_seq
    consumer = await broker.add_consumer(
        stream,
        api.ConsumerConfig(
            deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=after + 1,
            ack_policy=api.AckPolicy.NONE,
            inactive_threshold=FORGOTTEN_AFTER_S,
            mem_storage=True,
            num_replicas=1,
        ),
    )
    pending, came, last = consumer.num_pending or 0, 0, after
    subscription = await broker.pull_subscribe_bind(consumer=consumer.name, stream=stream)
    with LogWriter(file) as log:
        while last < until and pending > 0:
            messages = await subscription.fetch(min(BATCH, pending), ANSWER_WITHIN_S)
            log.add(map(_told, messages))
            end = messages[-1].metadata
            came += len(messages)
            if end.sequence.consumer != came:
                raise DidNotWork("nats", f"{end.sequence.consumer - came} messages were lost")
            pending, last = end.num_pending, end.sequence.stream
            update(len(messages))
    with suppress(*FAILURES):
        await subscription.unsubscribe()
    return max(until, last)


async def make(
    client: Client,
    config: dict[str, Any],
    messages: Iterator[Told],
    update: Callable[[int], object],
) -> None:
    """Make the stream, and in it the messages, each under the number it had. Raises DidNotWork.

    `update` is told how many messages are in place.
    """
    name = str(config["name"])
    created = False
    holes: list[int] = []
    place = 0
    for batch in in_batches(messages, BATCH):
        if not created:
            await _create(client, config | {"first_seq": batch[0].place})
            created, place = True, batch[0].place - 1
        whole: list[Told] = []
        for told in batch:
            while (place := place + 1) < told.place:  # Somebody had deleted what was here.
                whole.append(Told(place, FILLER, {}, b""))
                holes.append(place)
            whole.append(told)
        for start in range(0, len(whole), BATCH):
            await _publish(client, whole[start : start + BATCH])
        update(len(batch))
    if not created:
        await _create(client, config)
    for hole in holes:
        await client.jetstream().delete_msg(name, hole)


async def _create(client: Client, config: dict[str, Any]) -> None:
    await _ask(client, f"$JS.API.STREAM.CREATE.{config['name']}", config)


async def _publish(client: Client, messages: Sequence[Told]) -> None:
    """All at once; one by one where one of them bears an id that is there already."""
    if len(messages) > 1 and await _publish_together(client, messages):
        return
    for told in messages:
        stored = await _store(client, told, _headers(told))
        if stored.get("duplicate"):
            # Once published twice, minutes apart. Its number counts, and its body has the id too.
            headers = _headers(told)
            del headers[IDENTITY]
            stored = await _store(client, told, headers)
        if stored.get("seq") != told.place:
            raise DidNotWork("nats", f"message {told.place} was not stored: {stored}")


async def _publish_together(client: Client, messages: Sequence[Told]) -> bool:
    batch = uuid4().hex
    *body, last = (
        (told, _headers(told) | {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(number)})
        for number, told in enumerate(messages, start=1)
    )
    for told, headers in body:
        await client.publish(_subject(told), told.body, headers=headers)
    told, headers = last
    stored = await _store(client, told, headers | {"Nats-Batch-Commit": "1"})
    if "error" in stored:
        return False
    if stored["seq"] != told.place:
        raise DidNotWork("nats", f"message {told.place} was stored as {stored['seq']}")
    return True


async def _store(client: Client, told: Told, headers: dict[str, str]) -> dict[str, Any]:
    reply = await client.request(_subject(told), told.body, ANSWER_WITHIN_S, headers=headers)
    stored: dict[str, Any] = json.loads(reply.data)
    return stored


def _subject(told: Told) -> str:
    tokens = told.subject.split(".")
    if told.subject == FILLER or not tokens[1].isdigit():
        return told.subject
    if len(tokens) == WHOLE_TOKENS:  # Stored by a release that left the complaint's id in it.
        return ".".join([tokens[0], *tokens[ROOT_TOKENS:]])
    return ".".join([tokens[0], *tokens[ROOT_TOKENS:], told.headers.get(KEY, NOBODYS)])


def _headers(told: Told) -> dict[str, str]:
    """Without what told the broker how to store it."""
    return {
        name: value
        for name, value in told.headers.items()
        if name == IDENTITY or not name.startswith("Nats-")
    }


def _told(message: Msg) -> Told:
    place = message.metadata.sequence.stream
    return Told(place, message.subject, message.headers or {}, message.data)


async def _ask(client: Client, subject: str, request: dict[str, Any]) -> dict[str, Any]:
    answer = await client.request(subject, json.dumps(request).encode(), ANSWER_WITHIN_S)
    told: dict[str, Any] = json.loads(answer.data)
    if "error" in told:
        raise DidNotWork("JetStream", str(told["error"].get("description")))
    return told


def server_version(client: Client) -> str:
    """Such as `2.15.1`."""
    version = client.connected_server_version
    return f"{version.major}.{version.minor}.{version.patch}"
