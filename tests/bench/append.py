"""Recording a decision, beside the library's own Application and beside a bare insert."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from services.intake.domain.complaint import COMPLAINT
from shared.event_store.port import Write
from shared.event_store.postgres import PostgresStore
from shared.postgres.database import connect, open_pool
from tests.bench.complaints import TRACEPARENT, received, write_of
from tests.bench.result import Goal, Result, measured
from tests.bench.rounds import Rates, Stopwatch, as_services_run, interleaved
from tests.bench.runner import Bench
from tests.support.servers import running_servers

WRITERS = 8
RAW = """
INSERT INTO events (originator_id, originator_version, topic, state, metadata)
VALUES ($1, $2, $3, $4, $5)
"""
RAW_WITH_OUTBOX = f"""
WITH recorded AS ({RAW})
INSERT INTO outbox (message_id, subject, body, traceparent) VALUES ($6, $7, $8, $9)
"""
IDENTITY = ("originator_id", "originator_version")
Item = TypeVar("Item")


class LibraryComplaint(Aggregate):
    """The same facts, as somebody who follows the library's documentation records them."""

    @event("Received")
    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts


async def run(bench: Bench) -> list[Result]:
    count = bench.sized(4_000, 200)
    async with running_servers() as servers, servers.database() as url:
        rates = await as_services_run(lambda: _compared(url, count, bench.rounds))
    return [
        measured(
            "append: new streams against the library",
            rates.ratio("ours", "library"),
            "x",
            Goal(">=", 5),
            against=f"its Application; {WRITERS} writers each; {rates.told('ours', 'library')}",
        ),
        measured(
            "append: new streams against raw inserts",
            rates.ratio("ours", "raw"),
            "x",
            Goal(">=", 0.85),
            against=f"event row only, ours with outbox row; {rates.told('ours', 'raw')}",
        ),
        measured(
            "append: later events against raw inserts",
            rates.ratio("later", "raw"),
            "x",
            Goal(">=", 0.85),
            against=f"event row only, ours with outbox row; {rates.told('later', 'raw')}",
        ),
        measured(
            "append: later events against raw event and outbox",
            rates.ratio("later", "raw_with_outbox"),
            "x",
            against=f"both rows on both sides; {rates.told('later', 'raw_with_outbox')}",
        ),
    ]


async def _compared(url: str, count: int, rounds: int) -> Rates:
    ours, raw, both = Ours(url), Raw(url, RAW, _event_row), Raw(url, RAW_WITH_OUTBOX, _rows)
    async with ours.opened(), raw.opened(), both.opened():
        with library(url) as app:
            return await interleaved(
                rounds,
                ours=lambda: ours.rate(count),
                later=lambda: ours.rate(count, after_version=1),
                library=lambda: asyncio.to_thread(_library_rate, app, count // 6),
                raw=lambda: raw.rate(count),
                raw_with_outbox=lambda: both.rate(count),
            )


async def side_by_side(items: Sequence[Item], work: Callable[[Item, int], Awaitable[Any]]) -> float:
    """Items a second, where each of the writers takes the next one as soon as it is free."""
    waiting = iter(items)

    async def writer(number: int) -> None:
        for item in waiting:
            await work(item, number)

    watch = Stopwatch()
    await asyncio.gather(*(writer(number) for number in range(WRITERS)))
    return watch.rate(len(items))


class Ours:
    """The store as a service has it: through its pool, encoding, event and message in one write."""

    def __init__(self, url: str) -> None:
        self._url = url

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        pool = await open_pool(self._url, max_size=WRITERS)
        self._store = PostgresStore(pool, [COMPLAINT])
        yield
        pool.terminate()

    async def rate(self, count: int, *, after_version: int = 0) -> float:
        async def work(write: Write, _: int) -> None:
            await self._store.write(write)

        events = [received(uuid4(), after_version=after_version) for _ in range(count)]
        return await side_by_side([write_of(event) for event in events], work)


class Raw:
    """A prepared insert, committed by itself, on a connection for each writer: nothing quicker can
    be written with this driver. What it inserts has still to be made into JSON."""

    def __init__(self, url: str, statement: str, row: Callable[[Write], Sequence[Any]]) -> None:
        self._url = url
        self._statement = statement
        self._row = row

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        connections = [await connect(self._url) for _ in range(WRITERS)]
        self._inserts = [await each.prepare(self._statement) for each in connections]
        yield
        for each in connections:
            each.terminate()

    async def rate(self, count: int) -> float:
        async def work(write: Write, writer: int) -> None:
            await self._inserts[writer].fetch(*self._row(write))

        return await side_by_side([write_of(received(uuid4())) for _ in range(count)], work)


def _event_row(write: Write) -> tuple[Any, ...]:
    (recorded,) = write.events
    state = recorded.model_dump_json().encode()
    metadata = {"actor": write.cause.actor, "traceparent": TRACEPARENT}
    return recorded.originator_id, recorded.originator_version, recorded.TOPIC, state, metadata


def _rows(write: Write) -> tuple[Any, ...]:
    (message,) = write.messages
    return (
        *_event_row(write),
        *(message.id, message.subject, message.to_json(), message.traceparent),
    )


@contextmanager
def library(url: str) -> Iterator[Application[UUID]]:
    """The library's Application on its PostgreSQL module, with a connection for each writer."""
    parts = urlsplit(url)
    app: Application[UUID] = Application(
        {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": parts.path.lstrip("/"),
            "POSTGRES_HOST": parts.hostname or "127.0.0.1",
            "POSTGRES_PORT": str(parts.port or 5432),
            "POSTGRES_USER": unquote(parts.username or ""),
            "POSTGRES_PASSWORD": unquote(parts.password or ""),
            "POSTGRES_POOL_SIZE": str(WRITERS),
        }
    )
    with app:
        yield app


def _library_rate(app: Application[UUID], count: int) -> float:
    facts = received(uuid4()).model_dump(mode="json", exclude=set(IDENTITY))
    complaints = [LibraryComplaint(facts=facts) for _ in range(count)]
    with ThreadPoolExecutor(WRITERS) as writers:
        watch = Stopwatch()
        for _ in writers.map(app.save, complaints):
            pass
        return watch.rate(count)
