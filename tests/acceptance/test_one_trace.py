"""One trace from the HTTP request to the mail, across all services."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from huiyin.stack import Stack
from huiyin.stepping import Steps
from tests.acceptance.journey import Journey

pytestmark = pytest.mark.acceptance
SPANS_WRITTEN_WITHIN_S = 10.0


async def _spans(stack: Stack, steps: Steps, trace: str) -> list[dict[str, Any]]:
    replies = await asyncio.gather(
        *(
            steps.http.get(f"{url}/ops/spans", params={"trace_ids": trace})
            for url in stack.urls.values()
        )
    )
    return [span for reply in replies for span in reply.json()]


async def _first_trace(stack: Stack, steps: Steps, journey: Journey) -> str:
    reply = await steps.http.get(
        f"{stack.urls['intake']}/ops/traces", params={"complaint_id": journey.complaint_id}
    )
    trace: str = reply.json()[0]
    return trace


async def test_from_post_to_mail_is_one_trace(journey: Journey, stack: Stack, steps: Steps) -> None:
    trace = await _first_trace(stack, steps, journey)
    spans = await _spans(stack, steps, trace)
    assert {span["service"] for span in spans} == set(stack.urls)
    names = [span["name"] for span in spans]
    for part in (
        "POST /complaints",
        "receive complaint",
        "publish complaint-received",
        "triage hears complaint-received",
        "sla hears complaint-received",
        "notify hears responsibility-assigned",
        "send mail",
    ):
        assert part in names, part


async def test_every_span_hangs_on_another_up_to_the_request(
    journey: Journey, stack: Stack, steps: Steps
) -> None:
    trace = await _first_trace(stack, steps, journey)
    spans = await _spans(stack, steps, trace)
    known = {span["span_id"] for span in spans}
    roots = [span["name"] for span in spans if span["parent_id"] not in known]
    assert roots == ["POST /complaints"]


async def test_a_timer_begins_a_trace_of_its_own_linked_to_what_started_it(
    journey: Journey, stack: Stack, steps: Steps
) -> None:
    first = await _first_trace(stack, steps, journey)
    reply = await steps.http.get(
        f"{stack.urls['sla']}/ops/traces", params={"complaint_id": journey.complaint_id}
    )
    others = [trace for trace in reply.json() if trace != first]
    timers = [
        span
        for span in await _spans(stack, steps, ",".join(others))
        if span["name"].endswith("timer")
    ]
    assert timers
    assert all(link["trace_id"] == first for link in timers[0]["links"])
