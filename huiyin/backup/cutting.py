"""Where the copied stream has to end, for databases that were restored to an earlier instant.

The stream was copied after that instant, so it may go on with messages of events that were
committed later. A message's id names its event (`shared.contracts.envelope.message_id`), so the
databases can tell (decision 0008).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from huiyin.backup.refusals import PartsDoNotFit
from huiyin.backup.stream_log import Told, in_batches
from shared.migrations import services_with_database
from shared.postgres.database import Connection, connect, service_url

BATCH = 5_000
HANDLED = "SELECT coalesce(max(position), 0) FROM positions"
WAITING = "SELECT message_id FROM outbox"
HAPPENED = """
SELECT place
  FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS told (stream, version, place)
  JOIN events ON originator_id = told.stream AND originator_version = told.version
"""


@dataclass(frozen=True, slots=True)
class Cut:
    """The last message that stays, and how many stay and go; `foreign` ones that stay name no event
    of ours."""

    last: int
    kept: int
    left_out: int
    foreign: int


@dataclass(frozen=True, slots=True)
class Cause:
    """The event that a message is of: `place` is the message's own, in the stream."""

    service: str
    stream: UUID
    version: int
    place: int
    identity: str


async def find_cut(
    server_url: str, messages: Iterator[Told], update: Callable[[int], object]
) -> Cut:
    """The stream ends behind the last message that a service has handled, or whose service knows
    it to be published. What follows is of later events, or waits in an outbox to be told again.

    `update` hears how many were looked at. Raises PartsDoNotFit where a message before the cut has
    no event, or a service has handled one that is not there.
    """
    databases = await _databases(server_url)
    try:
        handled = max([await c.fetchval(HANDLED) for c in databases.values()], default=0)
        waiting = {row["message_id"] for c in databases.values() for row in await c.fetch(WAITING)}
        survey = _Survey(last=handled)
        for batch in in_batches(messages, BATCH):
            causes = {told.place: cause_of(told) for told in batch}
            happened = await _happened(databases, [c for c in causes.values() if c])
            survey.look(causes, happened, waiting)
            update(len(batch))
    finally:
        for connection in databases.values():
            await connection.close()
    return survey.cut(handled)


@dataclass(slots=True)
class _Survey:
    last: int
    places: list[int] = field(default_factory=list)
    foreign: list[int] = field(default_factory=list)
    first_later: int | None = None

    def look(self, causes: dict[int, Cause | None], happened: set[int], waiting: set[str]) -> None:
        for place, cause in causes.items():
            self.places.append(place)
            if cause is None:
                self.foreign.append(place)
            elif place not in happened:
                self.first_later = self.first_later or place
            elif cause.identity not in waiting:
                self.last = max(self.last, place)

    def cut(self, handled: int) -> Cut:
        end = self.places[-1] if self.places else 0
        if handled > end:
            raise PartsDoNotFit(
                f"数据库处理到第 {handled} 条，消息流只到第 {end} 条",
                f"{handled} messages were handled, the stream ends at {end}",
            )
        if self.first_later is not None and self.first_later <= self.last:
            raise PartsDoNotFit(
                f"第 {self.first_later} 条消息没有它的事件，其后的却有",
                f"message {self.first_later} has no event, but one behind it has",
            )
        kept = sum(place <= self.last for place in self.places)
        foreign = sum(place <= self.last for place in self.foreign)
        return Cut(self.last, kept, len(self.places) - kept, foreign)


def cause_of(told: Told) -> Cause | None:
    """None where the message was not published by a service of ours."""
    stream, _, version = told.identity.partition(":")
    try:
        return Cause(
            service=told.subject.split(".")[2],
            stream=UUID(stream),
            version=int(version.partition(".")[0]),
            place=told.place,
            identity=told.identity,
        )
    except (ValueError, IndexError):
        return None


async def _happened(databases: dict[str, Connection], causes: list[Cause]) -> set[int]:
    """The places of those messages whose events are there."""
    by_service: defaultdict[str, list[Cause]] = defaultdict(list)
    for cause in causes:
        by_service[cause.service].append(cause)
    found: set[int] = set()
    for service, told in by_service.items():
        if service in databases:  # Before it had a database it had no events.
            columns = zip(*((c.stream, c.version, c.place) for c in told), strict=True)
            rows = await databases[service].fetch(HAPPENED, *map(list, columns))
            found.update(row["place"] for row in rows)
    return found


async def _databases(server_url: str) -> dict[str, Connection]:
    found: dict[str, Connection] = {}
    for service in services_with_database():
        try:
            found[service] = await connect(service_url(server_url, service))
        except asyncpg.InvalidCatalogNameError:
            continue  # The instant lies before its first migration.
    return found
