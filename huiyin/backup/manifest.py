"""What a backup folder holds: `manifest.json`, written last and in one step."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ValidationError

from huiyin.backup.refusals import BackupIsDamaged, BackupIsFromAnotherVersion, NotABackup
from huiyin.secrets_file import write_private
from shared.domain import Immutable

FORMAT = 1
FILE = "manifest.json"
CHUNK = 1 << 20


class Piece(Immutable):
    """A file of the backup; `path` is relative to its folder."""

    path: str
    bytes: int
    sha256: str


class StreamCopy(Immutable):
    """The stream's messages up to the place `last`, `messages` of them, a file for each refresh
    that met new ones; `config` is what the stream was declared with."""

    config: dict[str, Any]
    pieces: tuple[Piece, ...]
    messages: int
    last: int


class Refresh(Immutable):
    """Up to where the backup reaches since one call: `until` is the last instant one can ask for.

    `restore_point` names the place in the write-ahead log just behind it, `last_segment` is the
    segment of the log that holds it, `policies` the folder with the packs then in force.
    """

    until: AwareDatetime
    restore_point: str
    last_segment: str
    policies: str


class _MadeBy(BaseModel):
    """What every format says of itself."""

    format: int
    huiyin: str


class Beginning(Immutable):
    """What the first call copied. `at` is the first instant one can ask for.

    `slot` keeps the log on the server for the next refresh; the log of the base begins in
    `first_segment`, of `segment_bytes`; unpacked it takes `unpacked_bytes`.
    """

    at: AwareDatetime
    slot: str
    base: Piece
    unpacked_bytes: int
    first_segment: str
    segment_bytes: int


class Manifest(Immutable):
    """All there is; `huiyin`, `postgresql` and `nats` are the versions that wrote it."""

    format: int = FORMAT
    huiyin: str
    postgresql: str
    nats: str
    beginning: Beginning
    refreshes: tuple[Refresh, ...]
    log: tuple[Piece, ...]
    stream: StreamCopy
    files: tuple[Piece, ...]
    """Passwords and policies."""

    @property
    def until(self) -> datetime:
        """The last instant one can ask for."""
        return self.refreshes[-1].until

    def pieces(self) -> tuple[Piece, ...]:
        return (self.beginning.base, *self.log, *self.stream.pieces, *self.files)

    def log_until(self, last_segment: str) -> tuple[Piece, ...]:
        """Segments up to and with that one, and the small files that tell of time lines."""
        return tuple(
            piece
            for piece in self.log
            if piece.path.endswith(".history") or Path(piece.path).stem <= last_segment
        )


def read_manifest(folder: Path) -> Manifest:
    """Raises NotABackup, BackupIsDamaged and BackupIsFromAnotherVersion."""
    file = folder / FILE
    try:
        text = file.read_bytes()
        made_by = _MadeBy.model_validate_json(text)
        if made_by.format != FORMAT:
            raise BackupIsFromAnotherVersion("huiyin", made_by.huiyin, version("huiyin"))
        return Manifest.model_validate_json(text)
    except FileNotFoundError:
        raise NotABackup(folder) from None
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or FILE
        raise BackupIsDamaged(file, "内容不对：" + where, f"wrong at {where}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """What it names is on the disk before it is."""
    write_private(folder / FILE, manifest.model_dump_json(indent=1))
    for place in (folder / FILE, folder):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def weigh(folder: Path, path: Path) -> Piece:
    """Read a file that was just written, and have it flushed to the disk."""
    digest = hashlib.sha256()
    with path.open("rb") as content:
        os.fsync(content.fileno())
        while chunk := content.read(CHUNK):
            digest.update(chunk)
        size = content.tell()
    return Piece(path=str(path.relative_to(folder)), bytes=size, sha256=digest.hexdigest())


def refuse_damaged(folder: Path, pieces: Iterable[Piece], update: Callable[[int], object]) -> None:
    """Read every file through; `update` is told how many bytes. Raises BackupIsDamaged."""
    for piece in pieces:
        file = folder / piece.path
        digest = hashlib.sha256()
        try:
            with file.open("rb") as content:
                while chunk := content.read(CHUNK):
                    digest.update(chunk)
                    update(len(chunk))
        except OSError as error:
            why = error.strerror or str(error)
            raise BackupIsDamaged(file, f"读不出：{why}", f"cannot be read: {why}") from error
        if digest.hexdigest() != piece.sha256:
            raise BackupIsDamaged(file, "校验和不符", "its checksum is another")
