"""Where a person asked, a problem is told as a page; everybody else gets the problem document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response

from services.console.web.look import Look

Handler = Callable[[Request, Exception], Awaitable[Response]]


def speak_pages(app: FastAPI, look: Look) -> None:
    """Give every problem of the service a page beside its document."""
    for failure, tell in list(app.exception_handlers.items()):
        app.exception_handlers[failure] = _page_or(tell, look)


def _page_or(tell: Any, look: Look) -> Handler:
    async def handler(request: Request, failure: Exception) -> Response:
        document: Response = await tell(request, failure)
        if not _is_for_a_person(request):
            return document
        problem = orjson.loads(document.body)
        return look.page("problem.html", status=document.status_code, problem=problem)

    return handler


def _is_for_a_person(request: Request) -> bool:
    path = request.url.path
    asked = request.headers.get("accept", "")
    return "text/html" in asked and not path.startswith(("/api/", "/ops/"))
