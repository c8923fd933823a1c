"""Callers that keep their connections open and cost little: the load must not be the bottleneck."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

KEPT_S = 3.0
"""Below uvicorn's five seconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the body as bytes."""

    status: int
    body: bytes

    @property
    def ok(self) -> bool:
        return self.status < 400

    def json(self) -> Any:
        return json.loads(self.body)


class Caller:
    """One kept connection a service; one request at a time on each."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = urls
        self._used: dict[str, float] = {}
        self._open: dict[str, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = {}

    async def post(self, service: str, path: str, content: Mapping[str, Any]) -> Answer:
        body = json.dumps(content, ensure_ascii=False).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: huiyin\r\nX-Actor: bench:person\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return await self._ask(service, head.encode() + body)

    async def get(self, service: str, path: str) -> Answer:
        return await self._ask(service, f"GET {path} HTTP/1.1\r\nHost: huiyin\r\n\r\n".encode())

    def close(self) -> None:
        for _, writer in self._open.values():
            writer.close()
        self._open.clear()

    async def _ask(self, service: str, request: bytes) -> Answer:
        reader, writer = await self._connection(service)
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":", 1)[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        return Answer(int(head[9:12]), await reader.readexactly(length))

    async def _connection(self, service: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The one that is open, unless it was idle so long that the service may be closing it."""
        idle_s = time.monotonic() - self._used.get(service, 0)
        self._used[service] = time.monotonic()
        if service in self._open and idle_s > KEPT_S:
            self._open.pop(service)[1].close()
        if service not in self._open:
            place = urlsplit(self._urls[service])
            assert place.hostname is not None
            self._open[service] = await asyncio.open_connection(place.hostname, place.port)
        return self._open[service]
