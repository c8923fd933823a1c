"""How our own processes are started: the interpreter, and what they are told by environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from huiyin.processes import LOOPBACK, ROOT, Process
from huiyin.supervisor import Launch


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections:
    """Where everything is that a job or service has to know of. URLs carry their passwords."""

    services: Sequence[Process]
    database_url: str
    nats_url: str
    smtp_url: str
    data_dir: Path
    mail_dir: Path
    policies: Path
    clock: str
    extra: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """The variables all of ours share; also written to connection.env."""
        told = {
            "HUIYIN_DATABASE_URL": self.database_url,
            "HUIYIN_NATS_URL": self.nats_url,
            "HUIYIN_SMTP_URL": self.smtp_url,
            "HUIYIN_DATA": str(self.data_dir),
            "HUIYIN_MAIL_DIR": str(self.mail_dir),
            "HUIYIN_POLICIES": str(self.policies),
            "HUIYIN_CLOCK": self.clock,
        }
        for service in self.services:
            url = f"http://{LOOPBACK}:{service.port}"
            told[f"HUIYIN_SERVICE_URLS_{service.name.upper()}"] = url
        return told | dict(self.extra)


def launch_ours(process: Process, connections: Connections) -> Launch:
    """Start a process of the table on the interpreter we run on ourselves."""
    argv = process.argv
    if argv[0] == "python":
        argv = (sys.executable, *argv[1:])
    own = dict(process.env)
    if process.port is not None:
        own |= {"HUIYIN_HOST": LOOPBACK, "HUIYIN_PORT": str(process.port)}
    return Launch(
        name=process.name,
        argv=argv,
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | connections.environment() | own,
        folder=ROOT,
    )
