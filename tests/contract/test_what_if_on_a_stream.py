"""A what-if over the real stream: nothing is left out, nothing read twice, whoever reads it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from huiyin.whatif.from_stream import Period, received_in
from huiyin.whatif.life import lives_of
from huiyin.whatif.trying import Trial, try_lives, try_stream
from shared.bus import jetstream
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.contracts import Message
from shared.event_store.encoding import entry_of
from shared.settings import POLICIES
from tests.support.servers import Servers
from tests.unit.whatif.history import END, a_year, policies

COMPLAINTS = 40
ALL = Period(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
TRIAL = Trial(POLICIES, None, ("guoying", "2026.1"), END)


@pytest.fixture
async def nats_url(servers: Servers) -> str:
    """Given a stream that tells a year."""
    await servers.new_stream()
    told = a_year("zsy", COMPLAINTS).contracts
    messages = [Message(f"{one.key}:{i}", one) for i, one in enumerate(told)]
    client = await jetstream.connect(servers.nats_url, name="test")
    publisher = JetStreamPublisher(client)
    for i in range(0, len(messages), 500):
        await publisher.publish([entry_of(message) for message in messages[i : i + 500]])
    await jetstream.close(client)
    return servers.nats_url


async def test_the_stream_gives_what_the_history_gives(nats_url: str) -> None:
    lives = lives_of(a_year("zsy", COMPLAINTS).contracts)
    library = policies()
    expected = try_lives(lives, TRIAL, library, workers=1)

    received = await received_in(nats_url)
    found = await asyncio.to_thread(
        lambda: try_stream(nats_url, ALL, received, TRIAL, library, workers=2)
    )

    assert len(received) == COMPLAINTS
    assert found.before == expected.before
    assert found.after == expected.after
    assert found.differing == expected.differing
    assert found.differing


async def test_a_period_and_a_project_narrow_it(nats_url: str) -> None:
    received = await received_in(nats_url)
    middle = received[COMPLAINTS // 2].received
    narrow = Period(middle.received_at, ALL.end, middle.project)

    found = await asyncio.to_thread(
        lambda: try_stream(nats_url, narrow, received, TRIAL, policies(), workers=1)
    )

    wanted = [life for life in received if narrow.holds(life)]
    assert found.before.complaints == len(wanted)
    assert 0 < len(wanted) < COMPLAINTS
