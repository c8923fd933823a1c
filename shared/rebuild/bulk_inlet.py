"""Reading much of one partition at once: what the port `Inlet` asks for, without waiting.

nats-py's `fetch` makes a task and a time-out for each message, which costs more than folding it. A
callback and a list do the same for a third. Live subscribers are better off with `JetStreamInlet`,
which waits for what comes next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import api

from shared.bus.jetstream import FAILURES, delivered
from shared.bus.port import BusIsAway, Delivery

FORGOTTEN_AFTER_S = 60.0
PLAIN_TOKENS = 9
"""`$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>`; newer
servers put domain and account behind `ACK`."""


class BulkInlet:
    """Some subjects of one partition. Ends a fetch where nothing more is there."""

    def __init__(self, client: Client, stream: str, subjects: Sequence[str]) -> None:
        self._client = client
        self._stream = client.jetstream()
        self._name = stream
        self._subjects = list(subjects)
        self._subscription: Subscription | None = None
        self._consumer = ""
        self._connection = 0
        self._count = 0
        self._come: list[Delivery] = []
        self._wanted = 0
        self._failure = ""
        self._whole = asyncio.Event()

    async def start_after(self, position: int) -> None:
        try:
            await self.leave()
            self._connection = self._connections
            consumer = await self._stream.add_consumer(self._name, self._config(position))
            self._consumer, self._count, self._failure = consumer.name, 0, ""
            self._wanted = 0
            inbox = self._client.new_inbox()
            self._subscription = await self._client.subscribe(inbox, cb=self._hear)
        except FAILURES as failure:
            raise BusIsAway(f"{type(failure).__name__}: {failure}") from failure

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

    async def ask(self, limit: int) -> None:
        """Let the broker give what is there, up to `limit`, while we do something else. Raises
        BusIsAway."""
        if self._subscription is None or self._connection != self._connections:
            raise BusIsAway("not started, or the connection was made anew")
        self._come, self._wanted = [], limit
        self._whole.clear()
        try:
            await self._client.publish(
                f"$JS.API.CONSUMER.MSG.NEXT.{self._name}.{self._consumer}",
                orjson.dumps({"batch": limit, "no_wait": True}),
                reply=self._subscription.subject,
            )
            await asyncio.sleep(0)  # The client writes when nobody else runs.
        except FAILURES as failure:
            raise BusIsAway(f"{type(failure).__name__}: {failure}") from failure

    async def fetch(self, limit: int, wait_s: float) -> Sequence[Delivery]:
        """What was asked for, else what is there; the broker has `wait_s` to give it."""
        if not self._wanted:
            await self.ask(limit)
        try:
            async with asyncio.timeout(wait_s):
                await self._whole.wait()
        except TimeoutError as failure:
            raise BusIsAway("the broker does not answer") from failure
        if self._failure or self._connection != self._connections:
            raise BusIsAway(self._failure or "the connection was made anew")
        self._wanted = 0
        return self._come

    async def _hear(self, message: Msg) -> None:
        if not message.reply:  # A status: there is no more, or something is wrong.
            self._whole.set()
            return
        tokens = message.reply.split(".")
        place = 0 if len(tokens) == PLAIN_TOKENS else 2
        self._count += 1
        if int(tokens[6 + place]) != self._count:
            self._failure = f"message {self._count} was lost on the way"
        self._come.append(delivered(message, int(tokens[5 + place])))
        if len(self._come) == self._wanted or self._failure:
            self._whole.set()

    async def backlog(self) -> int:
        try:
            info = await self._stream.consumer_info(self._name, self._consumer)
        except FAILURES as failure:
            raise BusIsAway(f"{type(failure).__name__}: {failure}") from failure
        return info.num_pending or 0

    async def leave(self) -> None:
        """Give up the consumer, if there is one; the server forgets it by itself if we cannot."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            with suppress(*FAILURES):
                await subscription.unsubscribe()
                await self._stream.delete_consumer(self._name, self._consumer)

    @property
    def _connections(self) -> int:
        return self._client.stats["reconnects"]
