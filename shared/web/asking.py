"""What every command on one complaint comes with, and how a route gets hold of the use cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from shared.commands import RequestKey
from shared.web.body import ANONYMOUS, Actor, Number
from shared.web.idempotency import IdempotencyKey
from shared.web.versions import SeenVersion


@dataclass(frozen=True, slots=True)
class Asked:
    """A command's circumstances: on which complaint, by whom, under which key, having seen what."""

    number: str
    actor: str
    key: RequestKey | None = None
    seen_version: int | None = None


async def _asked(
    number: Number,
    key: IdempotencyKey,
    seen_version: SeenVersion,
    actor: Actor = ANONYMOUS,
) -> Asked:
    return Asked(number=number, actor=actor, key=key, seen_version=seen_version)


Command = Annotated[Asked, Depends(_asked)]


# Dependencies are coroutines although they wait for nothing: FastAPI sends plain functions through
# a pool of threads, which costs more than the rest of a small request.
async def application(request: Request) -> Any:
    """What the service's composition root made: `Annotated[Triage, Depends(application)]`."""
    return request.app.state.application
