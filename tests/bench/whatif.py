"""A what-if over a long history: read from JetStream, tried under another regulation, compared.

The history is a made-up year's, copied under other ids, months apart, until it is long enough.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import yaml
import yamlcore

from huiyin.whatif.by_hand import DONE_TO_CLOCKS
from huiyin.whatif.from_stream import JUDGED_BY_PEOPLE, Period, received_in
from huiyin.whatif.life import is_given
from huiyin.whatif.trying import Trial, try_stream
from shared.bus import jetstream
from shared.bus.jetstream_publisher import JetStreamPublisher
from shared.contracts import Contract, Message
from shared.contracts.intake import ComplaintReceivedV1
from shared.event_store.encoding import entry_of
from shared.ids import derived_id
from shared.policy import PolicyLibrary
from shared.settings import POLICIES
from tests.bench.result import Goal, Result, measured
from tests.bench.runner import Bench
from tests.support.servers import running_servers
from tests.unit.whatif.history import a_year

YEAR = 400
COMPLAINTS = 100_000
AT_ONCE = 1000
WITHIN_S = 120.0
READ: tuple[type[Contract], ...] = (ComplaintReceivedV1, *JUDGED_BY_PEOPLE, *DONE_TO_CLOCKS)
PROJECTS = ("mhhy", "yql")
EVERYTHING = Period(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
BEFORE, AFTER = ("zsy", "2026.1"), ("guoying", "2026.1")


async def run(bench: Bench) -> list[Result]:
    wanted = bench.sized(COMPLAINTS, 2 * YEAR)
    told = [one for one in a_year("zsy", YEAR).contracts if _is_read(one)]
    complaints = sum(isinstance(one, ComplaintReceivedV1) for one in told)
    copies = wanted // complaints
    async with running_servers() as servers, AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory())) / "policies"
        library = _policies_of_as_many_projects(folder, copies)
        await servers.new_stream()
        published = await _publish(servers.nats_url, told, copies)
        bench.say(f"{copies * complaints} complaints, {published} events published")
        begun = perf_counter()
        received = await received_in(servers.nats_url)
        trial = Trial(folder, BEFORE, AFTER, datetime(2027, 6, 1, tzinfo=UTC))
        workers = cpu_count() or 1
        found = await asyncio.to_thread(
            lambda: try_stream(
                servers.nats_url, EVERYTHING, received, trial, library, workers=workers
            )
        )
        seconds = perf_counter() - begun
    assert found.before.complaints == copies * complaints
    per_hundred_thousand = seconds * COMPLAINTS / found.before.complaints
    return [
        measured(
            "what-if over 100,000 complaints",
            per_hundred_thousand,
            "s",
            Goal("<=", WITHIN_S),
            against=f"{found.before.complaints:,} complaints, {published:,} events, "
            f"{workers} processes, {len(found.differing):,} differ: {seconds:,.0f} s",
        )
    ]


def _policies_of_as_many_projects(folder: Path, copies: int) -> PolicyLibrary:
    """Each copy has projects of its own, so that its complaints are like no others'."""
    shutil.copytree(POLICIES, folder)
    file = folder / "directory.yaml"
    directory = yaml.load(file.read_text("utf-8"), Loader=yamlcore.CCoreLoader)
    directory["projects"] |= {
        f"{code}-{copy}": {
            **{key: project[key] for key in ("city", "policies", "dates")},
            "name": f"{project['name']} {copy}",
        }
        for code, project in list(directory["projects"].items())
        for copy in range(copies)
        if code in PROJECTS
    }
    dumped = yaml.dump(directory, Dumper=_NoAliases, allow_unicode=True, sort_keys=False)
    file.write_text(dumped, encoding="utf-8")
    return PolicyLibrary.read(folder)


class _NoAliases(yamlcore.CCoreDumper):  # type: ignore[misc]
    """Our reader refuses anchors."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _is_read(contract: Contract) -> bool:
    """What travels on the subjects that a what-if reads, made by a regulation or not."""
    return is_given(contract) or isinstance(contract, READ)


async def _publish(nats_url: str, told: Sequence[Contract], copies: int) -> int:
    client = await jetstream.connect(nats_url, name="bench")
    publisher = JetStreamPublisher(client)
    count = 0
    batch: list[Any] = []
    try:
        for message in _copied(told, copies):
            batch.append(entry_of(message))
            if len(batch) == AT_ONCE:
                await publisher.publish(batch)
                count, batch = count + len(batch), []
        await publisher.publish(batch)
        return count + len(batch)
    finally:
        await jetstream.close(client)


def _copied(told: Sequence[Contract], copies: int) -> Iterator[Message]:
    """The same lives again, of other complaints of other projects, a minute apart."""
    for copy in range(copies):
        later = timedelta(minutes=copy)
        for place, contract in enumerate(told):
            key = derived_id("copy", str(contract.key), str(copy))
            changed: dict[str, object] = {
                "complaint_id": key,
                "occurred_at": contract.occurred_at + later,
            }
            if isinstance(contract, ComplaintReceivedV1):
                changed["received_at"] = contract.received_at + later
                changed["project"] = f"{contract.project}-{copy}"
            yield Message(f"{key}:{place}", contract.model_copy(update=changed))
