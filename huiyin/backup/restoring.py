"""Restoring a backup into an empty data folder, to one instant."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nats.aio.client import Client

from huiyin import nats_server, postgres_server
from huiyin.backup import policies, recovery, stream_copy
from huiyin.backup.cutting import Cut, find_cut
from huiyin.backup.database import BASE_FILE, segments
from huiyin.backup.folder import BASE, PASSWORDS
from huiyin.backup.manifest import Manifest, Refresh, read_manifest, refuse_damaged
from huiyin.backup.recovery import UNPACKER
from huiyin.backup.refusals import (
    TROUBLE,
    BackupIsDamaged,
    BackupIsFromAnotherVersion,
    DataFolderIsNotEmpty,
    DidNotWork,
    OutOfRange,
    ProgramIsAway,
    describe_trouble,
)
from huiyin.backup.showing import shown
from huiyin.backup.stream_log import read_log
from huiyin.data_folder import FREE_BYTES_NEEDED, DataFolder
from huiyin.ports import draw_free
from huiyin.processes import POSTGRES
from huiyin.secrets_file import read_or_create
from shared.bus.jetstream import close, connect

STAGED = "restoring"
HARMLESS = {"logs", "up.pid", STAGED, "postgres.restoring", "postgres.wal"}
"""What a refused start or an interrupted restore leaves in a data folder."""


@dataclass(frozen=True, slots=True)
class Restored:
    """`reached` is the instant the data are of. `policies` is the folder with the packs then in
    force, or None where those in force here are the same."""

    reached: datetime
    last_transaction: datetime | None
    messages: Cut
    policies: Path | None


async def restore(
    backup: Path,
    data: Path,
    *,
    to: datetime | None = None,
    policies_here: Path,
    say: Callable[[str], None] = lambda _: None,
) -> Restored:
    """Make the data folder what it was at the instant `to`, else at the end of the backup.

    Raises CannotRun; then the data folder is as empty as it was.
    """
    backup = backup.resolve()
    manifest = read_manifest(backup)
    refresh = chosen(manifest, to)
    _refuse_unfit(manifest, refresh, backup)
    if shutil.which(UNPACKER) is None:
        raise ProgramIsAway(UNPACKER)
    _refuse_occupied(data.resolve())
    with shown(sum(piece.bytes for piece in manifest.pieces()), "校验 checksums") as update:
        refuse_damaged(backup, manifest.pieces(), update)
    with _own(data.resolve(), manifest) as folder:
        restoring = _Restoring(backup, manifest, refresh, folder, to)
        last, messages = await restoring.run(say)
        kept = policies.bring_back(backup / refresh.policies, policies_here, folder.root)
    return Restored(to or refresh.until, last, messages, kept)


def chosen(manifest: Manifest, to: datetime | None) -> Refresh:
    """The first refresh that reaches the instant; OutOfRange where none does."""
    if to is None:
        return manifest.refreshes[-1]
    if not manifest.beginning.at <= to <= manifest.until:
        raise OutOfRange(to, manifest.beginning.at, manifest.until)
    return next(refresh for refresh in manifest.refreshes if to <= refresh.until)


def _refuse_unfit(manifest: Manifest, refresh: Refresh, backup: Path) -> None:
    ours = postgres_server.major_version()
    if manifest.postgresql != ours:
        raise BackupIsFromAnotherVersion("PostgreSQL", manifest.postgresql, ours)
    there = {Path(piece.path).stem for piece in manifest.log}
    beginning = manifest.beginning
    for name in segments(beginning.first_segment, refresh.last_segment, beginning.segment_bytes):
        if name not in there:
            raise BackupIsDamaged(backup, f"缺日志段 {name}", f"segment {name} is missing")


def _refuse_occupied(root: Path) -> None:
    """Raises DataFolderIsNotEmpty where there is anything one could miss later."""
    for path in sorted(root.iterdir()) if root.is_dir() else []:
        if path.name not in HARMLESS and (not path.is_dir() or any(path.iterdir())):
            raise DataFolderIsNotEmpty(root, path)


@contextmanager
def _own(root: Path, manifest: Manifest) -> Iterator[DataFolder]:
    """Be the one that runs on the data folder. Raises AlreadyRunning, DiskIsFull and
    DataFolderIsClosed."""
    folder = DataFolder(root)
    packed = sum(piece.bytes for piece in manifest.pieces())
    folder.open(
        free_bytes_needed=FREE_BYTES_NEEDED + manifest.beginning.unpacked_bytes + 2 * packed
    )
    try:
        yield folder
    finally:
        folder.close()


@dataclass(frozen=True, slots=True)
class _Restoring:
    backup: Path
    manifest: Manifest
    refresh: Refresh
    folder: DataFolder
    to: datetime | None

    async def run(self, say: Callable[[str], None]) -> tuple[datetime | None, Cut]:
        place = postgres_server.find_place(self.folder.root)
        if (place.data / "PG_VERSION").exists():  # Root keeps it under /var/lib/huiyin.
            raise DataFolderIsNotEmpty(self.folder.root, place.data)
        staging = recovery.Staging.beside(place)
        staged = self.folder.root / STAGED
        try:
            _clear(staging, staged)
            (staged / "nats").mkdir(mode=0o700, parents=True)
            shutil.copy2(self.backup / PASSWORDS, staged / PASSWORDS)
            self._unpack(staging)
            say("回放写前日志 / replaying the write-ahead log")
            outcome = await self._servers(staging, staged)
            # In this order: a start in between would refuse what is not whole.
            staging.place.data.rename(place.data)
            (staged / PASSWORDS).rename(self.folder.passwords)
            self.folder.nats.rmdir()
            (staged / "nats").rename(self.folder.nats)
        except TROUBLE as error:
            raise DidNotWork("huiyin restore", describe_trouble(error)) from error
        finally:
            _clear(staging, staged)
        return outcome

    def _unpack(self, staging: recovery.Staging) -> None:
        log = [self.backup / p.path for p in self.manifest.log_until(self.refresh.last_segment)]
        base = self.backup / BASE / BASE_FILE
        with shown(self.manifest.beginning.unpacked_bytes, "数据库 databases") as update:
            staging.unpack(base, log, update)

    async def _servers(
        self, staging: recovery.Staging, staged: Path
    ) -> tuple[datetime | None, Cut]:
        """Both servers run for a while: the databases say where the stream has to end."""
        passwords = read_or_create(staged / PASSWORDS)
        database_port, broker_port = draw_free(2)
        url = postgres_server.url(database_port, passwords.postgres)
        target = recovery.Target(self.refresh.restore_point, self.to)
        logs = self.folder.logs
        log_bytes = self.manifest.beginning.segment_bytes * len(
            self.manifest.log_until(self.refresh.last_segment)
        )
        broker = nats_server.launch(staged / "nats", broker_port, passwords.nats)
        async with recovery.running(recovery.launch(staging, target, database_port), logs) as task:
            with shown(log_bytes, "日志 log") as update:
                last = await recovery.until_recovered(
                    url, task, logs / f"{POSTGRES.name}.log", update
                )
            async with recovery.running(broker, logs):
                client = await connect(
                    nats_server.url(broker_port, passwords.nats), name="huiyin restore"
                )
                try:
                    return last, await self._stream(client, url)
                finally:
                    await close(client)

    async def _stream(self, client: Client, url: str) -> Cut:
        copy = self.manifest.stream
        files = [self.backup / piece.path for piece in copy.pieces]
        with shown(copy.messages, "核对消息 messages") as update:
            cut = await find_cut(url, read_log(files), update)
        with shown(cut.kept, "消息流 stream") as update:
            messages = read_log(files, until=cut.last)
            await stream_copy.make(client, copy.config, messages, update)
        return cut


def _clear(staging: recovery.Staging, staged: Path) -> None:
    staging.clear()
    shutil.rmtree(staged, ignore_errors=True)
