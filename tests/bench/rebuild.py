"""How many messages a second a read model is made anew from, by the code `huiyin rebuild` runs.

The history is that of some real lives, told again and again under other ids and numbers. The
services are stopped meanwhile, so that nobody else hears it.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

import orjson
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from huiyin.stack import Stack
from huiyin.stepping import Steps
from shared.bus import jetstream
from shared.bus.jetstream_inlet import JetStreamInlet
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.bus.manifest import Manifest, read_manifest
from shared.bus.port import Delivery
from shared.event_store.port import OutboxEntry
from shared.ids import derived_id
from shared.policy import PolicyLibrary
from shared.postgres.database import connect, service_url
from shared.rebuild import rebuild
from shared.settings import POLICIES
from tests.bench.callers import Caller
from tests.bench.life import Tape, live
from tests.bench.result import Goal, Result, measured
from tests.bench.runner import Bench

REBUILT = ("analytics", "console", "notify")
CALLERS, LIVES_EACH = 8, 5
TOGETHER = 500
GOAL_A_SECOND = 10_000

HEARD_ALL = "UPDATE positions SET position = $1 WHERE partition = $2"


async def run(bench: Bench) -> list[Result]:
    """Each read model on its own."""
    wanted = bench.sized(200_000, 5_000)
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder:
        await _play(Path(folder))
        async with Stack(Path(folder), services=()) as servers:
            lasts = await _tell_again(servers.nats_url, wanted)
            bench.say("the history is told")
            for service in REBUILT:
                await _heard_all(servers.database_url, service, lasts[service])
                policies = PolicyLibrary.read(POLICIES)
                done = await rebuild(service, servers.database_url, servers.nats_url, policies)
                results.append(
                    measured(
                        f"rebuild: messages a second, {service}",
                        done.messages / done.seconds,
                        "/s",
                        Goal(">=", GOAL_A_SECOND),
                        against=f"{done.messages:,} messages, {sum(done.rows.values()):,} rows",
                    )
                )
    return results


async def _play(folder: Path) -> None:
    numbers = count()
    async with Stack(folder, clock="system") as stack, Steps(stack.urls, stack.nats_url) as steps:

        async def call() -> None:
            caller = Caller(stack.urls)
            for _ in range(LIVES_EACH):
                await live(next(numbers), caller, Tape())
            caller.close()

        await asyncio.gather(*(call() for _ in range(CALLERS)))
        await steps.settle()


async def _tell_again(nats_url: str, wanted: int) -> dict[str, dict[int, int]]:
    """Put copies behind the history until it is so long; its last sequence by service and
    partition."""
    client = await jetstream.connect(nats_url, name="huiyin-bench")
    try:
        manifest = read_manifest()
        history: list[Delivery] = []
        for partition in manifest.partitions:
            inlet = JetStreamInlet(client, manifest, "console", partition)
            await inlet.start_after(0)
            while batch := await inlet.fetch(TOGETHER, 0.2):
                history += batch
        publisher = JetStreamPublisher(client)
        for copy in range(wanted // len(history)):
            entries = list(_copies(history, copy))
            for start in range(0, len(entries), TOGETHER):
                await publisher.publish(entries[start : start + TOGETHER])
        return {service: await _lasts(client, manifest, service) for service in REBUILT}
    finally:
        await jetstream.close(client)


async def _lasts(client: Client, manifest: Manifest, service: str) -> dict[int, int]:
    lasts: dict[int, int] = {}
    for partition in manifest.partitions:
        for subject in manifest.subjects_for(service, partition):
            with suppress(NotFoundError):
                last = await client.jetstream().get_last_msg(manifest.stream.name, subject)
                lasts[partition] = max(lasts.get(partition, 0), last.seq or 0)
    return lasts


def _copies(history: Sequence[Delivery], copy: int) -> Iterator[OutboxEntry]:
    """The same events of other complaints."""
    for delivery in history:
        root, _, service, aggregate, event, complaint = delivery.subject.split(".")
        told = orjson.loads(delivery.body)
        anew = str(derived_id("copy", complaint, str(copy)))
        stream, _, rest = told["id"].partition(":")
        identity = f"{derived_id('copy', stream, str(copy))}:{rest}"
        number = told["data"]["number"]
        body = (
            delivery.body.replace(complaint.encode(), anew.encode())
            .replace(told["id"].encode(), identity.encode())
            .replace(number.encode(), f"{number}-{copy}".encode())
        )
        subject = f"{root}.{service}.{aggregate}.{event}.{anew}"
        yield OutboxEntry(identity, subject, body, delivery.traceparent)


async def _heard_all(database_url: str, service: str, lasts: dict[int, int]) -> None:
    """A rebuild goes as far as the live read model has come."""
    connection = await connect(service_url(database_url, service))
    try:
        for partition, last in lasts.items():
            await connection.execute(HEARD_ALL, last, partition)
    finally:
        await connection.close()
