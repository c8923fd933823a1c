"""A what-if over the real stream: nothing is left out, nothing read twice, whoever reads it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from huiyin.policy.replay import command as replay
from huiyin.whatif.bench import Trial, Version
from huiyin.whatif.differing import Comparison
from huiyin.whatif.from_stream import Period
from huiyin.whatif.life import lives_of
from huiyin.whatif.telling import RECORD_MAY_DIFFER
from huiyin.whatif.trying import try_lives, try_stream
from shared.bus import jetstream
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.contracts import Message
from shared.contracts.sla import DeadlineMissedV1, ObligationKind
from shared.event_store.encoding import entry_of
from shared.settings import POLICIES
from tests.support.servers import Servers
from tests.unit.whatif.history import END, a_year, policies

COMPLAINTS = 40
ALL = Period(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
RECORD = None
TRIAL = Trial(POLICIES, RECORD, ("guoying", "2026.1"), END)


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


@pytest.mark.parametrize("before", [RECORD, ("zsy", "2026.1")])
async def test_the_stream_gives_what_the_history_gives(
    nats_url: str, before: Version | None
) -> None:
    """Beside the record, and beside a regulation that is tried as well."""
    trial = replace(TRIAL, before=before)
    lives = lives_of(a_year("zsy", COMPLAINTS).contracts)
    expected = try_lives(lives, trial, policies(), workers=1)

    found = await _tried(nats_url, ALL, trial, workers=2)

    assert found.before.complaints == COMPLAINTS
    assert found.before == expected.before
    assert found.after == expected.after
    assert found.differing == expected.differing
    assert found.differing


async def test_the_record_is_what_the_services_told(nats_url: str) -> None:
    """Given nobody was late and nobody set a grade, beside a trial under the same regulation."""
    told = a_year("zsy", COMPLAINTS).contracts

    found = await _tried(nats_url, ALL, replace(TRIAL, after=("zsy", "2026.1")), workers=1)

    assert found.differing == []
    assert found.before == found.after
    missed = [one for one in told if isinstance(one, DeadlineMissedV1)]
    assert found.before.missed == sum(one.kind is ObligationKind.DEADLINE for one in missed) > 0


async def test_a_period_and_a_project_narrow_it(nats_url: str) -> None:
    lives = lives_of(a_year("zsy", COMPLAINTS).contracts)
    middle = lives[COMPLAINTS // 2].received
    narrow = Period(middle.received_at, ALL.end, middle.project)

    found = await _tried(nats_url, narrow, TRIAL, workers=1)

    wanted = [life for life in lives if narrow.holds(life)]
    expected = try_lives(wanted, TRIAL, policies(), workers=1, counted=lives)
    assert found.before.complaints == len(wanted)
    assert 0 < len(wanted) < COMPLAINTS
    assert found.differing == expected.differing


async def test_the_command_says_that_it_is_laid_beside_the_record(
    nats_url: str, servers: Servers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUIYIN_NATS_URL", nats_url)
    monkeypatch.setenv("HUIYIN_DATABASE_URL", servers.stack.database_url)
    out = tmp_path / "what-if.html"
    asked = ["--pack", "guoying", "--to", "2026-12-31", "--out", str(out), "--workers", "1"]

    done = await asyncio.to_thread(lambda: CliRunner().invoke(replay, asked))

    assert done.exit_code == 0, done.output
    assert RECORD_MAY_DIFFER in done.output
    assert RECORD_MAY_DIFFER in out.read_text("utf-8")
    report = orjson.loads(out.with_suffix(".json").read_bytes())
    assert report["before"]["complaints"] == COMPLAINTS
    assert (report["before"]["is"], report["after"]["is"]) == ("record", "trial")


async def _tried(nats_url: str, period: Period, trial: Trial, *, workers: int) -> Comparison:
    return await asyncio.to_thread(
        lambda: try_stream(nats_url, period, trial, policies(), workers=workers)
    )
