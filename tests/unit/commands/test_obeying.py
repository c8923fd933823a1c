"""A command on one stream: its reply is kept, and stands when the same request comes twice."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from shared.commands import AlreadyAnswered, CommandSide, Reply, RequestKey
from shared.domain import Refusal
from shared.event_store.memory import MemoryStore
from shared.event_store.port import Cause
from tests.support.tally import NOON, TALLY, Counted, Tally, new_id

SIDE = CommandSide(TALLY, translate=lambda tally, event: [])
KEY = RequestKey("k-1", b"fingerprint")


class Total(BaseModel):
    total: int


def once(tally: Tally | None) -> list[Counted]:
    """Counts one, once: like a case that is closed, what was done refuses a second time."""
    if tally is not None:
        raise Refusal
    return [Counted(amount=1)]


def reply(tally: Tally) -> Reply:
    return Reply(200, Total(total=tally.total))


async def test_a_twin_that_comes_second_is_given_the_first_ones_answer() -> None:
    """Both were looked up before either was done, as happens to a caller who lost patience."""
    store, stream = MemoryStore([TALLY]), new_id()
    cause = Cause("wang")
    await SIDE.obey(store, stream, once, now=NOON, cause=cause, key=KEY, reply=reply)

    with pytest.raises(AlreadyAnswered) as repeat:
        await SIDE.obey(store, stream, once, now=NOON, cause=cause, key=KEY, reply=reply)
    with pytest.raises(Refusal):
        other = RequestKey("k-2", b"fingerprint")
        await SIDE.obey(store, stream, once, now=NOON, cause=cause, key=other, reply=reply)

    assert repeat.value.answer.body == b'{"total":1}'
