"""Hearing from NATS JetStream: one partition, without gaps, from where the reader says.

Consumption does not go through FastStream: its batches wait for their time-out, its single
messages cost four times as much, and its default acknowledgements drop what fails (findings,
section C; decision 0003).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext, api

from shared.bus.jetstream import FAILURES, delivered
from shared.bus.manifest import Manifest, ManifestIsUnfit
from shared.bus.port import BusIsAway, Delivery

log = logging.getLogger(__name__)

FORGOTTEN_AFTER_S = 30.0
IDLE_FETCHES_BETWEEN_LOOKS = 10

GATHER_S = 0.02
"""How long messages may gather behind a batch. Without it a busy stream is read one by one, and a
transaction a message costs seven times as much (findings, section C). The first message after a
lull is not held up."""


class JetStreamInlet:
    """One partition, read through an unacknowledged consumer that lives as long as this reader.

    A durable consumer would deliver what a crashed reader had in hand only after its wait, behind
    newer messages: out of order (decision 0003). Here a gap in the consumer's own count, a broken
    connection or a restarted server make the reader begin again behind what it has handled.
    """

    def __init__(self, client: Client, manifest: Manifest, service: str, partition: int) -> None:
        self._client = client
        self._stream = client.jetstream()
        self._name = manifest.stream.name
        self._subjects = manifest.subjects_for(service, partition)
        self._subscription: JetStreamContext.PullSubscription | None = None
        self._consumer = ""
        self._connection = 0
        self._delivered = 0
        self._idle = 0
        self._gathering = False
        self.at_rest = False

    async def start_after(self, position: int) -> None:
        try:
            await self._leave()
            self._connection = self._connections
            info = await self._stream.stream_info(self._name)
            if position > info.state.last_seq:
                raise ManifestIsUnfit(
                    "消息数据比数据库旧：请用同一时刻的备份恢复两者。"
                    f" / The stream ends at {info.state.last_seq}, but this service has handled "
                    f"{position}: the broker's data is older than the database's. Restore both "
                    "from the same backup."
                )
            self._say_if_cut(position, info.state.first_seq)
            consumer = await self._stream.add_consumer(self._name, self._config(position))
            self._consumer = consumer.name
            self._subscription = await self._stream.pull_subscribe_bind(
                consumer=consumer.name, stream=self._name
            )
            self._delivered = self._idle = 0
        except FAILURES as failure:
            raise BusIsAway(f"{type(failure).__name__}: {failure}") from failure

    def _say_if_cut(self, position: int, first: int) -> None:
        """We cannot know whether what is gone was meant for us; who runs this can."""
        if position + 1 < first:
            log.error(
                "the stream begins at %d, %s has heard up to %d: "
                "what it was told in between is lost to it",
                first,
                self._subjects,
                position,
            )

    def _config(self, position: int) -> api.ConsumerConfig:
        return api.ConsumerConfig(
            filter_subjects=self._subjects,
            deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=position + 1,
            ack_policy=api.AckPolicy.NONE,
            inactive_threshold=FORGOTTEN_AFTER_S,
            mem_storage=True,
            num_replicas=1,
        )

    async def fetch(self, limit: int, wait_s: float) -> Sequence[Delivery]:
        if self._subscription is None:
            raise BusIsAway("not started")
        if self._connection != self._connections:
            # The server may have been restarted, and with it have forgotten the consumer.
            raise BusIsAway("the connection was made anew")
        # Whoever fetches again has handled what the last fetch brought.
        self.at_rest = True
        if self._gathering:
            await asyncio.sleep(GATHER_S)
        self._gathering = False
        try:
            messages = await self._subscription.fetch(limit, timeout=wait_s)
        except TimeoutError:
            await self._look_for_lost()
            return ()
        except FAILURES as failure:
            raise BusIsAway(f"{type(failure).__name__}: {failure}") from failure
        self._idle = 0
        self.at_rest = False
        self._gathering = len(messages) < limit
        return [self._in_order(message) for message in messages]

    @property
    def _connections(self) -> int:
        """How often this client has been connected anew."""
        return self._client.stats["reconnects"]

    def _in_order(self, message: Msg) -> Delivery:
        place = message.metadata.sequence
        self._delivered += 1
        if place.consumer != self._delivered:
            raise BusIsAway(f"message {self._delivered} was lost on the way")
        return delivered(message, place.stream)

    async def _look_for_lost(self) -> None:
        """A message lost at the end of the stream leaves no gap: ask the server now and then."""
        self._idle += 1
        if self._idle % IDLE_FETCHES_BETWEEN_LOOKS == 0:
            info = await self._info()
            if info.delivered and info.delivered.consumer_seq != self._delivered:
                raise BusIsAway("the last messages were lost on the way")

    async def backlog(self) -> int:
        info = await self._info()
        delivered = info.delivered.consumer_seq if info.delivered else 0
        return (info.num_pending or 0) + max(0, delivered - self._delivered)

    async def _info(self) -> api.ConsumerInfo:
        if self._subscription is None:
            raise BusIsAway("not started")
        try:
            return await self._subscription.consumer_info()
        except FAILURES as failure:
            raise BusIsAway(f"{type(failure).__name__}: {failure}") from failure

    async def _leave(self) -> None:
        """Give up the consumer, if there is one; the server forgets it by itself if we cannot."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            with suppress(*FAILURES):
                await subscription.unsubscribe()
                await self._stream.delete_consumer(self._name, self._consumer)
