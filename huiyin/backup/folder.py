"""The folder of one backup: who may write into it, and what of it is whole."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huiyin.backup.manifest import FILE, Manifest, read_manifest, write_manifest
from huiyin.backup.refusals import BackupIsBusy, FolderIsTaken
from huiyin.refusals import DataFolderIsClosed

LOCK = ".huiyin-backup.lock"
BASE, LOG, STREAM, POLICIES, PASSWORDS = "base", "wal", "stream", "policies", "passwords.json"


@dataclass(frozen=True, slots=True)
class BackupFolder:
    """`path` is absolute. Only its owner may read it: it holds passwords and what people said."""

    path: Path

    @property
    def is_complete(self) -> bool:
        """Whether a first call came to its end here."""
        return (self.path / FILE).exists()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only one to write into it. Raises FolderIsTaken, BackupIsBusy and
        DataFolderIsClosed."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._refuse_others()
            self.path.chmod(0o700)
            descriptor = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise DataFolderIsClosed(self.path, error.strerror or str(error)) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise BackupIsBusy(self.path) from None
        try:
            yield
        finally:
            os.close(descriptor)

    def _refuse_others(self) -> None:
        """Without a manifest, only an empty folder or one where we began before is ours."""
        there = {path.name for path in self.path.iterdir()}
        if there and not there & {FILE, LOCK}:
            raise FolderIsTaken(self.path)

    def make_empty(self) -> None:
        """Make the folders; what an interrupted beginning left goes."""
        for name in (BASE, LOG, STREAM, POLICIES):
            shutil.rmtree(self.path / name, ignore_errors=True)
            (self.path / name).mkdir(mode=0o700)

    def read(self) -> Manifest:
        return read_manifest(self.path)

    def write(self, manifest: Manifest) -> None:
        write_manifest(self.path, manifest)
