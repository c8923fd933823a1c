"""Requests over kept connections, each answered before the next: `python -m tests.bench.load`.

A process of its own, so that what is measured does not share its event loop with whoever measures;
on bare transports, so that it takes a small part of the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import cast
from urllib.parse import urlsplit
from uuid import uuid4

import uvloop

END_OF_HEAD = b"\r\n\r\n"


class Client(asyncio.Protocol):
    """One connection. Takes the next of `left` whenever it has its answer."""

    def __init__(self, requests: Iterator[bytes], done: asyncio.Future[None]) -> None:
        self._requests = requests
        self._done = done
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance.
        self._next()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, found, body = self._heard.partition(END_OF_HEAD)
        if not found or len(body) < _content_length(head):
            return
        if not head.startswith(b"HTTP/1.1 201"):
            self._done.set_exception(RuntimeError((head + b"\n\n" + body).decode("utf-8")))
            self._transport.abort()
            return
        self._heard = b""
        self._next()

    def connection_lost(self, reason: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(reason or ConnectionResetError("closed by the server"))

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is not None:
            self._transport.write(request)
        elif not self._done.done():
            self._done.set_result(None)
            self._transport.close()


def _content_length(head: bytes) -> int:
    (length,) = (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
    return int(length.partition(b":")[2])


def _requests(host: str, body: bytes, count: int, keyed: bool) -> Iterator[bytes]:
    head = (
        f"POST /complaints HTTP/1.1\r\nHost: {host}\r\nX-Actor: bench\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    for _ in range(count):
        key = f"Idempotency-Key: {uuid4()}\r\n" if keyed else ""
        yield f"{head}{key}\r\n".encode() + body


async def rate(url: str, body: bytes, *, count: int, connections: int, keyed: bool) -> float:
    """Answers a second, from the first request to the last answer. Raises RuntimeError where one
    is anything but 201."""
    place = urlsplit(url)
    assert place.hostname is not None, "an absolute URL"
    loop = asyncio.get_running_loop()
    requests = _requests(place.netloc, body, count, keyed)
    waiting = []
    began = perf_counter()
    for _ in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        waiting.append(done)
        await loop.create_connection(
            lambda done=done: Client(requests, done),  # type: ignore[misc]
            place.hostname,
            place.port or 80,
        )
    await asyncio.gather(*waiting)
    return count / (perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load")
    parser.add_argument("url")
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--connections", type=int, required=True)
    parser.add_argument("--keyed", action="store_true", help="with an Idempotency-Key each")
    told = parser.parse_args()
    body = sys.stdin.buffer.read()
    found = uvloop.run(
        rate(
            told.url,
            body,
            count=told.count,
            connections=told.connections,
            keyed=told.keyed,
        )
    )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
