"""Where a copied stream has to end for databases that were restored to an earlier instant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from huiyin.backup.cutting import Cut, find_cut
from huiyin.backup.refusals import PartsDoNotFit
from huiyin.backup.stream_log import IDENTITY, Told
from shared.contracts.envelope import message_id
from shared.postgres.database import Connection, connect
from tests.support.servers import SERVICE, Servers


@dataclass
class Restored:
    """One service's database as a restore finds it."""

    server_url: str
    database: Connection

    async def happened(self, stream: UUID, *versions: int) -> None:
        await self.database.executemany(
            "INSERT INTO events (originator_id, originator_version, topic, state)"
            " VALUES ($1, $2, 'graded', '')",
            [(stream, version) for version in versions],
        )

    async def waits(self, identity: str) -> None:
        """It is in the outbox: whether the broker has it, the service does not know."""
        await self.database.execute(
            "INSERT INTO outbox (message_id, subject, body) VALUES ($1, 'huiyin', '')", identity
        )

    async def handled(self, position: int) -> None:
        await self.database.execute(
            "INSERT INTO positions (consumer, partition, epoch, position)"
            " VALUES ('listener', 0, 1, $1)",
            position,
        )

    async def cut(self, *identities: str) -> Cut:
        subject = f"huiyin.0.{SERVICE}.assessment.graded.{uuid4()}"
        told = [
            Told(place, subject, {IDENTITY: identity}, b"")
            for place, identity in enumerate(identities, start=1)
        ]
        return await find_cut(self.server_url, iter(told), lambda _: None)


@pytest.fixture
async def restored(servers: Servers) -> AsyncIterator[Restored]:
    async with servers.database() as url:
        database = await connect(url)
        yield Restored(url.removesuffix(f"_{SERVICE}"), database)
        await database.close()


async def test_what_has_not_happened_yet_is_left_out(restored: Restored) -> None:
    here, there = uuid4(), uuid4()
    await restored.happened(here, 1, 2)
    told = (message_id(here, 1), message_id(here, 1, 1), message_id(here, 2))
    later = (message_id(there, 1), message_id(here, 3))

    assert await restored.cut(*told, *later) == Cut(last=3, kept=3, left_out=2, foreign=0)


async def test_what_waits_in_the_outbox_is_told_again(restored: Restored) -> None:
    here, there = uuid4(), uuid4()
    await restored.happened(here, 1, 2)
    await restored.waits(message_id(here, 2))

    cut = await restored.cut(message_id(here, 1), message_id(there, 1), message_id(here, 2))

    assert cut == Cut(last=1, kept=1, left_out=2, foreign=0)


async def test_what_somebody_handled_stays_though_it_waits(restored: Restored) -> None:
    here = uuid4()
    await restored.happened(here, 1, 2)
    await restored.waits(message_id(here, 2))
    await restored.handled(2)

    cut = await restored.cut(message_id(here, 1), message_id(here, 2), message_id(uuid4(), 1))

    assert cut == Cut(last=2, kept=2, left_out=1, foreign=0)


async def test_what_names_no_event_of_ours_stays_where_it_is(restored: Restored) -> None:
    here = uuid4()
    await restored.happened(here, 1)

    cut = await restored.cut("", "from-elsewhere", f"{here}:x", message_id(here, 1), "")

    assert cut == Cut(last=4, kept=4, left_out=1, foreign=3)


async def test_batches_make_no_difference(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huiyin.backup.cutting.BATCH", 3)
    stream = uuid4()
    await restored.happened(stream, *range(1, 6))

    cut = await restored.cut(*(message_id(stream, version) for version in range(1, 11)))

    assert cut == Cut(last=5, kept=5, left_out=5, foreign=0)


async def test_a_handled_message_without_event_is_no_backup_of_one_instant(
    restored: Restored,
) -> None:
    await restored.handled(2)

    with pytest.raises(PartsDoNotFit):
        await restored.cut(message_id(uuid4(), 1), message_id(uuid4(), 1))


async def test_a_message_told_before_its_event_is_no_backup_of_one_instant(
    restored: Restored,
) -> None:
    here = uuid4()
    await restored.happened(here, 1)

    with pytest.raises(PartsDoNotFit):
        await restored.cut(message_id(uuid4(), 1), message_id(here, 1))


async def test_a_stream_that_ends_too_early_is_no_backup_of_one_instant(
    restored: Restored,
) -> None:
    await restored.handled(2)

    with pytest.raises(PartsDoNotFit):
        await restored.cut("one")
