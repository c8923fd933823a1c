"""The whole house on real PostgreSQL, JetStream and SMTP, with a clock we step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from huiyin.stack import Stack
from huiyin.stepping import Steps
from tests.acceptance.journey import Journey, walk

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
async def stack() -> AsyncIterator[Stack]:
    async with Stack(clock="stepped", env={"HUIYIN_CLOCK_START": MONDAY.isoformat()}) as stack:
        yield stack


@pytest.fixture(scope="session")
async def steps(stack: Stack) -> AsyncIterator[Steps]:
    async with Steps(stack.urls, stack.nats_url) as steps:
        await steps.settle()
        yield steps


@pytest.fixture(scope="session")
async def journey(stack: Stack, steps: Steps) -> Journey:
    """One complaint walked from the customer's words to the closed case, once a session."""
    return await walk(stack, steps, MONDAY)
