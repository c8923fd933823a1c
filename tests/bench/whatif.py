"""A what-if over a long history: read from JetStream, tried under another regulation, compared.

The history is a made-up year's with all that the services told, copied under other ids, minutes
apart, until it is long enough. Compared with the record, as the command does by itself; and, on a
tenth of it, with a second regulation that is tried as well.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import yaml
import yamlcore

from huiyin.whatif.bench import Trial, Version
from huiyin.whatif.differing import Comparison
from huiyin.whatif.from_stream import Period
from huiyin.whatif.trying import try_stream
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
from tests.unit.whatif.history import END, a_year

YEAR = 400
COMPLAINTS = 100_000
BOTH_TRIED = 10_000
AT_ONCE = 1000
WITHIN_S = 120.0
PROJECTS = ("mhhy", "yql")
EVERYTHING = Period(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
BEFORE, AFTER = ("zsy", "2026.1"), ("guoying", "2026.1")
RECORD = None


@dataclass(frozen=True, slots=True)
class Measured:
    comparison: Comparison
    events: int
    seconds: float

    @property
    def per_hundred_thousand(self) -> float:
        return self.seconds * COMPLAINTS / self.comparison.before.complaints

    def __str__(self) -> str:
        return (
            f"{self.comparison.before.complaints:,} complaints of {self.events:,} events, "
            f"{_workers()} processes, {len(self.comparison.differing):,} differ: "
            f"{self.seconds:,.0f} s"
        )


async def run(bench: Bench) -> list[Result]:
    recorded = await _measured(bench.sized(COMPLAINTS, 2 * YEAR), RECORD, bench)
    tried = await _measured(bench.sized(BOTH_TRIED, YEAR), BEFORE, bench)
    return [
        measured(
            "what-if over 100,000 complaints, beside the record",
            recorded.per_hundred_thousand,
            "s",
            Goal("<=", WITHIN_S),
            against=str(recorded),
        ),
        measured(
            "what-if over 100,000 complaints, both tried",
            tried.per_hundred_thousand,
            "s",
            against=f"scaled up from {tried}",
        ),
    ]


async def _measured(wanted: int, before: Version | None, bench: Bench) -> Measured:
    told = a_year("zsy", YEAR).contracts
    complaints = sum(isinstance(one, ComplaintReceivedV1) for one in told)
    copies = wanted // complaints
    async with running_servers() as servers, AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory())) / "policies"
        library = _policies_of_as_many_projects(folder, copies)
        await servers.new_stream()
        published = await _publish(servers.nats_url, told, copies)
        bench.say(f"{copies * complaints} complaints, {published} events published")
        trial = Trial(folder, before, AFTER, END + timedelta(minutes=copies))
        begun = perf_counter()
        found = await asyncio.to_thread(
            lambda: try_stream(servers.nats_url, EVERYTHING, trial, library, workers=_workers())
        )
        seconds = perf_counter() - begun
    assert found.before.complaints == copies * complaints
    return Measured(found, published, seconds)


def _workers() -> int:
    return cpu_count() or 1


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
