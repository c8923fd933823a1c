"""Taking a backup of what runs: the first call copies everything, later ones what is new."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from huiyin.backup import database, policies, stream_copy
from huiyin.backup.database import Mark, Server
from huiyin.backup.folder import BASE, LOG, PASSWORDS, POLICIES, STREAM, BackupFolder
from huiyin.backup.manifest import Beginning, Manifest, Piece, Refresh, StreamCopy, weigh
from huiyin.backup.refusals import (
    TROUBLE,
    BackupCannotGoOn,
    DidNotWork,
    ServersAreYourOwn,
    describe_trouble,
)
from huiyin.backup.showing import shown
from huiyin.data_folder import DataFolder
from huiyin.migrate import STREAMS
from huiyin.postgres_server import find_place, major_version
from huiyin.processes import NATS, POSTGRES, asset
from huiyin.refusals import NotRunning
from huiyin.secrets_file import write_private
from shared.bus.jetstream import close, connect
from shared.bus.manifest import read_manifest
from shared.postgres.database import Connection

SIZE = "SELECT sum(pg_database_size(oid))::bigint FROM pg_database"
SEGMENT_BYTES = "SELECT bytes_per_wal_segment FROM pg_control_init()"


@dataclass(frozen=True, slots=True)
class Source:
    """What runs on a data folder, as a backup needs it."""

    server: Server
    nats_url: str
    policies: Path
    passwords: Path


def source_of(data: Path) -> Source:
    """Raises NotRunning, and ServersAreYourOwn where the servers are not the embedded ones."""
    folder = DataFolder(data.resolve())
    report = folder.read_report()
    if report is None or not report.ready:
        raise NotRunning(folder.root)
    if not {POSTGRES.name, NATS.name} <= {process.name for process in report.processes}:
        raise ServersAreYourOwn
    return Source(
        server=Server(report.database_url, find_place(folder.root).programs),
        nats_url=report.nats_url,
        policies=policies.in_force(folder),
        passwords=folder.passwords,
    )


async def back_up(
    source: Source, path: Path, *, last: bool = False, say: Callable[[str], None] = lambda _: None
) -> Manifest:
    """Begin a backup in an empty folder, or refresh the one that is there.

    With `last` the server keeps nothing for another refresh. Raises CannotRun.
    """
    folder = BackupFolder(path.resolve())
    try:
        with folder.locked():
            return await _back_up(source, folder, last, say)
    except TROUBLE as error:
        raise DidNotWork("huiyin backup", describe_trouble(error)) from error


async def _back_up(
    source: Source, folder: BackupFolder, last: bool, say: Callable[[str], None]
) -> Manifest:
    connection = await source.server.connect()
    try:
        taking = _Taking(source, folder, connection, say)
        if folder.is_complete:
            before = folder.read()
            await database.refuse_ended(connection, before.beginning.slot, folder.path)
            manifest = await taking.refresh(before.beginning, before)
        else:
            beginning = await taking.begin()
            try:
                manifest = await taking.refresh(beginning)
            except (
                BaseException
            ):  # Else the server would hold back its log for a backup that is none.
                await database.end_slot(connection, beginning.slot)
                raise
            await database.end_others(connection, manifest.beginning.slot)
        if last:
            await database.end_slot(connection, manifest.beginning.slot)
        return manifest
    finally:
        await connection.close()


@dataclass(frozen=True, slots=True)
class _Taking:
    source: Source
    folder: BackupFolder
    connection: Connection
    say: Callable[[str], None]

    async def begin(self) -> Beginning:
        self.folder.make_empty()
        slot = f"{database.SLOT_PREFIX}{uuid.uuid4().hex[:12]}"
        await database.begin_slot(self.connection, slot)
        try:
            return await self._copy_base(slot)
        except BaseException:
            await database.end_slot(self.connection, slot)
            raise

    async def _copy_base(self, slot: str) -> Beginning:
        place = self.folder.path / BASE
        with shown(await self.connection.fetchval(SIZE), "数据库 databases") as update:
            base = await self.source.server.copy_base(place, update)
        at: datetime = await self.connection.fetchval("SELECT clock_timestamp()")
        size = await self.connection.fetchval(SEGMENT_BYTES)
        return Beginning(
            at=at,
            slot=slot,
            base=weigh(self.folder.path, place / database.BASE_FILE),
            unpacked_bytes=base.bytes,
            first_segment=database.segment_name(base.timeline, base.start // size, size),
            segment_bytes=size,
        )

    async def refresh(self, beginning: Beginning, before: Manifest | None = None) -> Manifest:
        """The log first, the stream after it: so the stream has what the databases rely on."""
        mark = await database.mark(self.connection, beginning.slot)
        self.say("写前日志 / write-ahead log")
        known = before.log if before else ()
        log = await self._receive_log(beginning, mark, {piece.path for piece in known})
        stream, broker = await self._copy_stream(mark, before.stream if before else None)
        kept, files = self._keep_small_files()
        refresh = Refresh(
            until=mark.until,
            restore_point=mark.restore_point,
            last_segment=mark.last_segment,
            policies=str(kept.relative_to(self.folder.path)),
        )
        manifest = Manifest(
            huiyin=version("huiyin"),
            postgresql=major_version(),
            nats=broker,
            beginning=beginning,
            refreshes=(*(before.refreshes if before else ()), refresh),
            log=(*known, *log),
            stream=stream,
            files=_merged(before.files if before else (), files),
        )
        self.folder.write(manifest)
        return manifest

    async def _receive_log(
        self, beginning: Beginning, mark: Mark, known: Set[str]
    ) -> tuple[Piece, ...]:
        """What came in addition. A segment that is complete never changes any more."""
        place = self.folder.path / LOG
        await self.source.server.receive_log(beginning.slot, place, mark.end)
        there = {file.name.partition(".")[0] for file in place.iterdir()}
        first, size = beginning.first_segment, beginning.segment_bytes
        for name in database.segments(first, mark.last_segment, size):
            if name not in there:
                raise DidNotWork("pg_receivewal", f"{name} did not come")
        return tuple(
            weigh(self.folder.path, file)
            for file in sorted(place.iterdir())
            if str(file.relative_to(self.folder.path)) not in known
        )

    def _keep_small_files(self) -> tuple[Path, tuple[Piece, ...]]:
        """Where the policies in force now lie, and every file that was kept."""
        kept = policies.keep(self.source.policies, self.folder.path / POLICIES)
        passwords = self.folder.path / PASSWORDS
        write_private(passwords, self.source.passwords.read_text("utf-8"))
        pieces = policies.pieces(self.folder.path, kept)
        return kept, (weigh(self.folder.path, passwords), *pieces)

    async def _copy_stream(self, mark: Mark, before: StreamCopy | None) -> tuple[StreamCopy, str]:
        """With what is new since the copy before; and the version of the broker."""
        name = read_manifest(asset(STREAMS)).stream.name
        file = self.folder.path / STREAM / f"{mark.until:%Y%m%dT%H%M%S.%f}.gz"
        after = before.last if before else 0
        came = 0
        client = await connect(self.source.nats_url, name="huiyin backup")
        try:
            config = await stream_copy.config_of(client, name)
            new = (await client.jetstream().stream_info(name)).state.last_seq - after
            if new < 0:
                raise BackupCannotGoOn(
                    self.folder.path, "消息流被清空过", "the stream was emptied meanwhile"
                )
            with shown(new, "消息流 stream") as update:

                def count(messages: int) -> None:
                    nonlocal came
                    came += messages
                    update(messages)

                last = await stream_copy.save(client, name, file, after=after, update=count)
            broker = stream_copy.server_version(client)
        finally:
            await close(client)
        known = before.pieces if before else ()
        stream = StreamCopy(
            config=config,
            pieces=(*known, weigh(self.folder.path, file)) if came else known,
            messages=(before.messages if before else 0) + came,
            last=last,
        )
        if not came:
            file.unlink()
        return stream, broker


def _merged(old: tuple[Piece, ...], new: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The later word on a file holds."""
    return tuple(({piece.path: piece for piece in old} | {p.path: p for p in new}).values())
