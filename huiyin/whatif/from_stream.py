"""Lives from the running system's stream, which keeps every event for ever (decision 0007).

Only what was given is read: what customers, handlers and judges of facts did. Nothing is changed,
and nobody who listens is disturbed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from nats.aio.client import Client

from huiyin.whatif.by_hand import DONE_TO_CLOCKS
from huiyin.whatif.life import Life, lives_of
from shared.bus.manifest import Manifest, read_manifest
from shared.contracts import CONTRACTS, Contract, Message
from shared.contracts.intake import ComplaintReceivedV1
from shared.contracts.triage import ClassifiedV1, FactsChangedV1, ResponsibilityAssignedV1
from shared.rebuild.bulk_inlet import BulkInlet
from shared.rebuild.making import open_bus

FETCH = 1000
WAIT_S = 10.0
JUDGED_BY_PEOPLE = (ClassifiedV1, ResponsibilityAssignedV1, FactsChangedV1)


BY_POLICY = b'"by":"policy"'
"""As it stands in a message, and in no customer's words: quotes within a text are escaped."""


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


async def received_in(nats_url: str) -> list[Life]:
    """Every complaint of the stream, without what was done about it: to count the like."""
    event = ComplaintReceivedV1
    manifest = read_manifest()
    async with open_bus(nats_url) as client:
        found: list[Contract] = []
        for partition in manifest.partitions:
            subjects = [f"huiyin.{partition}.{event.SERVICE}.{event.AGGREGATE}.{event.EVENT}"]
            found += [contract async for contract in _told(client, manifest, subjects)]
    return lives_of(found)


async def lives_in(nats_url: str, partition: int, period: Period) -> list[Life]:
    """The lives of one partition whose complaints came in within a period."""
    manifest = read_manifest()
    async with open_bus(nats_url) as client:
        told = [c async for c in _told(client, manifest, _given_on(partition))]
    return [life for life in lives_of(told) if period.holds(life)]


def _given_on(partition: int) -> Sequence[str]:
    root = f"huiyin.{partition}"
    some: tuple[type[Contract], ...] = (*JUDGED_BY_PEOPLE, *DONE_TO_CLOCKS)
    judged = [f"{root}.{c.SERVICE}.{c.AGGREGATE}.{c.EVENT}" for c in some]
    return [f"{root}.intake.>", f"{root}.casework.>", *judged]


def _is_judged(subject: str) -> bool:
    return any(f".{contract.EVENT}." in subject for contract in JUDGED_BY_PEOPLE)


async def _told(
    client: Client, manifest: Manifest, subjects: Sequence[str]
) -> AsyncIterator[Contract]:
    """The events on some subjects, each once, from the first. Raises BusIsAway."""
    inlet = BulkInlet(client, manifest.stream.name, subjects)
    await inlet.start_after(0)
    seen: set[str] = set()
    while deliveries := await inlet.fetch(FETCH, WAIT_S):
        for delivery in deliveries:
            if BY_POLICY in delivery.body and _is_judged(delivery.subject):
                continue  # A regulation made it; most of the time would go into reading it.
            message = Message.from_json(delivery.body, CONTRACTS)
            if message.id not in seen:  # A relay that was killed may have told it twice.
                seen.add(message.id)
                yield message.contract
    await inlet.leave()
