"""Work on several streams or rows: all or nothing, its reply kept, done again on a collision."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from shared.commands import (
    CONFLICT_ATTEMPTS,
    AlreadyAnswered,
    IdempotencyKeyWasUsed,
    Reply,
    RequestKey,
    TooMuchAtOnce,
    in_one_transaction,
)
from shared.domain import Refusal
from shared.event_store.memory import MemoryStore
from shared.event_store.port import Cause, StreamConflict, Transaction
from shared.ids import derived_id
from tests.support.tally import HEARD, Heard

CAUSE = Cause("wang")
KEY = RequestKey("k-1", b"fingerprint")
COMPLAINT = derived_id("complaint", "1")


class Count(BaseModel):
    times: int


class Counting:
    """Counts one up in a row; collides with others as often as it is told to."""

    def __init__(self, *, collisions: int = 0, refusal: Refusal | None = None) -> None:
        self.store = MemoryStore([])
        self.collisions = collisions
        self.refusal = refusal

    async def work(self, unit: Transaction) -> Reply:
        row = await unit.rows.get(HEARD, COMPLAINT) or Heard(complaint_id=COMPLAINT)
        await unit.rows.put(HEARD, row.model_copy(update={"times": row.times + 1}))
        if self.refusal is not None:
            raise self.refusal
        if self.collisions:
            self.collisions -= 1
            raise StreamConflict
        return Reply(200, Count(times=row.times + 1))

    async def obey(self, key: RequestKey | None = None) -> Reply:
        return await in_one_transaction(self.store, self.work, cause=CAUSE, key=key)

    async def times(self) -> int:
        async with self.store.transaction() as unit:
            row = await unit.rows.get(HEARD, COMPLAINT)
        return row.times if row else 0


async def test_the_work_and_the_reply_for_its_key_are_kept_together() -> None:
    counting = Counting()

    reply = await counting.obey(KEY)

    kept = await counting.store.answer("k-1")
    assert kept is not None
    assert kept.body == reply.body.model_dump_json().encode() == b'{"times":1}'
    assert await counting.times() == 1


async def test_a_collision_is_done_again_and_takes_effect_once() -> None:
    counting = Counting(collisions=2)

    reply = await counting.obey(KEY)

    assert (reply.body, await counting.times()) == (Count(times=1), 1)


async def test_who_always_collides_is_told_so_and_leaves_nothing() -> None:
    counting = Counting(collisions=CONFLICT_ATTEMPTS)

    with pytest.raises(TooMuchAtOnce):
        await counting.obey(KEY)

    assert (await counting.store.answer("k-1"), await counting.times()) == (None, 0)


async def test_what_is_refused_leaves_nothing_and_its_key_free() -> None:
    counting = Counting(refusal=Refusal())
    with pytest.raises(Refusal):
        await counting.obey(KEY)
    assert (await counting.store.answer("k-1"), await counting.times()) == (None, 0)

    counting.refusal = None
    await counting.obey(KEY)
    assert await counting.times() == 1


async def test_a_key_that_was_answered_meanwhile_gives_that_answer_and_no_second_effect() -> None:
    counting = Counting()
    await counting.obey(KEY)

    with pytest.raises(AlreadyAnswered) as again:
        await counting.obey(KEY)

    assert again.value.answer.body == b'{"times":1}'
    assert await counting.times() == 1


async def test_a_key_that_belongs_to_another_request_is_refused() -> None:
    counting = Counting()
    await counting.obey(KEY)

    with pytest.raises(IdempotencyKeyWasUsed):
        await counting.obey(RequestKey("k-1", b"another"))

    assert await counting.times() == 1


async def test_what_its_twin_has_done_already_is_answered_and_not_refused() -> None:
    counting = Counting()
    first = await counting.obey(KEY)
    counting.refusal = Refusal()

    with pytest.raises(AlreadyAnswered) as repeat:
        await counting.obey(KEY)
    with pytest.raises(Refusal):
        await counting.obey(RequestKey("k-2", b"fingerprint"))

    assert repeat.value.answer.body == first.body.model_dump_json().encode()
    assert await counting.times() == 1
