"""The Idempotency-Key header: the same request twice is one request.

Source: IETF draft-ietf-httpapi-idempotency-key-header. A key repeated with another body is refused.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Header, Request

from shared.commands import RequestKey, raise_prior_answer
from shared.event_store.port import Store

KEY_PATTERN = r"^[\x21-\x7e]{1,200}$"


async def _request_key(
    request: Request,
    idempotency_key: Annotated[str | None, Header(pattern=KEY_PATTERN)] = None,
) -> RequestKey | None:
    """The request's key, where it has one that is new."""
    if idempotency_key is None:
        return None
    content = await request.body()
    what = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    key = RequestKey(idempotency_key, sha256(what + content).digest())
    store: Store = request.app.state.runtime.store
    await raise_prior_answer(store, key)
    return key


IdempotencyKey = Annotated[RequestKey | None, Depends(_request_key)]
