"""New streams that many begin at once: stored together, each with an outcome of its own."""

from __future__ import annotations

import asyncio

from shared.event_store.encoding import MessageIsTooLarge
from shared.event_store.port import Answer, AnswerExists, NameIsTaken, StreamConflict, Write
from tests.contract.places import Place
from tests.support.tally import TALLY, Tally, counting, new_id, urged


async def outcomes(place: Place, *writes: Write) -> list[type[BaseException] | None]:
    results = await asyncio.gather(
        *(place.store.write(write) for write in writes), return_exceptions=True
    )
    return [type(result) if isinstance(result, BaseException) else None for result in results]


async def test_each_is_stored_whole(place: Place) -> None:
    streams = [new_id() for _ in range(20)]
    writes = [
        counting(
            stream,
            *(1, 2),
            messages=2,
            names=(f"TS-{number}",),
            answer=Answer(f"key-{number}", b"", 201, b"{}", (("Location", f"/{number}"),)),
        )
        for number, stream in enumerate(streams)
    ]

    assert await outcomes(place, *writes) == [None] * 20

    for number, stream in enumerate(streams):
        assert await place.store.load(TALLY, stream) == Tally(id=stream, version=2, total=3)
        assert await place.store.find(f"TS-{number}") == stream
        assert await place.store.answer(f"key-{number}") == writes[number].answer
    waiting = [entry.message_id for _, entry in await place.outbox.peek(100)]
    assert sorted(waiting) == sorted(m.id for write in writes for m in write.messages)
    for stream in streams:
        assert [i for i in waiting if i.startswith(str(stream))] == [f"{stream}:1", f"{stream}:1.1"]


async def test_one_that_is_refused_takes_nobody_with_it(place: Place) -> None:
    """Fillers keep the lanes busy, so that those who matter are stored together."""
    there, taken = new_id(), new_id()
    answer = Answer("key", b"", 200, b"{}")
    await place.store.write(counting(there, 1))
    await place.store.write(counting(taken, 1, names=("TS-1",), answer=answer))
    good, other, large = new_id(), new_id(), new_id()
    huge = Write(counting(large, 1).events, (urged(large, "水" * 400_000),), counting(large).cause)

    results = await outcomes(
        place,
        *(counting(new_id(), 1) for _ in range(4)),
        counting(good, 1, messages=1),
        counting(there, 7, messages=1),
        counting(new_id(), 1, names=("TS-1",)),
        counting(new_id(), 1, answer=answer),
        huge,
        counting(other, 2, messages=1),
    )

    assert results == [
        *[None] * 5,
        *(StreamConflict, NameIsTaken, AnswerExists, MessageIsTooLarge),
        None,
    ]
    assert await place.store.load(TALLY, there) == Tally(id=there, version=1, total=1)
    assert {entry.message_id for _, entry in await place.outbox.peek(100)} == {
        f"{good}:1",
        f"{other}:1",
    }


async def test_of_many_that_begin_the_same_stream_one_does(place: Place) -> None:
    stream = new_id()

    results = await outcomes(place, *(counting(stream, n) for n in range(1, 13)))

    assert results.count(None) == 1
    assert results.count(StreamConflict) == 11


async def test_a_beginning_waits_for_nobody_elses_open_transaction(place: Place) -> None:
    old, new = new_id(), new_id()
    await place.store.write(counting(old, 1))
    async with place.store.transaction() as unit:
        await unit.write(counting(old, 1, after=1))
        behind = asyncio.ensure_future(place.store.write(counting(old, 2, after=1)))
        await place.store.write(counting(new, 1))
        assert not behind.done()

    assert await outcomes_of(behind) is StreamConflict


async def outcomes_of(writing: asyncio.Future[None]) -> type[BaseException] | None:
    (result,) = await asyncio.gather(writing, return_exceptions=True)
    return type(result) if isinstance(result, BaseException) else None


async def test_one_that_cannot_be_put_into_bytes_takes_nobody_with_it(place: Place) -> None:
    good, half = new_id(), new_id()
    unsayable = Write(counting(half, 1).events, (urged(half, "\ud800"),), counting(half).cause)

    results = await outcomes(
        place,
        *(counting(new_id(), 1) for _ in range(4)),
        counting(good, 1, messages=1),
        unsayable,
    )

    assert results[:5] == [None] * 5
    assert results[5] is not None
    assert await place.store.load(TALLY, good) == Tally(id=good, version=1, total=1)
    assert await place.store.load(TALLY, half) is None
