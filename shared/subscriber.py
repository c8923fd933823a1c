"""How a service hears the others: in order per complaint, each message taking effect once.

A batch is handled in one transaction: inbox, effects, position in the stream. A message that fails
is parked with everything that follows on its key, tried again with growing delay, and in the end
left for a person; other keys go on (decision 0003).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from shared.bus.port import BusIsAway, Delivery, Inlet
from shared.contracts import CONTRACTS, Contract, Message, UnknownContract
from shared.event_store.port import (
    Parked,
    PartitionClaim,
    PartitionLost,
    Store,
    StreamConflict,
    Transaction,
)
from shared.failures import describe
from shared.ids import derived_id
from shared.postgres.database import NO_ROOM, TROUBLE, UNREACHABLE
from shared.telemetry.spans import consuming

log = logging.getLogger(__name__)

Handler = Callable[[Message, Transaction], Awaitable[None]]
Handlers = Mapping[type[Contract], Handler]

BATCH = 500
FETCH_WAIT_S = 0.5
ATTEMPTS_AT_ONCE = 5
RETRY_DELAYS_S = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
PARKED_LOOK_S = 0.5
PAUSE_AFTER_FAILURE_S = 0.5
DATABASE_TROUBLE: tuple[type[Exception], ...] = (*TROUBLE, StreamConflict)
AWAY: tuple[type[Exception], ...] = (BusIsAway, *DATABASE_TROUBLE)
PASSING: tuple[type[Exception], ...] = (*UNREACHABLE, StreamConflict)
"""Failures that may be over by the next attempt."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one service hears, and what it does about it. `consumer` is its permanent name."""

    consumer: str
    handlers: Handlers

    async def handle(self, message: Message, unit: Transaction) -> None:
        handler = self.handlers.get(type(message.contract))
        if handler is not None:
            with consuming(self.consumer, message):
                await handler(message, unit)


class Subscriber:
    """Handles what one partition delivers."""

    def __init__(
        self,
        subscription: Subscription,
        store: Store,
        claim: PartitionClaim,
        *,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self.claim = claim
        self._subscription = subscription
        self._store = store
        self._after_commit = after_commit

    @property
    def _consumer(self) -> str:
        return self._subscription.consumer

    async def handle(self, deliveries: Sequence[Delivery]) -> None:
        """Let a batch take effect, once, in order. Raises what says that the database is away or
        the partition lost: then the position tells where to begin again."""
        if deliveries:
            try:
                await self._handle(deliveries)
            finally:
                self._after_commit()

    async def _handle(self, deliveries: Sequence[Delivery]) -> None:
        """Together where all is well; where not, by halves, until what fails stands alone."""
        attempts = ATTEMPTS_AT_ONCE if len(deliveries) == 1 else 1
        for attempt in range(1, attempts + 1):
            try:
                await self._handle_together(deliveries)
                return
            except (PartitionLost, NO_ROOM):
                raise
            except Exception as failure:  # noqa: BLE001  Whatever it is, it must not stop others.
                await self._raise_where_away()
                if attempt == attempts or not isinstance(failure, PASSING):
                    reason = failure
                    break
        if len(deliveries) == 1:
            await self._park_first(deliveries[0], reason)
            return
        middle = len(deliveries) // 2
        await self._handle(deliveries[:middle])
        await self._handle(deliveries[middle:])

    async def _raise_where_away(self) -> None:
        """A handler may fail in ways that look as if the database were away; ask it."""
        await self._store.position(self.claim)

    async def _handle_together(self, deliveries: Sequence[Delivery]) -> None:
        messages = [_read(delivery) for delivery in deliveries]
        async with self._store.transaction() as unit:
            position = await unit.hold(self.claim)
            fresh = await unit.take(self._consumer, [message.id for message in messages])
            blocked = await unit.parked_keys(self._consumer)
            for message, delivery in zip(messages, deliveries, strict=True):
                if delivery.sequence <= position or message.id not in fresh:
                    continue
                fresh.remove(message.id)  # The same message twice in one batch is one message.
                if message.key in blocked:
                    await self._park_behind(message, delivery, unit)
                else:
                    await self._subscription.handle(message, unit)
            await unit.advance(self.claim, max(position, deliveries[-1].sequence))

    async def _park_first(self, delivery: Delivery, failure: Exception) -> None:
        identity, key = _identity(delivery)
        log.warning("%s parks %s: %s", self._consumer, identity, describe(failure))
        parked = self._parked(delivery, identity, key, attempts=1, error=describe(failure))
        async with self._store.transaction() as unit:
            position = await unit.hold(self.claim)
            if delivery.sequence > position and await unit.take(self._consumer, [identity]):
                await unit.park(
                    parked, partition=self.claim.partition, retry_in_s=RETRY_DELAYS_S[0]
                )
            await unit.advance(self.claim, max(position, delivery.sequence))

    async def _park_behind(self, message: Message, delivery: Delivery, unit: Transaction) -> None:
        error = "waits behind an earlier message of its complaint"
        parked = self._parked(delivery, message.id, message.key, attempts=0, error=error)
        await unit.park(parked, partition=self.claim.partition, retry_in_s=0)

    def _parked(
        self, delivery: Delivery, identity: str, key: UUID, *, attempts: int, error: str
    ) -> Parked:
        return Parked(
            consumer=self._consumer,
            message_id=identity,
            key=key,
            sequence=delivery.sequence,
            body=delivery.body,
            attempts=attempts,
            dead=False,
            error=error,
        )

    async def retry_parked(self, *, limit: int = BATCH) -> int:
        """Try again what is due; how many messages took effect."""
        done = 0
        while True:
            heads = await self._store.parked_due(self._consumer, self.claim.partition, limit)
            succeeded = [await self._retry(parked) for parked in heads]
            done += sum(succeeded)
            if not any(succeeded):
                break
        if done:
            self._after_commit()
        return done

    async def _retry(self, parked: Parked) -> bool:
        try:
            async with self._store.transaction() as unit:
                await unit.hold(self.claim)
                # Taken out first: what a person has discarded meanwhile takes no effect.
                if not await unit.unpark(parked.consumer, parked.message_id):
                    return False
                message = Message.from_json(parked.body, CONTRACTS, sequence=parked.sequence)
                await self._subscription.handle(message, unit)
            return True
        except (PartitionLost, NO_ROOM):
            raise
        except Exception as failure:  # noqa: BLE001  It failed before; say so and wait longer.
            await self._raise_where_away()
            await self._park_again(parked, failure)
            return False

    async def _park_again(self, parked: Parked, failure: Exception) -> None:
        attempts = parked.attempts + 1
        # What a newer release tells waits for us to be upgraded; no person can help it along.
        dead = attempts > len(RETRY_DELAYS_S) and not isinstance(failure, UnknownContract)
        if dead:
            log.error("%s gives up on %s", self._consumer, parked.message_id)
        again = replace(parked, attempts=attempts, dead=dead, error=describe(failure))
        delay = RETRY_DELAYS_S[min(attempts, len(RETRY_DELAYS_S)) - 1]
        async with self._store.transaction() as unit:
            await unit.hold(self.claim)
            await unit.put_off(again, retry_in_s=delay)


async def pump(
    subscriber: Subscriber, inlet: Inlet, position: Callable[[], Awaitable[int]]
) -> None:
    """Fetch and handle until the partition is lost; wait out a broker or database that is away.

    `position` tells the broker sequence handled so far, as the database has it.
    """
    started, look_at_parked = False, 0.0
    loop = asyncio.get_running_loop()
    while True:
        try:
            if not started:
                await inlet.start_after(await position())
                started = True
            if loop.time() >= look_at_parked:
                await subscriber.retry_parked()
                look_at_parked = loop.time() + PARKED_LOOK_S
            await subscriber.handle(await inlet.fetch(BATCH, FETCH_WAIT_S))
        except PartitionLost:
            return
        except AWAY as failure:
            started = False
            reason = failure if isinstance(failure, BusIsAway) else describe(failure)
            log.warning("subscriber pauses: %s", reason)
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)


def _read(delivery: Delivery) -> Message:
    return Message.from_json(
        delivery.body, CONTRACTS, sequence=delivery.sequence, traceparent=delivery.traceparent
    )


def _identity(delivery: Delivery) -> tuple[str, UUID]:
    """Id and key of a message that may not be readable: from its envelope, else its subject."""
    token = delivery.subject.rsplit(".", 1)[-1]
    try:
        key = UUID(token)
    except ValueError:
        key = derived_id("key", token)
    try:
        message = _read(delivery)
    except Exception:  # noqa: BLE001  Then its place in the stream names it.
        return f"unreadable:{delivery.sequence}", key
    return message.id, message.key
