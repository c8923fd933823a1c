"""The data folder: what lies where in it, who may use it now, and what runs on it."""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from huiyin.refusals import (
    MEBIBYTE,
    AlreadyRunning,
    DataFolderIsClosed,
    DiskIsFull,
)
from huiyin.secrets_file import write_private

FREE_BYTES_NEEDED = 1024 * MEBIBYTE
"""A new database cluster takes 50 MiB; its write-ahead log may grow to 1 GiB under load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessReport:
    """One line of `huiyin status`. `health` is the address to ask; `url` the one to show."""

    name: str
    state: str
    pid: int | None
    deaths: int
    url: str
    health: str
    log: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StackReport:
    """What the running `huiyin up` tells other commands about itself.

    `ready` turns true once, when everything has answered for the first time.
    """

    pid: int
    ready: bool
    urls: Mapping[str, str]
    database_url: str
    nats_url: str
    smtp_url: str
    processes: Sequence[ProcessReport]


@dataclass(slots=True)
class DataFolder:
    """`root` is absolute. The paths exist once `open` was called."""

    root: Path
    _lock: int | None = field(default=None, repr=False)

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def nats(self) -> Path:
        return self.root / "nats"

    @property
    def passwords(self) -> Path:
        return self.root / "passwords.json"

    @property
    def connection(self) -> Path:
        """The URLs with their passwords as a shell file, for `set -a; . connection.env`."""
        return self.root / "connection.env"

    @property
    def _pid_file(self) -> Path:
        return self.root / "up.pid"

    @property
    def _report_file(self) -> Path:
        return self.root / "status.json"

    def open(self, *, free_bytes_needed: int = FREE_BYTES_NEEDED) -> None:
        """Make the folders and become the one that runs on them, or refuse and say why."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            # As root the database runs under another account, which has to pass through here.
            self.root.chmod(0o711 if os.geteuid() == 0 else 0o700)
            for folder in (self.logs, self.mail, self.nats):
                folder.mkdir(mode=0o700, exist_ok=True)
            self._take_lock()
            free = shutil.disk_usage(self.root).free
        except OSError as error:
            raise DataFolderIsClosed(self.root, error.strerror or str(error)) from error
        if free < free_bytes_needed:
            self.close()
            raise DiskIsFull(self.root, free, free_bytes_needed)

    def close(self) -> None:
        """Let somebody else run on it."""
        if self._lock is not None:
            self._report_file.unlink(missing_ok=True)
            self.connection.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def running_pid(self) -> int | None:
        """The process that runs on this folder, or None. A pid file alone proves nothing."""
        try:
            descriptor = os.open(self._pid_file, os.O_RDWR)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DataFolderIsClosed(self.root, error.strerror or str(error)) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(os.pread(descriptor, 20, 0) or b"0")
        finally:
            os.close(descriptor)
        return None

    def write_report(self, report: StackReport) -> None:
        """For `status`. On a disk that is full it stays as it was: whoever brings a dead process
        back must not stumble over it."""
        with suppress(OSError):
            write_private(self._report_file, json.dumps(asdict(report)))

    def read_report(self) -> StackReport | None:
        """What runs here says of itself; None while nothing runs or nothing is said yet."""
        if self.running_pid() is None or not self._report_file.exists():
            return None
        told = json.loads(self._report_file.read_text("utf-8"))
        processes = tuple(ProcessReport(**process) for process in told.pop("processes"))
        return StackReport(processes=processes, **told)

    def write_connection(self, environment: Mapping[str, str]) -> None:
        lines = [f"{name}={shlex.quote(value)}\n" for name, value in sorted(environment.items())]
        write_private(self.connection, "".join(lines))

    def _take_lock(self) -> None:
        descriptor = os.open(self._pid_file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = int(os.pread(descriptor, 20, 0) or b"0")
            os.close(descriptor)
            raise AlreadyRunning(self.root, pid) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._lock = descriptor
