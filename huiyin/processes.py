"""What a running Huiyin consists of. The one table: `huiyin up` starts what it says, the compose
file is tested against it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, or the folder of an installed wheel; modules are run from here."""

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One operating-system process.

    `argv` starts with the program's name; `python` means the interpreter Huiyin itself runs on.
    `health` is the address that answers once the process can do its work, with `{host}`, `{port}`,
    `{user}` and `{password}` to fill in; its scheme says how to ask (see `huiyin.health`).
    A process without one is a job: it is done when it has ended with exit code 0.
    """

    name: str
    argv: tuple[str, ...]
    port: int | None = None
    needs: tuple[str, ...] = ()
    health: str = ""
    env: tuple[tuple[str, str], ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable that overrides the port."""
        return f"HUIYIN_{self.name.upper()}_PORT"


def _service(name: str, port: int) -> Process:
    """A FastAPI service: its API, its subscribers and its relay live in one process."""
    return Process(
        name=name,
        argv=("python", "-m", f"services.{name}"),
        port=port,
        needs=("migrate",),
        health="http://{host}:{port}/readyz",
    )


POSTGRES = Process(
    name="postgres",
    argv=("postgres",),
    port=8132,
    health="postgresql://{user}:{password}@{host}:{port}/postgres",
)
NATS = Process(name="nats", argv=("nats-server",), port=8122, health="nats://{host}:{port}")
MAIL = Process(
    name="mail",
    argv=("python", "-m", "huiyin.mail_sink"),
    port=8125,
    health="smtp://{host}:{port}",
)
MIGRATE = Process(
    name="migrate", argv=("python", "-m", "huiyin", "migrate"), needs=("postgres", "nats")
)
SERVICES = (
    _service("intake", 8101),
    _service("triage", 8102),
    _service("casework", 8103),
    _service("sla", 8104),
    _service("notify", 8105),
    _service("analytics", 8106),
    _service("console", 8100),
)
JOBS = (MIGRATE,)
ALL = (POSTGRES, NATS, MAIL, *JOBS, *SERVICES)


def named(*names: str) -> tuple[Process, ...]:
    """The processes of those names, in the table's order; KeyError when one is unknown."""
    unknown = set(names) - {process.name for process in ALL}
    if unknown:
        raise KeyError(f"no such process: {', '.join(sorted(unknown))}")
    return tuple(process for process in ALL if process.name in names)


def asset(path: str) -> Path:
    """A file or folder of the project that is not Python, such as `policies`.

    It lies in the checkout, or inside this package when installed from a wheel.
    """
    in_wheel = Path(__file__).resolve().parent / path
    return in_wheel if in_wheel.exists() else ROOT / path


def default_data_dir() -> Path:
    """`.huiyin` in the checkout; installed from a wheel, in the folder one stands in."""
    base = ROOT if (ROOT / "pyproject.toml").is_file() else Path(os.getcwd())
    return base / ".huiyin"
