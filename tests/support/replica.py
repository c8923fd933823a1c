"""A replica of a service that writes down what it hears, as a process of its own to be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path

from huiyin.lifeline import die_with_parent
from shared.runtime import Composition, Runtime, running
from shared.settings import Settings
from tests.support.hearing import Listener
from tests.support.servers import SERVICE
from tests.support.tally import TALLY

ROOT = Path(__file__).resolve().parents[2]


def compose(runtime: Runtime) -> Composition:
    return Composition(application=None, handlers=Listener().subscription.handlers)


async def run() -> None:
    async with running(SERVICE, Settings(), [TALLY], compose):
        await asyncio.Event().wait()


async def start_replica(database_url: str, nats_url: str) -> Process:
    """Start one on the database of `Servers.database`. It dies with us, if not before."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.support.replica"),
        cwd=ROOT,
        env=os.environ
        | {
            "HUIYIN_DATABASE_URL": database_url.removesuffix(f"_{SERVICE}"),
            "HUIYIN_NATS_URL": nats_url,
            "HUIYIN_PORT": "1",
        },
        preexec_fn=die_with_parent(signal.SIGKILL),
    )


if __name__ == "__main__":
    asyncio.run(run())
