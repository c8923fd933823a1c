"""The database's side of a backup: a base, and the write-ahead log from there on.

The log is pulled from a replication slot whenever the backup is refreshed. An archive command would
run under the server's account, which often may not write where backups go, and would hold the log
without bound while that place is away.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from huiyin.backup.refusals import BackupCannotGoOn, DidNotWork
from huiyin.lifeline import die_with_parent
from huiyin.outside import MAINTENANCE_DATABASE
from shared.postgres.database import Connection, connect, with_database

BASE_FILE = "base.tar.gz"
SLOT_PREFIX = "huiyin_backup_"
LOOK_AGAIN_AFTER_S = 0.3

END_OTHERS = """
SELECT pg_drop_replication_slot(slot_name)
  FROM pg_replication_slots
 WHERE starts_with(slot_name, $1) AND slot_name <> $2 AND NOT active
"""
PROGRESS = "SELECT max(backup_streamed) FROM pg_stat_progress_basebackup"
SEGMENT = """
SELECT (SELECT timeline_id FROM pg_control_checkpoint()),
       (SELECT bytes_per_wal_segment FROM pg_control_init())
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the log up to which a backup reaches, and its last instant."""

    until: datetime
    restore_point: str
    last_segment: str
    end: str


@dataclass(frozen=True, slots=True)
class Base:
    """Where in the log a base begins, and the bytes it takes unpacked."""

    timeline: int
    start: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Server:
    """The running server. `programs` is the folder of its client programs."""

    url: str
    programs: Path

    async def connect(self) -> Connection:
        return await connect(with_database(self.url, MAINTENANCE_DATABASE))

    async def copy_base(self, folder: Path, update: Callable[[int], object]) -> Base:
        """Every file of the server, packed, the checksums of its pages verified on the way.

        `update` is told the bytes that came.
        """
        copying = asyncio.create_task(
            self._run(
                "pg_basebackup",
                *("--pgdata", str(folder), "--format=tar", "--gzip", "--wal-method=none"),
                *("--checkpoint=fast", "--manifest-checksums=SHA256"),
            )
        )
        connection = await self.connect()
        try:
            came = 0
            while not copying.done():
                streamed = await connection.fetchval(PROGRESS) or came
                update(streamed - came)
                came = streamed
                await asyncio.wait({copying}, timeout=LOOK_AGAIN_AFTER_S)
            await copying
        finally:
            copying.cancel()
            await connection.close()
        told = json.loads((folder / "backup_manifest").read_bytes())
        (log,) = told["WAL-Ranges"]
        return Base(
            timeline=log["Timeline"],
            start=position(log["Start-LSN"]),
            bytes=sum(file["Size"] for file in told["Files"]),
        )

    async def receive_log(self, slot: str, folder: Path, end: str) -> None:
        """Add to the folder every segment that is complete at `end` and not in it yet."""
        await self._run(
            "pg_receivewal",
            *("--directory", str(folder), "--slot", slot, "--compress=gzip:1"),
            *("--endpos", end, "--no-loop"),
        )
        for begun in folder.glob("*.partial"):  # The next refresh reads it from its beginning.
            begun.unlink()

    async def _run(self, program: str, *words: str) -> None:
        parts = urlsplit(self.url)
        address = f"postgresql://{parts.username}@{parts.hostname}:{parts.port}/"
        process = await asyncio.create_subprocess_exec(
            str(self.programs / program),
            *("--dbname", address, "--no-password"),
            *words,
            env=os.environ | {"PGPASSWORD": parts.password or "", "LC_ALL": "C"},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )
        try:
            _, printed = await process.communicate()
        finally:
            if process.returncode is None:
                process.terminate()
        if process.returncode != 0:
            errors = [line for line in printed.decode("utf-8", "replace").splitlines() if line]
            telling = [line for line in errors if "error" in line] or errors[-1:]
            raise DidNotWork(program, "; ".join(telling) or f"exit code {process.returncode}")


async def begin_slot(connection: Connection, slot: str) -> None:
    """Keep the log from now on."""
    await connection.execute("SELECT pg_create_physical_replication_slot($1, true)", slot)


async def end_others(connection: Connection, slot: str) -> None:
    """One backup is continued at a time: nothing is kept for others any more."""
    await connection.execute(END_OTHERS, SLOT_PREFIX, slot)


async def end_slot(connection: Connection, slot: str) -> None:
    await connection.execute("SELECT pg_drop_replication_slot($1)", slot)


async def refuse_ended(connection: Connection, slot: str, folder: Path) -> None:
    """Raises BackupCannotGoOn unless the log since the last refresh is still there."""
    status = await connection.fetchval(
        "SELECT wal_status FROM pg_replication_slots WHERE slot_name = $1", slot
    )
    if status is None:
        raise BackupCannotGoOn(
            folder,
            "它属于别的数据库，或已被另一个备份接替",
            "it is of another database, or another backup has taken its place",
        )
    if status == "lost":
        raise BackupCannotGoOn(
            folder, "太久没有刷新", "it was not refreshed for too long, the log is gone"
        )


async def mark(connection: Connection, slot: str) -> Mark:
    """End the backup here: everything committed before `until` lies in complete segments.

    The transaction behind the restore point is what a recovery to `until` stops at: it looks for
    the first one that committed later, and fails where there is none.
    """
    until: datetime = await connection.fetchval("SELECT clock_timestamp()")
    name = f"{slot}_{until:%Y%m%dT%H%M%S.%f}"
    await connection.execute("SELECT pg_create_restore_point($1)", name)
    await connection.execute("SELECT pg_current_xact_id()")
    switched = await connection.fetchval("SELECT pg_switch_wal()::text")
    row = await connection.fetchrow(SEGMENT)
    assert row is not None, "it selects two values"
    timeline, size = row
    number = (position(switched) - 1) // size
    last_byte = (number + 1) * size - 1
    end = f"{last_byte >> 32:X}/{last_byte & 0xFFFFFFFF:X}"
    return Mark(until, name, segment_name(timeline, number, size), end)


def position(text: str) -> int:
    """A place in the log, such as `0/5000090`, as a number of bytes."""
    high, low = text.split("/")
    return int(high, 16) << 32 | int(low, 16)


def segment_name(timeline: int, number: int, size: int) -> str:
    per_file_id = 0x1_0000_0000 // size
    return f"{timeline:08X}{number // per_file_id:08X}{number % per_file_id:08X}"


def segments(first: str, last: str, size: int) -> list[str]:
    """The names of all segments from one to another, each of `size` bytes."""
    per_file_id = 0x1_0000_0000 // size
    begin, end = (int(name[8:16], 16) * per_file_id + int(name[16:], 16) for name in (first, last))
    return [segment_name(int(first[:8], 16), number, size) for number in range(begin, end + 1)]
