"""One request of somebody to a service, in a life that the simulation plays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from shared.commands import Reply, RequestKey
from shared.web.asking import Asked

Request = Callable[[Any, str, RequestKey], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Act:
    """One request, `after` so many hours after the one before it."""

    after: float
    service: str
    name: str
    request: Request


def on_case(after: float, name: str, do: Callable[[Any, Asked], Awaitable[Reply]]) -> Act:
    return Act(
        after, "casework", name, lambda app, number, key: do(app, Asked(number, "工程部", key))
    )


def on_assessment(after: float, name: str, do: Callable[[Any, Asked], Awaitable[Reply]]) -> Act:
    return Act(
        after, "triage", name, lambda app, number, key: do(app, Asked(number, "投诉专员", key))
    )
