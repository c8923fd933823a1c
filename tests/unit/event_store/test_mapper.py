"""Events as bytes: whatever was recorded once can be read for good."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.contracts import CONTRACTS, Message
from shared.contracts.triage import FactsChangedV1
from shared.domain import Aggregate, AggregateType, DomainEvent, FactValue, stamp
from shared.event_store.mapper import EventMapper, UnknownTopic
from tests.support.tally import NOON, TALLY

STREAM = UUID("00000000-0000-4000-8000-000000000001")
words = st.text(st.characters(codec="utf-8"))
facts = st.dictionaries(words, st.booleans() | st.integers() | words)


class Noted(DomainEvent):
    """Somebody noted facts."""

    TOPIC: ClassVar[str] = "tests.noted"

    facts: dict[str, FactValue]


class Moved(DomainEvent):
    """Somebody moved; once the room was a number, and before that it was called `flat`."""

    TOPIC: ClassVar[str] = "tests.moved"
    class_version: ClassVar[int] = 3

    room: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["room"] = state.pop("flat")

    @staticmethod
    def upcast_v2_v3(state: dict[str, Any]) -> None:
        state["room"] = str(state["room"])


def never(state: Aggregate | None, event: Any) -> Aggregate:
    raise AssertionError("nothing is folded here")


MAPPER = EventMapper(
    [AggregateType(name="x", state=Aggregate, events=(Noted, Moved), evolve=never)]
)


def recorded(event: DomainEvent) -> DomainEvent:
    return stamp([event], stream=STREAM, after_version=6, now=NOON)[0]


@given(facts)
def test_whatever_was_stated_is_read_as_it_was_stated(stated: dict[str, FactValue]) -> None:
    """Names that the library's decoder follows, numbers of any size, true beside 1."""
    event = recorded(Noted(facts=stated))

    read = MAPPER.to_domain_event(MAPPER.to_stored_event(event))

    assert read == event
    assert isinstance(read, Noted)
    assert [type(value) for value in read.facts.values()] == [*map(type, stated.values())]


@given(facts)
def test_a_message_too_is_read_as_it_was_told(stated: dict[str, FactValue]) -> None:
    told = FactsChangedV1(
        complaint_id=STREAM,
        number="1",
        occurred_at=NOON,
        changed=stated,
        facts=stated,
        by="policy",
        reason=None,
    )

    assert Message.from_json(Message("m", told).to_json(), CONTRACTS).contract == told


def test_place_and_time_come_back() -> None:
    event = recorded(Noted(facts={}))
    stored = MAPPER.to_stored_event(event)

    assert (stored.originator_id, stored.originator_version) == (STREAM, 7)
    assert b"originator" not in stored.state
    assert MAPPER.to_domain_event(stored).recorded_at == NOON


@pytest.mark.parametrize(
    "state",
    [
        {"flat": 502, "recorded_at": "2026-11-22T12:00:00+08:00"},
        {"class_version": 2, "room": 502, "recorded_at": "2026-11-22T12:00:00+08:00"},
        {"class_version": 3, "room": "502", "recorded_at": "2026-11-22T12:00:00+08:00"},
    ],
)
def test_every_old_shape_is_lifted(state: dict[str, Any]) -> None:
    stored = StoredEvent(STREAM, 7, "tests.moved", json.dumps(state).encode())

    assert MAPPER.to_domain_event(stored) == recorded(Moved(room="502"))


def test_todays_shape_says_its_version() -> None:
    state = json.loads(MAPPER.to_stored_event(recorded(Moved(room="502"))).state)

    assert state["class_version"] == 3


def test_a_topic_nobody_declared_is_not_looked_up() -> None:
    with pytest.raises(UnknownTopic, match="builtins:dict"):
        MAPPER.to_domain_event(StoredEvent(STREAM, 1, "builtins:dict", b"{}"))


def test_a_state_of_another_shape_is_refused() -> None:
    with pytest.raises(ValidationError):
        MAPPER.to_domain_event(StoredEvent(STREAM, 1, "tests.noted", b'{"fact": {}}'))


def test_two_events_cannot_share_a_topic() -> None:
    class Impostor(DomainEvent):
        TOPIC: ClassVar[str] = "tests.noted"

    kinds = (
        AggregateType(name="x", state=Aggregate, events=(Noted,), evolve=never),
        AggregateType(name="y", state=Aggregate, events=(Impostor,), evolve=never),
    )
    with pytest.raises(ValueError, match=r"tests\.noted"):
        EventMapper([*kinds, TALLY])
