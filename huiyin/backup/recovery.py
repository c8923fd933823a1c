"""The databases, brought from a backup to one instant: base unpacked, log replayed, promoted."""

from __future__ import annotations

import asyncio
import gzip
import os
import shlex
import shutil
import signal
import tarfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from huiyin import postgres_server
from huiyin.backup.refusals import DidNotWork
from huiyin.output import Output, Silence
from huiyin.outside import MAINTENANCE_DATABASE
from huiyin.postgres_server import Place
from huiyin.supervisor import Launch, Supervised
from shared.postgres.database import TROUBLE, UNREACHABLE, connect, with_database

LOOK_AGAIN_AFTER_S = 0.1
SIGNAL = "recovery.signal"
UNPACKER = "gzip"
REACHED = "SELECT pg_last_xact_replay_timestamp()"
REPLAYED = "SELECT (coalesce(pg_last_wal_replay_lsn(), '0/0') - '0/0')::bigint"


@dataclass(frozen=True, slots=True)
class Staging:
    """Where the databases are restored before they take their place: `place.data` is not theirs
    yet, `log` holds the packed segments where the server's account can read them."""

    place: Place
    log: Path

    @classmethod
    def beside(cls, place: Place) -> Staging:
        data = place.data.with_name(f"{place.data.name}.restoring")
        return cls(replace(place, data=data), place.data.with_name(f"{place.data.name}.wal"))

    def clear(self) -> None:
        for folder in (self.place.data, self.log):
            shutil.rmtree(folder, ignore_errors=True)

    def unpack(self, base: Path, log: Iterable[Path], update: Callable[[int], object]) -> None:
        """`update` is told the bytes that were unpacked. Raises OSError, as when a disk is full."""
        for folder in (self.place.data, self.log):
            folder.mkdir(mode=0o700, parents=True)
        with gzip.open(base) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as archive:
            for member in archive:
                archive.extract(member, self.place.data, filter="data")
                update(member.size)
        for segment in log:
            shutil.copyfile(segment, self.log / segment.name)
        (self.place.data / SIGNAL).touch(mode=0o600)
        if (account := self.place.account) is not None:
            for top in (self.place.data, self.log):
                for path in (top, *top.rglob("*")):
                    os.chown(path, account.uid, account.gid, follow_symlinks=False)


@dataclass(frozen=True, slots=True)
class Target:
    """Where recovery ends: behind the last transaction that committed until `time`, or at the end
    of the backup, its last restore point."""

    restore_point: str
    time: datetime | None

    def settings(self) -> dict[str, str]:
        if self.time is None:
            return {"recovery_target_name": self.restore_point}
        return {"recovery_target_time": self.time.isoformat()}


def launch(staging: Staging, target: Target, port: int) -> Launch:
    """How to start the server so that it recovers to the target and then serves as usual."""
    packed = shlex.quote(str(staging.log)).replace("%", "%%")
    settings = target.settings() | {
        "restore_command": (
            f"if test -f {packed}/%f.gz; then {UNPACKER} -dc {packed}/%f.gz > %p;"
            f" else cp {packed}/%f %p 2> /dev/null; fi"
        ),
        "recovery_target_timeline": "current",
        "recovery_target_action": "promote",
    }
    usual = postgres_server.launch(staging.place, port)
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return replace(usual, argv=(*usual.argv, *options))


@asynccontextmanager
async def running(launch: Launch, logs: Path) -> AsyncIterator[asyncio.Task[int]]:
    """Run a server for as long as this lasts; yields the task that ends when it does."""
    output = Output(launch.name, logs, Silence(), everything=False)
    member = Supervised(launch, output)
    task = asyncio.create_task(member.run_once(), name=f"run {launch.name} for the restore")
    try:
        yield task
    finally:
        member.signal_group(launch.stop_signal)
        done, _ = await asyncio.wait({task}, timeout=launch.grace_s)
        if not done:
            member.signal_group(signal.SIGKILL)
        await task
        output.close()


async def until_recovered(
    url: str, server: asyncio.Task[int], log: Path, update: Callable[[int], object]
) -> datetime | None:
    """Wait until the server has reached its target; the instant of the last transaction it
    replayed, None where there was none. Raises DidNotWork with what it said when it gave up.

    `update` is told the bytes of the log that were replayed.
    """
    seen = 0
    while not server.done():
        try:
            connection = await connect(with_database(url, MAINTENANCE_DATABASE))
        except UNREACHABLE:
            await asyncio.wait({server}, timeout=LOOK_AGAIN_AFTER_S)
            continue
        try:
            while await connection.fetchval("SELECT pg_is_in_recovery()"):
                replayed: int = await connection.fetchval(REPLAYED)
                update(replayed - seen if seen else 0)
                seen = replayed
                await asyncio.wait({server}, timeout=LOOK_AGAIN_AFTER_S)
            reached: datetime | None = await connection.fetchval(REACHED)
            return reached
        except TROUBLE:
            continue  # It ended in between; what it said is told below.
        finally:
            await connection.close()
    raise DidNotWork("postgres", _last_fatal(log) or f"exit code {server.result()}")


def _last_fatal(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return fatal[-1].partition("FATAL:")[2].strip() or fatal[-1] if fatal else ""
