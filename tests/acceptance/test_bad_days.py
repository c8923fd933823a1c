"""PostgreSQL or NATS go away: nothing acknowledged is lost, all is caught up on their return."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

import httpx
import pytest

from huiyin.stack import Stack
from huiyin.stepping import Steps
from tests.acceptance.journey import Journey
from tests.support.waiting import until

pytestmark = pytest.mark.acceptance
AWAY_S = 10.0
PEOPLE = 3
A_BREATH_S = 0.25
PATIENCE_S = 20.0
PLAIN = {"channel": "web", "project": "yql", "category": "property-management"}


class Patient:
    """Somebody who complains a few times a second, and says again what was not acknowledged."""

    def __init__(self, name: str, url: str) -> None:
        self.acknowledged: list[str] = []
        self.refused = 0
        self._name = name
        self._url = url

    async def complain(self) -> None:
        async with httpx.AsyncClient(timeout=PATIENCE_S) as http:
            while True:
                await self._once(http)
                await asyncio.sleep(A_BREATH_S)

    async def _once(self, http: httpx.AsyncClient) -> None:
        place = len(self.acknowledged)
        body: dict[str, Any] = PLAIN | {"text": f"{self._name} 第 {place} 次：门禁坏了"}
        key = {"Idempotency-Key": f"{self._name}-{place}"}
        try:
            reply = await http.post(f"{self._url}/complaints", json=body, headers=key)
        except httpx.TransportError:
            return
        if reply.status_code == 503:
            assert reply.headers["content-type"].startswith("application/problem+json")
            self.refused += 1
            return
        assert reply.status_code == 201, reply.text
        self.acknowledged.append(reply.json()["number"])


@pytest.mark.parametrize("server", ["nats", "postgres"])
async def test_a_server_is_away_for_ten_seconds(
    server: str, journey: Journey, stack: Stack, steps: Steps
) -> None:
    people = [Patient(f"{server}-{place}", stack.urls["intake"]) for place in range(PEOPLE)]
    voices = [asyncio.create_task(person.complain()) for person in people]
    try:
        await until(lambda: all(person.acknowledged for person in people))
        async with stack.without(server):
            await asyncio.sleep(AWAY_S)  # The absence is what is tested.
        returned = monotonic()
        before = [len(person.acknowledged) for person in people]
        await until(
            lambda: all(
                len(person.acknowledged) > count
                for person, count in zip(people, before, strict=True)
            )
        )
    finally:
        for voice in voices:
            voice.cancel()
        await asyncio.gather(*voices, return_exceptions=True)

    await steps.settle()
    print(f"without {server}: caught up {monotonic() - returned:.1f} s after its return")

    numbers = [number for person in people for number in person.acknowledged]
    assert len(numbers) == len(set(numbers))
    for number in numbers:
        reply = await steps.http.get(f"{stack.urls['console']}/api/complaints/{number}")
        assert reply.status_code == 200, number
        assert reply.json()["page"]["department_name"] == "物业公司"
