"""The line between services and servers: carries, breaks, falls silent, loses an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from huiyin.drill.wire import Wire
from huiyin.processes import LOOPBACK

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


@pytest.fixture
async def heard() -> list[bytes]:
    """What reached the server."""
    return []


@pytest.fixture
async def wire(heard: list[bytes]) -> AsyncIterator[Wire]:
    """A line to a server that answers each line with `done`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            heard.append(line)
            writer.write(b"done\n")
        writer.close()

    server = await asyncio.start_server(serve, LOOPBACK, 0)
    async with Wire(server.sockets[0].getsockname()[1]) as wire:
        yield wire
    server.close()


async def connected(wire: Wire) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(LOOPBACK, wire.port)


async def test_it_carries_both_ways(wire: Wire) -> None:
    reader, writer = await connected(wire)
    writer.write(b"do\n")
    assert await reader.readline() == b"done\n"
    writer.close()


async def test_a_cut_breaks_what_is_there_and_lets_in_what_comes(wire: Wire) -> None:
    reader, writer = await connected(wire)
    writer.write(b"do\n")
    await reader.readline()

    assert wire.cut() == 1
    with pytest.raises(ConnectionResetError):
        await reader.readexactly(1)
    again, writer = await connected(wire)
    writer.write(b"do\n")
    assert await again.readline() == b"done\n"
    writer.close()


async def test_silence_delays_and_loses_nothing(wire: Wire, heard: list[bytes]) -> None:
    reader, writer = await connected(wire)
    silence = asyncio.create_task(wire.fall_silent(0.2))
    await asyncio.sleep(0)
    writer.write(b"do\n")
    answer = asyncio.create_task(reader.readline())
    await asyncio.wait({answer, silence}, return_when=asyncio.FIRST_COMPLETED)

    assert silence.done() and heard == []
    assert await answer == b"done\n"
    writer.close()


async def test_a_lost_answer_is_of_something_that_was_done(wire: Wire, heard: list[bytes]) -> None:
    reader, writer = await connected(wire)
    losing = asyncio.create_task(wire.lose_answer(b"done", within_s=5))
    await asyncio.sleep(0)
    writer.write(b"do\n")

    assert await losing
    assert heard == [b"do\n"]
    with pytest.raises(ConnectionResetError):
        await reader.readexactly(1)


async def test_where_nothing_is_answered_nothing_is_lost(wire: Wire) -> None:
    assert not await wire.lose_answer(b"done", within_s=0.01)
