"""The plain store of the year keeps the promises that need no second party: the contract's own
tests, by name. Those about locks, rollback, bytes, history and parking it does not make."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from huiyin.simulation.plain_store import NothingIsUndone, NotInAPlainStore, PlainStore
from shared.contracts import Message
from shared.event_store.encoding import entry_of
from shared.event_store.port import OutboxEntry
from tests.contract.places import Patience, Place
from tests.contract.test_outbox import (
    test_messages_wait_in_the_order_they_were_decided as test_messages_are_told_in_order,
)
from tests.contract.test_rows import (
    given_visits,
    test_a_row_comes_back_as_it_was_put,
    test_a_transaction_searches_its_own_rows,
    test_bounds_include_their_ends,
    test_delete_takes_what_equals,
    test_putting_the_same_key_replaces,
    test_rows_are_ordered_by_key_or_as_asked,
    test_what_is_missing_is_found_by_none_and_sorts_last,
)
from tests.contract.test_streams import (
    test_a_key_is_answered_once,
    test_a_name_belongs_to_one_stream,
    test_an_answer_is_kept_with_its_decision,
    test_an_answer_without_events_is_kept_too,
    test_the_second_to_record_a_version_is_told_so,
)
from tests.support.tally import TALLY, Tally, counting, new_id

__all__ = [
    "test_a_key_is_answered_once",
    "test_a_name_belongs_to_one_stream",
    "test_a_row_comes_back_as_it_was_put",
    "test_a_transaction_searches_its_own_rows",
    "test_an_answer_is_kept_with_its_decision",
    "test_an_answer_without_events_is_kept_too",
    "test_bounds_include_their_ends",
    "test_delete_takes_what_equals",
    "test_messages_are_told_in_order",
    "test_putting_the_same_key_replaces",
    "test_rows_are_ordered_by_key_or_as_asked",
    "test_the_second_to_record_a_version_is_told_so",
    "test_what_is_missing_is_found_by_none_and_sorts_last",
]


class Told:
    """What the store told, in the shape of an outbox."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def peek(self, limit: int) -> tuple[tuple[int, OutboxEntry], ...]:
        entries = map(entry_of, self.messages[:limit])
        return tuple(enumerate(entries, start=1))

    async def remove(self, positions: Sequence[int]) -> None:
        raise AssertionError("nobody relays from here")


@pytest.fixture
def place() -> Place:
    told = Told()
    return Place(PlainStore([TALLY], tell=told.messages.append), told, Patience())


@pytest.fixture
def store(place: Place) -> PlainStore:
    assert isinstance(place.store, PlainStore)
    return place.store


async def test_a_stream_is_its_present_state(store: PlainStore) -> None:
    stream = new_id()

    await store.write(counting(stream, 1, 2))
    await store.write(counting(stream, 3, after=2))

    assert await store.load(TALLY, stream) == Tally(id=stream, version=3, total=6)
    assert await store.load(TALLY, new_id()) is None


async def test_history_is_refused_rather_than_made_up(store: PlainStore) -> None:
    with pytest.raises(NotInAPlainStore):
        await store.history(new_id())


async def test_what_cannot_be_undone_fails_aloud(store: PlainStore) -> None:
    with pytest.raises(NothingIsUndone):
        async with store.transaction() as unit:
            await unit.write(counting(new_id(), 1))
            raise ValueError

    with pytest.raises(ValueError, match="nothing written"):
        async with store.transaction():
            raise ValueError("nothing written")


async def test_what_is_forgotten_is_gone(store: PlainStore) -> None:
    stream = new_id()
    await store.write(counting(stream, 1))

    store.forget(stream)

    assert await store.load(TALLY, stream) is None
    await given_visits(store)
