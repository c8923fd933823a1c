"""FastAPI where it answers by itself, brought to the same problem documents as everything else."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from fastapi import FastAPI
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY
from starlette.types import Message, Receive, Scope, Send

from shared.web.problems import MEDIA_TYPE, Problem, nul_in_address, speak_problems, too_large

SCHEMA = "#/components/schemas/{model}"
FAILURES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": SCHEMA.format(model="Problem")}}},
    }
    for status, description in (
        ("4XX", "Refused 被拒绝: nothing was done; the problem says which field and why"),
        ("5XX", "Out of order 暂时不可用: try again with the same Idempotency-Key"),
    )
}


class ProblemApp(FastAPI):
    """An application all of whose failures are problem documents, as its OpenAPI document says."""

    def __init__(self, **options: Any) -> None:
        super().__init__(responses=FAILURES, **options)
        speak_problems(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        if _holds_nul(scope):
            await nul_in_address()(scope, receive, send)
            return
        # An exception is answered and logged by now. The server would log it once more with its
        # message, which may quote what a customer said.
        with suppress(Exception):
            await super().__call__(scope, receive, _WithoutPlainText(scope, receive, send))

    def openapi(self) -> dict[str, Any]:
        schema = super().openapi()
        described = Problem.model_json_schema(ref_template=SCHEMA)
        models = described.pop("$defs")
        schema.setdefault("components", {}).setdefault("schemas", {}).update(
            models | {"Problem": described}
        )
        return schema


def _holds_nul(scope: Scope) -> bool:
    """Neither a column nor a span can store it, so it gets no further than here."""
    return "\x00" in scope["path"] or b"%00" in scope["query_string"]


class _WithoutPlainText:
    """Puts a problem document in place of the plain text that refuses too large a body, which is
    sent from outside of every middleware and handler."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._replaced = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._is_plain_refusal(message):
            self._replaced = True
            response = too_large(self._scope.get(MAX_BODY_SIZE_SCOPE_KEY))
            await response(self._scope, self._receive, self._send)
        elif not self._replaced:
            await self._send(message)

    @staticmethod
    def _is_plain_refusal(message: Message) -> bool:
        types = [value for name, value in message["headers"] if name == b"content-type"]
        return bool(message["status"] == 413 and types and types[0].startswith(b"text/plain"))
