"""Comparing what is live with what follows from stream and events, without disturbing anybody.

A read model is made anew in shadow tables up to exactly what a snapshot of the live one has
handled, partition by partition, and compared within that snapshot. Nothing is held, nothing waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from nats.aio.client import Client

from shared.bus.manifest import Manifest, read_manifest
from shared.policy import PolicyLibrary
from shared.postgres.database import TROUBLE, Connection, service_url
from shared.rebuild.comparing import EXAMPLES, Pair, compare
from shared.rebuild.histories import Unrolling, gather_stored
from shared.rebuild.kept import History, Kept, ReadModel, kept_by, services_that_keep
from shared.rebuild.making import COMPANY_ZONE, Making, open_bus
from shared.rebuild.reading import last_sequence
from shared.rebuild.report import Comparison, Progress, Report, Source, silent
from shared.rebuild.session import rebuilding_session
from shared.rebuild.shadow import LIVE, SCHEMA, Shadow

BUS = "bus"

# What was told after the snapshot lies behind $1: its event is not in the snapshot.
MESSAGES = """
WITH stored AS (
    SELECT id, bool_and(stored.digest = expected.digest) AS same,
           count(sequence) AS times, min(sequence) AS first
      FROM stored_messages AS stored LEFT JOIN expected_messages AS expected USING (id)
     GROUP BY id
), faults AS (
    SELECT coalesce(expected.id, stored.id) AS id,
           CASE WHEN stored.id IS NULL THEN 'missing'
                WHEN expected.id IS NULL THEN 'extra'
                ELSE 'different' END AS fault
      FROM expected_messages AS expected FULL JOIN stored USING (id)
     WHERE stored.id IS NULL
        OR (expected.id IS NULL AND coalesce(stored.first <= $1, true))
        OR (expected.id IS NOT NULL AND NOT stored.same)
)
SELECT (SELECT count(*) FROM expected_messages) AS expected,
       (SELECT count(*) FROM stored WHERE times > 1) AS repeated,
       count(*) FILTER (WHERE fault = 'missing') AS missing,
       count(*) FILTER (WHERE fault = 'extra') AS extra,
       count(*) FILTER (WHERE fault = 'different') AS different,
       coalesce((array_agg(id || ': ' || fault ORDER BY id))[1:{examples}], '{{}}') AS examples
  FROM faults
"""


async def verify_all(
    database_url: str,
    nats_url: str,
    policies: PolicyLibrary,
    *,
    zone: ZoneInfo = COMPANY_ZONE,
    services: Sequence[str] = (),
    progress: Progress = silent,
) -> Report:
    """Compare everything that the services keep, or some of them, with what it follows from.

    Meant for a running system as well as for one at rest. Raises CannotRebuild and BusIsAway.
    """
    found: list[Comparison] = []
    manifest = read_manifest()
    async with open_bus(nats_url) as client:
        await last_sequence(client, manifest)
        for service in services or services_that_keep():
            kept = kept_by(service, policies, zone)
            async with rebuilding_session(service_url(database_url, service), service) as session:
                verification = _Verification(session, client, manifest, service, progress)
                found += await verification.run(kept)
    return Report(tuple(found))


class _Verification:
    """One service."""

    def __init__(
        self,
        connection: Connection,
        client: Client,
        manifest: Manifest,
        service: str,
        progress: Progress,
    ) -> None:
        self._connection = connection
        self._client = client
        self._manifest = manifest
        self._service = service
        self._progress = progress

    async def run(self, kept: Kept) -> list[Comparison]:
        found = await self._read_model(kept.read_model) if kept.read_model else []
        return found + (await self._histories(kept.histories) if kept.histories else [])

    async def _read_model(self, model: ReadModel) -> list[Comparison]:
        shadow = Shadow(self._connection, [table.name for table in model.every_table])
        making = Making(
            self._connection, self._client, self._manifest, self._service, model, self._progress
        )
        try:
            await shadow.create(lasting=False)
            await making.approach()
            async with self._connection.transaction(isolation="repeatable_read"):
                await making.reach(await making.live())
                return [
                    await self._compare(
                        table.name,
                        Source.MESSAGES,
                        Pair(
                            f"{LIVE}.{table.name}",
                            f"{SCHEMA}.{table.name}",
                            table.key,
                            table.columns,
                        ),
                    )
                    for table in model.every_table
                ]
        finally:
            with suppress(*TROUBLE):  # The next one begins with it.
                await shadow.drop()

    async def _histories(self, histories: Sequence[History[Any]]) -> list[Comparison]:
        # Taken before the snapshot: whatever lies before it was told of an event in the snapshot.
        before = await last_sequence(self._client, self._manifest)
        async with self._connection.transaction(isolation="repeatable_read"):
            unrolling = Unrolling(self._connection, self._service, histories)
            await unrolling.run(self._progress)
            rows = [
                await self._compare(
                    derived.table,
                    Source.EVENTS,
                    Pair(
                        f"{LIVE}.{derived.table}",
                        f"expected_{derived.table}",
                        derived.key,
                        derived.columns,
                    ),
                )
                for derived in unrolling.derived
            ]
            await gather_stored(
                self._connection, self._client, self._manifest, self._service, self._progress
            )
            return [await self._messages(before), *rows]

    async def _messages(self, before: int) -> Comparison:
        counts = await self._connection.fetchrow(MESSAGES.format(examples=EXAMPLES), before)
        assert counts is not None
        found = dict(counts)
        examples = tuple(found.pop("examples"))
        equal = found["expected"] - found["missing"] - found["different"]
        return Comparison(
            self._service, BUS, Source.EVENTS, equal=equal, examples=examples, **found
        )

    async def _compare(self, what: str, source: Source, pair: Pair) -> Comparison:
        return await compare(self._connection, self._service, what, source, pair)
