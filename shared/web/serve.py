"""Run a service's application with uvicorn: one process, one worker (findings, section H)."""

from __future__ import annotations

import gc
import os
import socket
import sys
from contextlib import suppress
from typing import TypeVar

import uvicorn
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from shared.settings import Settings, faults

DID_NOT_START = 3
"""As `uvicorn.run` would end."""

YOUNG_OBJECTS = 10_000
"""How many come between two looks at them: those of requests under way are not garbage yet."""

Read = TypeVar("Read", bound=BaseSettings)


def serve(application: str, *own: type[BaseSettings]) -> None:
    """`application` is the import name of an app factory, `services.triage.main:create_app`.

    `own` are the service's settings besides the shared ones. What is wrong with any of them is said
    in one line each, exit code 2.
    """
    settings = _read(Settings)
    for kind in own:
        _read(kind)
    config = uvicorn.Config(
        application,
        factory=True,
        host=settings.host,
        port=settings.port,
        access_log=os.environ.get("HUIYIN_ACCESS_LOG") == "1",
        log_level=settings.log_level.lower(),
        timeout_graceful_shutdown=5,
        http="httptools",
    )
    server = _Settled(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(DID_NOT_START)


class _Settled(uvicorn.Server):
    """Once started, what there is stays: the garbage collector need not go through modules,
    policies and routes again and again. Doing so was an eighth of the time of a request."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG_OBJECTS)


def _read(kind: type[Read]) -> Read:
    try:
        return kind()
    except ValidationError as error:
        for variable, reason in faults(error, kind.model_config.get("env_prefix", "")):
            print(
                f"环境变量 {variable} 不对 / the variable {variable} is wrong: {reason}",
                file=sys.stderr,
            )
        sys.exit(2)
