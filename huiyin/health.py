"""Is it able to do its work? Asked the way its users would.

`python -m huiyin.health URL` exits 0 when ready, 1 when not: the health check of our image.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

ANSWER_WITHIN_S = 3.0
ASK_AGAIN_AFTER_S = 0.05


class NotReady(Exception):
    """What was asked gave no answer, or a wrong one."""


async def probe(url: str) -> None:
    """Ask once; raise NotReady with the reason unless the answer is yes."""
    try:
        await asyncio.wait_for(_ASK[urlsplit(url).scheme](url), ANSWER_WITHIN_S)
    except NotReady:
        raise
    except Exception as error:
        # Drivers fail in a hundred ways while a server starts; each of them means "not yet".
        raise NotReady(f"{type(error).__name__}: {error}") from error


async def is_ready(url: str) -> bool:
    try:
        await probe(url)
    except NotReady:
        return False
    return True


async def until_ready(url: str, *, within_s: float) -> None:
    """Ask until the answer is yes; TimeoutError with the last reason when time is up."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within_s
    while True:
        try:
            return await probe(url)
        except NotReady as reason:
            if loop.time() >= end:
                raise TimeoutError(str(reason)) from reason
        await asyncio.sleep(ASK_AGAIN_AFTER_S)


async def _ask_http(url: str) -> None:
    """Any 2xx will do. No HTTP library: this runs in every container every few seconds."""
    parts = urlsplit(url)
    line = await _first_line(
        url, f"GET {parts.path or '/'} HTTP/1.0\r\nHost: {parts.netloc}\r\n\r\n".encode()
    )
    fields = line.split()
    if len(fields) < 2 or not fields[1].startswith("2"):
        raise NotReady(line or "no answer")


async def _ask_smtp(url: str) -> None:
    line = await _first_line(url, b"QUIT\r\n")
    if not line.startswith("220"):
        raise NotReady(line or "no greeting")


async def _ask_nats(url: str) -> None:
    """The greeting of a NATS server says whether JetStream is on; no login needed."""
    line = await _first_line(url, b"")
    if not line.startswith("INFO "):
        raise NotReady(line or "no greeting")
    if not json.loads(line[len("INFO ") :]).get("jetstream"):
        raise NotReady("JetStream is off")


async def _ask_postgres(url: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        await connection.fetchval("SELECT 1")
    finally:
        await connection.close()


async def _first_line(url: str, request: bytes) -> str:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(request)
        return (await reader.readline()).decode("utf-8", "replace").strip()
    finally:
        writer.close()


_ASK: dict[str, Callable[[str], Awaitable[None]]] = {
    "http": _ask_http,
    "smtp": _ask_smtp,
    "nats": _ask_nats,
    "postgresql": _ask_postgres,
}


if __name__ == "__main__":
    try:
        asyncio.run(probe(sys.argv[1]))
    except NotReady as not_ready:
        sys.exit(f"not ready: {not_ready}")
