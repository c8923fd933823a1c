"""A small aggregate and a small read model, for tests of what carries them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID, uuid4

from pydantic import AwareDatetime

from shared.contracts import Message, message_id
from shared.contracts.intake import Channel, CustomerUrgedV1
from shared.domain import Aggregate, AggregateType, DomainEvent, FactValue, Immutable, stamp
from shared.event_store.port import Cause, Write
from shared.event_store.rows import Table

NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")


class Counted(DomainEvent):
    """Somebody counted so many."""

    TOPIC: ClassVar[str] = "tests.tally.counted"

    amount: int


class Tally(Aggregate):
    total: int = 0


class LongTally(Aggregate):
    """A tally whose stream grows long."""

    total: int = 0


def evolve(tally: Tally | None, event: Any) -> Tally:
    before = tally or Tally(id=event.originator_id)
    return before.model_copy(update={"total": before.total + event.amount})


def evolve_long(tally: LongTally | None, event: Any) -> LongTally:
    before = tally or LongTally(id=event.originator_id)
    return before.model_copy(update={"total": before.total + event.amount})


TALLY = AggregateType(name="tally", state=Tally, events=(Counted,), evolve=evolve)
LONG_TALLY = AggregateType(
    name="long-tally", state=LongTally, events=(Counted,), evolve=evolve_long, snapshot_every=10
)


def urged(complaint: UUID, word: str, *, version: int = 1, part: int = 0) -> Message:
    """A message about a complaint, as a stream position of its own causes it."""
    contract = CustomerUrgedV1(
        complaint_id=complaint,
        number="TS20261122-000001",
        occurred_at=NOON,
        channel=Channel.PHONE,
        text=word,
    )
    return Message(message_id(complaint, version, part), contract)


def counting(stream: UUID, *amounts: int, after: int = 0, messages: int = 0, **more: Any) -> Write:
    """A write of so many events behind version `after`, telling `messages` messages."""
    events = stamp(
        [Counted(amount=amount) for amount in amounts], stream=stream, after_version=after, now=NOON
    )
    told = tuple(
        urged(stream, f"word {after + number}", version=after + 1, part=number)
        for number in range(messages)
    )
    return Write(events, told, Cause(actor="tester"), **more)


class Mood(StrEnum):
    CALM = "calm"
    ANGRY = "angry"


class Detail(Immutable):
    at: AwareDatetime
    facts: dict[str, FactValue]


class Heard(Immutable):
    """What was said on one complaint, in the order it was heard."""

    complaint_id: UUID
    words: tuple[str, ...] = ()
    times: int = 0
    last_at: AwareDatetime | None = None
    mood: Mood = Mood.CALM
    detail: Detail | None = None


class Visit(Immutable):
    room: str
    day: date
    done: bool


HEARD = Table("heard", Heard, key=("complaint_id",))
VISITS = Table("visits", Visit, key=("room", "day"))


def new_id() -> UUID:
    return uuid4()
