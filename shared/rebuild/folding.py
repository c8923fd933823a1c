"""Applying messages as a subscriber does: once each, in order, and not what it has parked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from shared.bus.port import Delivery
from shared.contracts import CONTRACTS, Message
from shared.event_store.port import Transaction
from shared.failures import describe
from shared.postgres.database import UNREACHABLE, Connection
from shared.rebuild.kept import ReadModel
from shared.rebuild.refusals import MessageCannotBeFolded
from shared.rebuild.rows import ShadowRows

REMEMBERED = 100_000

# Partitions that nobody has claimed yet are at 0.
POSITIONS = """
SELECT partition, position FROM positions WHERE consumer = $1 AND partition < $2
"""
WITHOUT_EFFECT = """
SELECT sequence FROM parked WHERE consumer = $1
UNION ALL
SELECT sequence FROM discarded WHERE consumer = $1
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What has taken effect in a live read model: everything up to a position in each partition,
    but what is parked or was discarded (`without`, by broker sequence)."""

    positions: dict[int, int]
    without: frozenset[int]

    @classmethod
    async def read(cls, connection: Connection, consumer: str, partitions: int) -> Standing:
        """Both at one instant. To be called within a transaction that sees one."""
        found = await connection.fetch(POSITIONS, consumer, partitions)
        positions = dict.fromkeys(range(partitions), 0)
        positions |= {row["partition"]: row["position"] for row in found}
        without = await connection.fetch(WITHOUT_EFFECT, consumer)
        return cls(positions, frozenset(row["sequence"] for row in without))


@dataclass(frozen=True, slots=True)
class _FoldingUnit:
    """All of a transaction that a fold may use."""

    rows: ShadowRows


class Fold:
    """One read model in the making."""

    def __init__(self, service: str, model: ReadModel, rows: ShadowRows) -> None:
        self._service = service
        self._handlers = model.handlers
        self._rows = rows
        self._unit = cast(Transaction, _FoldingUnit(rows))
        self._left_out: dict[int, Delivery] = {}
        self._recent: OrderedDict[str, None] = OrderedDict()

    async def apply(self, deliveries: Sequence[Delivery], without: frozenset[int]) -> None:
        """Fold what comes next of one partition."""
        messages: list[Message] = []
        for delivery in deliveries:
            if delivery.sequence in without:
                self._leave_out(delivery)
                continue
            message = self._read(delivery)
            if self._is_new(message.id):
                messages.append(message)
        await self._fold(messages)

    async def catch_up_on(self, without: frozenset[int]) -> None:
        """Fold what was left out and has taken effect since. To be done before what follows it:
        later messages of its complaint were left out as long as it was."""
        done = sorted(self._left_out.keys() - without)
        await self._fold([self._read(self._left_out.pop(sequence)) for sequence in done])

    async def _fold(self, messages: Sequence[Message]) -> None:
        complaints = dict.fromkeys(message.key for message in messages)
        await self._rows.bring(complaints)
        for message in messages:
            await self._take_effect(message)
        self._rows.touch(complaints)
        await self._rows.put_down_some()

    async def _take_effect(self, message: Message) -> None:
        handler = self._handlers.get(type(message.contract))
        if handler is None:
            return
        try:
            await handler(message, self._unit)
        except UNREACHABLE:
            raise
        except Exception as failure:
            raise MessageCannotBeFolded(self._service, message.id, describe(failure)) from failure

    def _leave_out(self, delivery: Delivery) -> None:
        self._left_out[delivery.sequence] = delivery
        with suppress(MessageCannotBeFolded):  # It may be left out for being unreadable.
            self._is_new(self._read(delivery).id)

    def _is_new(self, identity: str) -> bool:
        """A relay that crashed tells again what it told last: a repetition is never far behind."""
        if identity in self._recent:
            return False
        self._recent[identity] = None
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        return True

    def _read(self, delivery: Delivery) -> Message:
        try:
            return Message.from_json(
                delivery.body,
                CONTRACTS,
                sequence=delivery.sequence,
                traceparent=delivery.traceparent,
            )
        except Exception as failure:
            place = str(delivery.sequence)
            raise MessageCannotBeFolded(self._service, place, describe(failure)) from failure
