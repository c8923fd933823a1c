"""A backup taken while everything runs, restored to an instant between two refreshes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from huiyin.backup.manifest import Manifest
from huiyin.backup.refusals import (
    BackupCannotGoOn,
    BackupIsDamaged,
    DataFolderIsNotEmpty,
    OutOfRange,
)
from huiyin.backup.restoring import Restored, restore
from huiyin.backup.taking import back_up, source_of
from huiyin.stack import Stack
from huiyin.stepping import Steps
from shared.migrations import services_with_database
from shared.policy import PolicyLibrary
from shared.postgres.database import connect, service_url
from shared.rebuild import verify_all
from shared.settings import POLICIES
from tests.acceptance.conftest import MONDAY, SHANGHAI
from tests.acceptance.journey import COMPLAINT, Walker

pytestmark = pytest.mark.acceptance
CONTACT = {"channel": "phone", "preliminary_opinion": True, "note": "已致歉，约定明日上门查勘"}
CAUSE = {"side": "ours", "cause": "防水层收口破损"}
OTHER_CAUSE = {"side": "ours", "cause": "管道接头老化"}
CROWD = 10
REPORT = "/reports/monthly/2026-03"

# Written beside the business: spans, on their way to the disk for a while.
BESIDE = {"spans"}
ROWS = """
SELECT md5(coalesce(string_agg(row, E'\\n' ORDER BY row), ''))
  FROM (SELECT t::text AS row FROM {} t) AS rows
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


@dataclass
class Told:
    """The stories the tests tell of: a backup with a moment in it, and what was seen then."""

    backup: Path
    manifest: Manifest
    moment: datetime
    rows: dict[str, str]
    seen: dict[str, bytes]
    number: str


async def rows_of(database_url: str) -> dict[str, str]:
    """A digest of every row of every table, by service and table."""
    found = {}
    for service in services_with_database():
        connection = await connect(service_url(database_url, service))
        try:
            for (table,) in await connection.fetch(TABLES):
                if table not in BESIDE:
                    found[f"{service}.{table}"] = await connection.fetchval(ROWS.format(table))
        finally:
            await connection.close()
    return found


async def see(walker: Walker, number: str) -> dict[str, bytes]:
    """What people see: the monthly report and a complaint's page, as bytes."""
    places = (("analytics", REPORT), ("console", f"/api/complaints/{number}"))
    replies = {path: await walker.get(service, path) for service, path in places}
    assert all(reply.is_success for reply in replies.values()), replies
    return {path: reply.content for path, reply in replies.items()}


async def crowd(stack: Stack, steps: Steps) -> None:
    """People who complain while the backup is taken."""
    for person in range(CROWD):
        said = COMPLAINT | {"text": f"{person} 号楼的路灯不亮"}
        reply = await steps.http.post(f"{stack.urls['intake']}/complaints", json=said)
        assert reply.is_success, reply.text


async def server_time(stack: Stack) -> datetime:
    connection: asyncpg.Connection[Any] = await connect(service_url(stack.database_url, "intake"))
    try:
        now: datetime = await connection.fetchval("SELECT clock_timestamp()")
        return now
    finally:
        await connection.close()


def stepped(folder: Path | None) -> Stack:
    return Stack(folder, clock="stepped", env={"HUIYIN_CLOCK_START": MONDAY.isoformat()})


@pytest.fixture(scope="module")
async def told(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    folder = tmp_path_factory.mktemp("before")
    backup = folder / "backup"
    async with stepped(folder / "data") as stack, Steps(stack.urls, stack.nats_url) as steps:
        walker = Walker(stack, steps)
        await steps.settle()
        source = source_of(stack.root)
        first = (await walker.post("intake", "/complaints", COMPLAINT))["number"]
        await asyncio.gather(back_up(source, backup), crowd(stack, steps))
        await walker.pass_time(MONDAY + timedelta(hours=25))
        await walker.post("casework", f"/cases/{first}/contact", CONTACT)

        moment = await server_time(stack)
        rows, seen = await rows_of(stack.database_url), await see(walker, first)

        await walker.post("casework", f"/cases/{first}/cause", CAUSE)
        await walker.post("intake", "/complaints", COMPLAINT | {"text": "电梯停了一整天"})
        manifest = await back_up(source, backup)
        yield Told(backup, manifest, moment, rows, seen, first)


async def restored(told: Told, data: Path, to: datetime | None) -> Restored:
    return await restore(told.backup, data, to=to, policies_here=POLICIES)


async def test_what_was_is_again_byte_for_byte(told: Told, tmp_path: Path) -> None:
    outcome = await restored(told, tmp_path / "data", told.moment)

    assert outcome.last_transaction is not None and outcome.last_transaction <= told.moment
    assert outcome.messages.left_out > 0 and outcome.messages.foreign == 0
    async with Stack(
        tmp_path / "data", services=(), jobs=(), smtp_url="smtp://127.0.0.1:9"
    ) as bare:
        assert await rows_of(bare.database_url) == told.rows
    async with stepped(tmp_path / "data") as stack, Steps(stack.urls, stack.nats_url) as steps:
        await steps.move_to(MONDAY + timedelta(hours=25))
        await steps.settle()
        walker = Walker(stack, steps)
        assert await see(walker, told.number) == told.seen

        # The same place in the same stream as the event that is no more: it is not taken for it.
        await walker.post("casework", f"/cases/{told.number}/cause", OTHER_CAUSE)
        view = (await see(walker, told.number))[f"/api/complaints/{told.number}"].decode()
        assert OTHER_CAUSE["cause"] in view and CAUSE["cause"] not in view

        policies = PolicyLibrary.read(POLICIES)
        report = await verify_all(stack.database_url, stack.nats_url, policies, zone=SHANGHAI)
        assert report.agrees, report.disagreements

        # What was restored is backed up like anything else, but not into the old backup.
        with pytest.raises(BackupCannotGoOn):
            await back_up(source_of(stack.root), told.backup)
        again = await back_up(source_of(stack.root), tmp_path / "again", last=True)
        rows = await rows_of(stack.database_url)
    await restore(tmp_path / "again", tmp_path / "third", policies_here=POLICIES)
    assert again.refreshes
    async with Stack(
        tmp_path / "third", services=(), jobs=(), smtp_url="smtp://127.0.0.1:9"
    ) as bare:
        assert await rows_of(bare.database_url) == rows


async def test_a_damaged_backup_is_refused_and_nothing_is_left(told: Told, tmp_path: Path) -> None:
    for damaged in told.manifest.pieces()[:3]:
        copy = tmp_path / "copy"
        shutil.copytree(told.backup, copy)
        content = bytearray((copy / damaged.path).read_bytes())
        content[len(content) // 2] ^= 1
        (copy / damaged.path).write_bytes(content)

        with pytest.raises(BackupIsDamaged, match=damaged.path):
            await restore(copy, tmp_path / "data", policies_here=POLICIES)

        assert not (tmp_path / "data").exists()
        shutil.rmtree(copy)


async def test_an_instant_outside_is_refused(told: Told, tmp_path: Path) -> None:
    for beside in (told.manifest.beginning.at, told.manifest.until):
        step = timedelta(seconds=-1 if beside == told.manifest.beginning.at else 1)
        with pytest.raises(OutOfRange):
            await restored(told, tmp_path / "data", beside + step)


async def test_data_are_never_written_over(told: Told, tmp_path: Path) -> None:
    (tmp_path / "data" / "mail").mkdir(parents=True)
    (tmp_path / "data" / "mail" / "one.eml").touch()

    with pytest.raises(DataFolderIsNotEmpty):
        await restored(told, tmp_path / "data", None)
