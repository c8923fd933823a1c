"""The outbox relay: what was recorded with its events goes to the broker, in order, at least once.

The outbox is a queue, emptied only after the broker has stored a batch, so nothing is skipped by a
late commit, and versions of one stream stay in order (findings, section B). One replica relays.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from shared.bus.port import BusIsAway, Publisher
from shared.event_store.port import Outbox, OutboxEntry
from shared.event_store.postgres import PostgresOutbox
from shared.failures import describe
from shared.postgres.database import TROUBLE, connect
from shared.postgres.leadership import Leadership
from shared.telemetry.publications import Publications

log = logging.getLogger(__name__)

BATCH = 500
POLL_S = 1.0
GATHER_S = 0.01
"""How long messages may gather behind a batch: the broker flushes its disk once a batch. The first
message after a lull is not held up."""
DEBOUNCE_S = 0.005
PAUSE_AFTER_FAILURE_S = 0.5
WAKE_CHANNEL = "huiyin_outbox"


async def relay_once(outbox: Outbox, publisher: Publisher, *, limit: int = BATCH) -> int:
    """Publish the oldest messages and take them out of the outbox; how many there were.

    A crash between the two publishes them again, under the same ids.
    """
    waiting = await outbox.peek(limit)
    if waiting:
        await _publish([entry for _, entry in waiting], publisher)
        await outbox.remove([position for position, _ in waiting])
    return len(waiting)


async def _publish(entries: list[OutboxEntry], publisher: Publisher) -> None:
    spans = Publications(
        [(entry.subject, entry.message_id, entry.traceparent) for entry in entries]
    )
    traced = [
        replace(entry, traceparent=traceparent or entry.traceparent)
        for entry, traceparent in zip(entries, spans.traceparents(), strict=True)
    ]
    try:
        await publisher.publish(traced)
    except BusIsAway as failure:
        spans.end(failure)
        raise
    spans.end()


class RelayBell:
    """Rung after every commit; wakes the relay here or, by a debounced NOTIFY, in another replica.

    NOTIFY inside the write transaction would serialise all commits of the server (findings, B).
    """

    def __init__(self) -> None:
        self.rung = asyncio.Event()
        self._hearers: list[Callable[[], None]] = []

    def ring(self) -> None:
        self.rung.set()
        for hear in self._hearers:
            hear()

    def also_wake(self, hear: Callable[[], None]) -> None:
        """Let a job of this service hear it too: what was committed may be work for it."""
        self._hearers.append(hear)

    async def wait(self) -> None:
        try:
            async with asyncio.timeout(POLL_S):
                await self.rung.wait()
        except TimeoutError:
            return
        self.rung.clear()


class Relay:
    """Runs for as long as the service: waits for leadership, then relays until it is lost."""

    def __init__(self, url: str, publisher: Publisher, bell: RelayBell) -> None:
        self._url = url
        self._publisher = publisher
        self.bell = bell
        self.leads = False

    async def run(self) -> None:
        while True:
            try:
                await self._lead()
            except BusIsAway as away:
                log.warning("relay pauses: %s", away)
            except TROUBLE as failure:
                log.warning("relay pauses: %s", describe(failure))
            finally:
                self.leads = False
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)

    async def _lead(self) -> None:
        standby = asyncio.create_task(self._pass_the_bell_on())
        try:
            leadership = await Leadership.win(self._url, "relay")
        finally:
            standby.cancel()
            await asyncio.gather(standby, return_exceptions=True)
        try:
            self.leads = True
            await leadership.connection.add_listener(WAKE_CHANNEL, self._notified)
            outbox = PostgresOutbox(leadership.connection)
            while True:
                relayed = await relay_once(outbox, self._publisher)
                if 0 < relayed < BATCH:
                    await asyncio.sleep(GATHER_S)
                if relayed < BATCH:
                    await self.bell.wait()
        finally:
            await leadership.resign()

    async def _pass_the_bell_on(self) -> None:
        """As a replica that does not lead: wake the one that does, at most once a few
        milliseconds."""
        while True:
            try:
                await self._notify_for_ever()
            except TROUBLE as failure:
                log.warning("the relay elsewhere is not woken: %s", describe(failure))
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)

    async def _notify_for_ever(self) -> None:
        connection = await connect(self._url)
        try:
            while True:
                await self.bell.rung.wait()
                await asyncio.sleep(DEBOUNCE_S)
                self.bell.rung.clear()
                await connection.execute(f"NOTIFY {WAKE_CHANNEL}")
        finally:
            connection.terminate()

    def _notified(self, *_: object) -> None:
        self.bell.ring()
