"""Lives from the running system's stream, which keeps every event for ever (decision 0007).

Only what is wanted is parsed: what was given (what customers, handlers and judges of facts did), as
far as a regulation on trial heeds it, and the record where it is wanted. Nothing is changed, and
nobody who listens is disturbed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import orjson

from huiyin.whatif.by_hand import DONE_TO_CLOCKS
from huiyin.whatif.life import JUDGED_BY_PEOPLE, Life, in_order, is_given, record_of
from huiyin.whatif.record import RECORDED
from huiyin.whatif.regulation import WHAT_PEOPLE_DO
from shared.bus.manifest import read_manifest
from shared.bus.port import Delivery
from shared.contracts import CONTRACTS, Contract, Message
from shared.contracts.intake import ComplaintReceivedV1
from shared.contracts.sla import BY_HAND, SupervisionOrderIssuedV1
from shared.rebuild.bulk_inlet import BulkInlet
from shared.rebuild.making import open_bus

FETCH = 1000
WAIT_S = 10.0
DONE_BY_PEOPLE = frozenset(contract.EVENT for contract in WHAT_PEOPLE_DO)
ALSO_BY_PEOPLE: tuple[type[Contract], ...] = (*JUDGED_BY_PEOPLE, *DONE_TO_CLOCKS)
PERHAPS_BY_PEOPLE = frozenset(contract.EVENT for contract in ALSO_BY_PEOPLE)
IN_RECORD = frozenset(contract.EVENT for contract in RECORDED)

BY_POLICY, BY_INTAKE = b'"by":"policy"', b'"by":"intake"'
ORDERED_BY_HAND = f'"rule":"{BY_HAND}"'.encode()
OF_A_THRESHOLD = b'"kind":"threshold"'
"""As they stand in a message, and in nobody's words: quotes within a text are escaped."""


@dataclass(frozen=True, slots=True)
class Period:
    """The complaints that are looked at: received from `begin` on and before `end`, of one project
    or of all."""

    begin: datetime
    end: datetime
    project: str | None = None

    def holds(self, life: Life) -> bool:
        received = life.received
        return self.begin <= received.received_at < self.end and (
            self.project is None or received.project == self.project
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read: of what people did only the events that are `heeded`; the record where it
    is wanted; what followed only where the period holds the complaint."""

    period: Period
    heeded: frozenset[str]
    recorded: bool

    @property
    def events(self) -> frozenset[str]:
        asked = (DONE_BY_PEOPLE & self.heeded) | PERHAPS_BY_PEOPLE
        return asked | IN_RECORD if self.recorded else asked


async def lives_in(nats_url: str, partition: int, wanted: Wanted) -> list[Life]:
    """Every complaint of a partition in the order of receipt, with what followed it. Raises
    BusIsAway.

    The whole partition is asked for: the broker compares each message with each of many subjects,
    which takes it longer than passing over the unwanted half takes us (docs/benchmarks.md).
    """
    listener = _Listener(wanted)
    async with open_bus(nats_url) as client:
        inlet = BulkInlet(client, read_manifest().stream.name, [f"huiyin.{partition}.>"])
        await inlet.start_after(0)
        while deliveries := await inlet.fetch(FETCH, WAIT_S):
            await inlet.ask(FETCH)  # While these are read, the broker looks for the next.
            for delivery in deliveries:
                listener.hear(delivery)
        await inlet.leave()
    return in_order(listener.received)


class _Listener:
    """Takes in messages of a partition, each once."""

    def __init__(self, wanted: Wanted) -> None:
        self.received: list[Life] = []
        self._wanted = wanted
        self._events = wanted.events
        self._followed: dict[str, Life] = {}
        self._seen: set[str] = set()

    def hear(self, delivery: Delivery) -> None:
        """Something was told, perhaps of a complaint that is followed."""
        _, event, key = delivery.subject.rsplit(".", 2)
        if event == ComplaintReceivedV1.EVENT:
            self._begin(delivery.body)
        elif event in self._events and (life := self._followed.get(key)) is not None:
            self._go_on(life, event, delivery.body)

    def _begin(self, body: bytes) -> None:
        """A complaint came in: all that follows is caused by it, and comes later."""
        received = self._read(body)
        if not isinstance(received, ComplaintReceivedV1):
            return
        life = Life(received, record=record_of(received) if self._wanted.recorded else None)
        self.received.append(life)
        if self._wanted.period.holds(life):
            self._followed[str(received.complaint_id)] = life

    def _go_on(self, life: Life, event: str, body: bytes) -> None:
        # Most of what is told was made by a regulation: to read all of it would take longest.
        record = life.record if event in IN_RECORD and OF_A_THRESHOLD not in body else None
        if event in DONE_BY_PEOPLE or (event in PERHAPS_BY_PEOPLE and not _is_made(event, body)):
            told = self._read(body)
            if told is not None and (event in DONE_BY_PEOPLE or is_given(told)):
                life.happenings.append(told)
            if told is not None and record is not None:
                record.take(event, orjson.loads(body)["data"])
        elif record is not None:
            envelope = orjson.loads(body)
            if self._is_new(envelope["id"]):
                record.take(event, envelope["data"])

    def _read(self, body: bytes) -> Contract | None:
        message = Message.from_json(body, CONTRACTS)
        return message.contract if self._is_new(message.id) else None

    def _is_new(self, message_id: str) -> bool:
        """A relay that was killed may have told it twice."""
        if message_id in self._seen:
            return False
        self._seen.add(message_id)
        return True


def _is_made(event: str, body: bytes) -> bool:
    """Whether a regulation made it, as far as can be seen without reading it."""
    if event == SupervisionOrderIssuedV1.EVENT:
        return ORDERED_BY_HAND not in body
    return BY_POLICY in body or BY_INTAKE in body
