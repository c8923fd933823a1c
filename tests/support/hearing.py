"""A subscriber of the tests' own: it writes down what it hears, and fails where it is told to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from shared.bus.port import Delivery
from shared.contracts import Message
from shared.contracts.intake import CustomerUrgedV1
from shared.event_store.encoding import entry_of
from shared.event_store.port import Store, Transaction
from shared.subscriber import Subscription
from tests.support.tally import HEARD, Heard, urged


class Trouble(Exception):
    """What a handler with a mistake in it raises."""


class Listener:
    """Appends each word to its complaint's row; two deliveries of one message would show twice."""

    def __init__(self) -> None:
        self.fails_on: dict[str, Exception] = {}
        self.attempts: list[str] = []
        self.subscription = Subscription("triage", {CustomerUrgedV1: self._hear})

    async def _hear(self, message: Message, unit: Transaction) -> None:
        contract = message.contract
        assert isinstance(contract, CustomerUrgedV1)
        self.attempts.append(contract.text)
        row = await unit.rows.get(HEARD, message.key) or Heard(complaint_id=message.key)
        words = (*row.words, contract.text)
        await unit.rows.put(HEARD, row.model_copy(update={"words": words, "times": len(words)}))
        if contract.text in self.fails_on:
            raise self.fails_on[contract.text]


async def words_heard(store: Store, complaint: UUID) -> list[str]:
    async with store.transaction() as unit:
        row = await unit.rows.get(HEARD, complaint)
    return list(row.words) if row else []


def delivery(complaint: UUID, word: str, sequence: int) -> Delivery:
    entry = entry_of(urged(complaint, word, version=sequence))
    return Delivery(entry.subject, entry.body, sequence, None)


def deliveries(complaint: UUID, *words: str, first: int = 1) -> list[Delivery]:
    return [delivery(complaint, word, number) for number, word in enumerate(words, start=first)]


def unreadable(complaint: object, sequence: int, body: bytes = b"not json") -> Delivery:
    return Delivery(f"huiyin.0.intake.complaint.{complaint}", body, sequence, None)


def in_turn(*streams: Sequence[Delivery]) -> list[Delivery]:
    return sorted((d for stream in streams for d in stream), key=lambda d: d.sequence)
