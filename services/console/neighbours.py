"""Asking the other services over HTTP, all at once and never for long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import httpx

WAIT_S = 3.0
TRACES_AT_ONCE = 100
"""Trace ids are 32 digits in a query: this many stay well within what servers take as a URL."""

Read = TypeVar("Read")


class ServiceIsAway(Exception):
    """A service did not answer, or not with what was asked for."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


@dataclass(frozen=True, slots=True)
class Asked:
    """What the services that answered said, by service, and which of them did not."""

    answers: Mapping[str, Any]
    away: tuple[str, ...]


class Neighbours:
    """`urls` are the addresses by service; None for one that is not there."""

    def __init__(self, urls: Mapping[str, str | None], client: httpx.AsyncClient) -> None:
        self._urls = urls
        self._client = client

    async def keep_open(self) -> None:
        """Hold the client's connections as long as the service runs."""
        async with self._client:
            await asyncio.Event().wait()

    def url(self, service: str) -> str | None:
        return self._urls.get(service)

    async def get(
        self,
        service: str,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        within_s: float = WAIT_S,
    ) -> httpx.Response:
        """Raises ServiceIsAway; a 4xx is an answer."""
        return await self._answer(service, "GET", path, params=query, timeout=within_s)

    async def post(
        self, service: str, path: str, content: Mapping[str, object], headers: Mapping[str, str]
    ) -> httpx.Response:
        """A command, with its Idempotency-Key. Raises ServiceIsAway; a 4xx is an answer."""
        encoded = {name: value.encode("utf-8") for name, value in headers.items()}
        return await self._answer(service, "POST", path, json=content, headers=encoded)

    async def _answer(self, service: str, method: str, path: str, **asked: Any) -> httpx.Response:
        base = self._urls.get(service)
        if base is None:
            raise ServiceIsAway(service)
        try:
            answer = await self._client.request(method, f"{base}{path}", **asked)
        except httpx.HTTPError as failure:
            raise ServiceIsAway(service) from failure
        if answer.is_server_error:
            raise ServiceIsAway(service)
        return answer

    async def traces_of(self, complaint: UUID) -> Asked:
        """The ids of the traces in which each service did something for a complaint."""
        return await self._ask_all(
            lambda service: self._list(service, "/ops/traces", complaint_id=str(complaint))
        )

    async def spans_of(self, traces: tuple[str, ...]) -> Asked:
        """The spans of some traces, by the service that made them."""
        parts = [
            ",".join(traces[start : start + TRACES_AT_ONCE])
            for start in range(0, len(traces), TRACES_AT_ONCE)
        ]

        async def spans(service: str) -> list[Any]:
            lists = [await self._list(service, "/ops/spans", trace_ids=part) for part in parts]
            return [span for spans in lists for span in spans]

        return await self._ask_all(spans)

    async def _list(self, service: str, path: str, **query: str) -> list[Any]:
        answer = await self.get(service, path, query)
        content = answer.json() if answer.is_success else None
        if not isinstance(content, list):
            raise ServiceIsAway(service)
        return content

    async def _ask_all(self, ask: Callable[[str], Awaitable[Read]]) -> Asked:
        services = list(self._urls)
        said = await asyncio.gather(*map(ask, services), return_exceptions=True)
        answers: dict[str, Any] = {}
        away: list[str] = []
        for service, answer in zip(services, said, strict=True):
            if isinstance(answer, ServiceIsAway | ValueError):
                away.append(service)
            elif isinstance(answer, BaseException):
                raise answer
            else:
                answers[service] = answer
        return Asked(answers, tuple(away))


def open_client() -> httpx.AsyncClient:
    """The services are our own and near: no proxy of the environment stands between."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # It logs every request, with its ids.
    return httpx.AsyncClient(timeout=WAIT_S, trust_env=False)
