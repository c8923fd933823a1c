"""Going together: one at once, the rest with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from shared.gathering import Gathering


class Ferry:
    """Takes its passengers across, and waits on each side for a word to go on."""

    def __init__(self) -> None:
        self.crossings: list[list[int]] = []
        self.may_cross = asyncio.Event()

    async def cross(self, passengers: Sequence[int]) -> list[int]:
        self.crossings.append(list(passengers))
        await self.may_cross.wait()
        if 13 in passengers:
            raise ValueError("unlucky")
        return [10 * passenger for passenger in passengers]


@pytest.fixture
async def ferry() -> Ferry:
    return Ferry()


async def boarded() -> None:
    """Everybody who can has begun to wait."""
    for _ in range(5):
        await asyncio.sleep(0)


def ask(gathering: Gathering[int, int], *passengers: int) -> list[asyncio.Future[int]]:
    return [asyncio.ensure_future(gathering.do(passenger)) for passenger in passengers]


async def test_the_first_goes_at_once_and_those_who_come_meanwhile_go_together(
    ferry: Ferry,
) -> None:
    gathering = Gathering(ferry.cross)
    first = ask(gathering, 1)
    await boarded()
    others = ask(gathering, 2, 3, 4)
    await boarded()
    assert ferry.crossings == [[1]]

    ferry.may_cross.set()

    assert await asyncio.gather(*first, *others) == [10, 20, 30, 40]
    assert ferry.crossings == [[1], [2, 3, 4]]


async def test_who_was_served_may_ask_again_at_once(ferry: Ferry) -> None:
    gathering = Gathering(ferry.cross)
    ferry.may_cross.set()

    async with asyncio.timeout(10):
        assert [await gathering.do(number) for number in (1, 2, 3)] == [10, 20, 30]


async def test_no_more_go_together_than_there_is_room_for(ferry: Ferry) -> None:
    gathering = Gathering(ferry.cross, limit=2)
    ferry.may_cross.set()

    assert await asyncio.gather(*ask(gathering, 1, 2, 3, 4, 5)) == [10, 20, 30, 40, 50]

    assert ferry.crossings == [[1, 2], [3, 4], [5]]


async def test_a_second_lane_does_not_wait_for_the_first(ferry: Ferry) -> None:
    gathering = Gathering(ferry.cross, lanes=2)
    for passenger in (1, 2, 3, 4):
        ask(gathering, passenger)
        await boarded()

    assert ferry.crossings == [[1], [2]]
    ferry.may_cross.set()
    await boarded()
    assert ferry.crossings == [[1], [2], [3, 4]]


async def test_a_failure_is_told_to_those_it_befell_and_nobody_else(ferry: Ferry) -> None:
    gathering = Gathering(ferry.cross, limit=2)
    ferry.may_cross.set()

    results = await asyncio.gather(*ask(gathering, 12, 13, 14), return_exceptions=True)

    assert [type(result) for result in results] == [ValueError, ValueError, int]


async def test_who_gives_up_waiting_is_left_behind(ferry: Ferry) -> None:
    gathering = Gathering(ferry.cross)
    first = ask(gathering, 1)
    await boarded()
    impatient, patient = ask(gathering, 2, 3)
    await boarded()
    impatient.cancel()
    await boarded()
    ferry.may_cross.set()

    assert await asyncio.gather(*first, patient) == [10, 30]
    assert ferry.crossings == [[1], [3]]


async def test_who_gives_up_on_the_way_spoils_nothing(ferry: Ferry) -> None:
    gathering = Gathering(ferry.cross)
    impatient, patient = ask(gathering, 1, 2)
    await boarded()
    impatient.cancel()
    ferry.may_cross.set()

    assert await patient == 20
    assert await gathering.do(3) == 30


async def test_nobody_waits_for_an_answer_that_was_cancelled() -> None:
    async def goes_down(_: Sequence[int]) -> list[int]:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(Gathering[int, int](goes_down).do(1), timeout=5)
