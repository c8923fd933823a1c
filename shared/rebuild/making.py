"""Making a read model anew beside the live one, and putting it in its place without a gap.

Messages are read from the first and folded into shadow tables, never ahead of the live ones. In the
end one transaction holds every partition, so that no subscriber commits in between, folds the
last messages and exchanges the tables. Until it commits readers see the old rows, and whatever ends
the rebuild before leaves them untouched.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from nats.aio.client import Client

from shared.bus import jetstream
from shared.bus.manifest import Manifest, read_manifest
from shared.cycles import not_looking_for_cycles
from shared.policy import PolicyLibrary
from shared.postgres.database import TROUBLE, Connection, service_url
from shared.rebuild.folding import Fold, Standing
from shared.rebuild.kept import Kept, ReadModel, kept_by
from shared.rebuild.reading import PartitionReader, last_sequence
from shared.rebuild.refusals import HasNoReadModel, NoSuchTable, StreamIsShort
from shared.rebuild.report import Progress, silent
from shared.rebuild.rows import ShadowRows
from shared.rebuild.session import rebuilding_session
from shared.rebuild.shadow import LIVE, Shadow, count_rows

COMPANY_ZONE = ZoneInfo("Asia/Shanghai")
BUS_WITHIN_S = 5.0

# A partition that nobody has claimed has no row to hold.
MAKE_POSITIONS = """
INSERT INTO positions (consumer, partition, epoch, position)
SELECT $1, partition, 0, 0 FROM generate_series(0, $2 - 1) AS partition
ON CONFLICT DO NOTHING
"""
HOLD_POSITIONS = "SELECT 1 FROM positions WHERE consumer = $1 ORDER BY partition FOR UPDATE"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: `rows` by table, of the tables that were exchanged."""

    service: str
    messages: int
    seconds: float
    rows: dict[str, int]


@asynccontextmanager
async def open_bus(nats_url: str) -> AsyncIterator[Client]:
    client = await jetstream.connect(nats_url, name="huiyin-rebuild", within_s=BUS_WITHIN_S)
    try:
        yield client
    finally:
        await jetstream.close(client)


class Making:
    """One read model on its way to where the live one stands."""

    def __init__(
        self,
        connection: Connection,
        client: Client,
        manifest: Manifest,
        service: str,
        model: ReadModel,
        progress: Progress,
    ) -> None:
        self.connection = connection
        self.rows = ShadowRows(connection, model)
        self.messages = 0
        self._service = service
        self._progress = progress
        self._total = 0
        self._fold = Fold(service, model, self.rows)
        self._readers = [
            PartitionReader(client, manifest, service, partition)
            for partition in manifest.partitions
        ]

    async def approach(self) -> None:
        """Fold up to where the live one stands now."""
        if not self._total:
            self._total = sum([await reader.pending() for reader in self._readers])
            self._progress(self._service, 0, self._total)
        async with self.connection.transaction(isolation="repeatable_read", readonly=True):
            standing = await self.live()
        await self.reach(standing)

    async def live(self) -> Standing:
        return await Standing.read(self.connection, self._service, len(self._readers))

    async def hold_live(self) -> None:
        """Let no subscriber commit until the transaction ends."""
        await self.connection.execute(MAKE_POSITIONS, self._service, len(self._readers))
        await self.connection.execute(HOLD_POSITIONS, self._service)

    async def reach(self, standing: Standing) -> None:
        """Fold exactly up to a standing, and write everything down."""
        with not_looking_for_cycles():
            await self._reach(standing)

    async def _reach(self, standing: Standing) -> None:
        await self._fold.catch_up_on(standing.without)
        for reader in self._readers:
            position = standing.positions[reader.partition]
            async for batch in reader.up_to(position):
                await self._fold.apply(batch, standing.without)
                self.messages += len(batch)
                self._progress(self._service, self.messages, self._total)
            if reader.reached < position:
                raise StreamIsShort(reader.reached, position)
        await self.rows.put_down_all()


async def rebuild(
    service: str,
    database_url: str,
    nats_url: str,
    policies: PolicyLibrary,
    *,
    zone: ZoneInfo = COMPANY_ZONE,
    tables: Sequence[str] = (),
    progress: Progress = silent,
) -> Rebuilt:
    """Make the read model of a service anew and exchange it, or only some of its tables.

    `database_url` is the server's, as the services are given it. Policies and zone must be those
    that the services run with. Raises CannotRebuild and BusIsAway.
    """
    kept = kept_by(service, policies, zone)
    model, chosen = _chosen(service, kept, tables)
    began = time.perf_counter()
    async with (
        open_bus(nats_url) as client,
        rebuilding_session(service_url(database_url, service), service) as connection,
    ):
        manifest = read_manifest()
        await last_sequence(client, manifest)
        shadow = Shadow(connection, [table.name for table in model.every_table])
        await shadow.refuse_what_hangs_on()
        making = Making(connection, client, manifest, service, model, progress)
        try:
            await shadow.create(lasting=True)
            await _make_and_exchange(making, shadow, chosen)
        finally:
            with suppress(*TROUBLE):  # The next one begins with it.
                await shadow.drop()
        rows = {table: await count_rows(connection, f"{LIVE}.{table}") for table in chosen}
    return Rebuilt(service, making.messages, time.perf_counter() - began, rows)


async def _make_and_exchange(making: Making, shadow: Shadow, tables: Sequence[str]) -> None:
    await making.approach()
    await shadow.finish()
    await making.approach()
    async with making.connection.transaction():
        await making.hold_live()
        await making.reach(await making.live())
        await making.rows.drop_own_indexes()
        await shadow.swap(tables)


def _chosen(service: str, kept: Kept, tables: Sequence[str]) -> tuple[ReadModel, tuple[str, ...]]:
    if kept.read_model is None:
        raise HasNoReadModel(service)
    names = tuple(table.name for table in kept.read_model.every_table)
    for table in tables:
        if table not in names:
            raise NoSuchTable(table, names)
    return kept.read_model, tuple(dict.fromkeys(tables)) or names
