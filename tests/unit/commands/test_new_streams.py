"""A stream whose id has just been made is not looked for before it is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shared.commands import CommandSide
from shared.domain import AggregateType, State
from shared.event_store.memory import MemoryStore
from shared.event_store.port import Cause
from tests.support.tally import NOON, TALLY, Counted, Tally, counting, new_id

SIDE = CommandSide(TALLY, lambda tally, event: [])
CAUSE = Cause("tester")


class Watched(MemoryStore):
    """Knows how often it was read."""

    loads = 0

    async def load(self, kind: AggregateType[State], stream: UUID) -> State | None:
        self.loads += 1
        return await super().load(kind, stream)


def count_one(tally: Tally | None) -> list[Any]:
    return [Counted(amount=1)]


async def test_it_is_written_unread() -> None:
    store, stream = Watched([TALLY]), new_id()

    outcome = await SIDE.obey(store, stream, count_one, now=NOON, cause=CAUSE, new=True)

    assert outcome.state == Tally(id=stream, version=1, total=1)
    assert store.loads == 0


async def test_where_it_was_there_after_all_the_decision_is_made_again_on_it() -> None:
    store, stream = Watched([TALLY]), new_id()
    await store.write(counting(stream, 5))

    outcome = await SIDE.obey(store, stream, count_one, now=NOON, cause=CAUSE, new=True)

    assert outcome.state == Tally(id=stream, version=2, total=6)
    assert store.loads == 1
