"""A line to a server that can be cut, or fall silent: TCP carried from one port to another."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from types import TracebackType
from typing import Self

from huiyin import ports
from huiyin.processes import LOOPBACK

CHUNK_BYTES = 65_536


class Wire:
    """Listens on a port of its own and carries bytes to `port` and back."""

    def __init__(self, port: int) -> None:
        (self.port,) = ports.draw_free(1)
        self._target = port
        self._flows = asyncio.Event()
        self._flows.set()
        self._ends: set[asyncio.StreamWriter] = set()
        self._to_lose: tuple[bytes, asyncio.Event] | None = None
        self._carrying: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, LOOPBACK, self.port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def cut(self) -> int:
        """Break every connection without a word (RST); how many there were. New ones are let in."""
        ends = tuple(self._ends)
        for end in ends:
            _break(end)
        return len(ends) // 2

    async def fall_silent(self, seconds: float) -> None:
        """Carry nothing either way for a while, break nothing; then go on where it stopped."""
        self._flows.clear()
        try:
            await asyncio.sleep(seconds)
        finally:
            self._flows.set()

    async def lose_answer(self, sign: bytes, *, within_s: float) -> bool:
        """Break the line instead of carrying the next answer that holds `sign`: the server has done
        what it was asked, and whoever asked does not know. Whether there was one in time."""
        lost = asyncio.Event()
        self._to_lose = (sign, lost)
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await lost.wait()
        self._to_lose = None
        return lost.is_set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        self._ends.add(writer)
        try:
            with suppress(asyncio.CancelledError):  # Nobody awaits us: we end with the wire.
                await self._connect(reader, writer)
        finally:
            self._ends.discard(writer)
            self._carrying.discard(task)
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self._target)
        except OSError:
            return  # The server is away; our side of the line breaks too.
        self._ends.add(far_writer)
        both = [
            asyncio.ensure_future(self._carry(reader, far_writer, answers=False)),
            asyncio.ensure_future(self._carry(far_reader, writer, answers=True)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in both:
                one.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            self._ends.discard(far_writer)
            with suppress(OSError):
                await _let_out(far_writer)

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        with suppress(OSError):
            while data := await source.read(CHUNK_BYTES):
                await self._flows.wait()
                if answers and self._to_lose is not None and self._to_lose[0] in data:
                    self._to_lose[1].set()
                    self._to_lose = None
                    _break(target)
                    return
                target.write(data)
                await target.drain()


def _break(writer: asyncio.StreamWriter) -> None:
    """End a connection as a machine does that vanished and came back: with a reset."""
    connection = writer.get_extra_info("socket")
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _let_out(writer: asyncio.StreamWriter) -> None:
    """Close without losing what was written last, such as a goodbye."""
    writer.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            await writer.wait_closed()
