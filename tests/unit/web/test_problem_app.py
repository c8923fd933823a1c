"""Whatever goes wrong in a service, its caller gets a problem document and the log no words."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from fastapi import FastAPI, Request

from shared.web.problem_app import ProblemApp
from shared.web.problems import MEDIA_TYPE

SAID = "王女士说客厅漏水"
LIMIT = 1024


class CannotBeEncoded(asyncpg.InterfaceError, ValueError):
    """What the driver raises for an argument that is not of the column's type."""


def faulty() -> FastAPI:
    """A service whose every address fails in its own way."""
    app = ProblemApp(max_body_size=LIMIT)

    @app.get("/bug")
    async def bug() -> None:
        raise RuntimeError(SAID)

    @app.get("/away")
    async def away() -> None:
        raise ConnectionRefusedError(SAID)

    @app.get("/unfit")
    async def unfit() -> None:
        raise CannotBeEncoded(SAID)

    @app.post("/unread")
    async def unread() -> str:
        return "answered without reading the body"

    @app.post("/read")
    async def read(request: Request) -> int:
        return len(await request.body())

    @app.post("/roomy", max_body_size=4 * LIMIT)
    async def roomy(request: Request) -> int:
        return len(await request.body())

    return app


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(faulty(), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://faulty") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/bug", 500, "internal"), ("/away", 503, "storage-away"), ("/unfit", 500, "internal")],
)
async def test_a_fault_of_ours(
    http: httpx.AsyncClient,
    caplog: pytest.LogCaptureFixture,
    path: str,
    status: int,
    code: str,
) -> None:
    reply = await http.get(path)
    assert reply.status_code == status
    assert reply.headers["Content-Type"] == MEDIA_TYPE
    assert reply.json()["type"] == f"/problems/{code}"
    assert ("Retry-After" in reply.headers) == (status == 503)
    assert caplog.records
    assert SAID not in caplog.text
    assert SAID not in reply.text


@pytest.mark.parametrize("path", ["/read", "/unread", "/roomy"])
@pytest.mark.parametrize("declared", [True, False])
async def test_too_large_a_body_is_a_problem_that_tells_the_limit(
    http: httpx.AsyncClient, path: str, declared: bool
) -> None:
    async def in_parts() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"x" * LIMIT

    reply = await http.post(path, content=b"x" * 5 * LIMIT if declared else in_parts())
    if path == "/unread" and not declared:
        assert reply.status_code == 200  # Nobody ever learned how long it was.
        return
    assert reply.status_code == 413
    assert reply.headers["Content-Type"] == MEDIA_TYPE
    assert reply.json()["type"] == "/problems/too-large"
    limit = "4 KB" if path == "/roomy" else "1 KB"
    assert limit in reply.json()["title"]
    assert limit in reply.json()["detail"]


async def test_a_body_within_the_limit_is_read(http: httpx.AsyncClient) -> None:
    assert (await http.post("/read", content=b"x" * LIMIT)).json() == LIMIT
    assert (await http.post("/roomy", content=b"x" * 4 * LIMIT)).json() == 4 * LIMIT
