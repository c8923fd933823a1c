"""One database a service, on one server, reached through an asyncpg pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from pydantic_core import from_json, to_json

OLDEST_SERVER = 16
CONNECT_TIMEOUT_S = 10.0
COMMAND_TIMEOUT_S = 15.0
ACQUIRE_TIMEOUT_S = 10.0
"""How long a pooled connection may be waited for, and its return: a server that died in the middle
of a cancelled statement would hold the one who gives it back for ever."""

if TYPE_CHECKING:
    # Generic in the stubs only.
    Connection = asyncpg.Connection[Any] | asyncpg.pool.PoolConnectionProxy[Any]
else:
    Connection = asyncpg.Connection

UNREACHABLE: tuple[type[Exception], ...] = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # A connection in which the server has just said goodbye.
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,  # No room on its disk, in its memory, for one more session.
)
"""Errors that say the server is away or overwhelmed, not that the request is wrong: wait and try
again."""

NO_ROOM = asyncpg.DiskFullError
"""The server's disk is full: whatever was to be written is not to blame, however often it fails."""

TROUBLE: tuple[type[Exception], ...] = (*UNREACHABLE, asyncpg.PostgresError)
"""Whatever a statement of our own may raise that a background job should outlive."""


def service_url(server_url: str, service: str) -> str:
    """The address of a service's database: the server's URL with `_<service>` after its path.

    `postgresql://huiyin@127.0.0.1/huiyin` for triage becomes `…/huiyin_triage`.
    """
    prefix = database_name(server_url) or "huiyin"
    return with_database(server_url, f"{prefix}_{service}")


def with_database(url: str, name: str) -> str:
    """The address of another database on the same server, reached in the same way."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def database_name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


async def prepare(connection: Any) -> None:
    """Speak JSON on every connection, with whole numbers of any size."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: to_json(value).decode(),
        decoder=from_json,
    )


async def _keep_session(connection: Any) -> None:
    """Nothing to undo when a pooled connection comes back.

    Pooled connections never hold session state (SET, LISTEN, session locks): those have connections
    of their own. Skipping the reset query is worth a third of the reads (findings, section G).
    """


async def open_pool(url: str, *, max_size: int = 16) -> asyncpg.Pool[Any]:
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=max_size,
        timeout=CONNECT_TIMEOUT_S,
        command_timeout=COMMAND_TIMEOUT_S,
        init=prepare,
        reset=_keep_session,
    )


# A machine that vanishes leaves its sessions, and their locks, to the server's patience: two hours
# where the system's defaults hold. A quarter of a minute is enough.
NOTICE_DEAD_CLIENTS = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "2",
}


async def connect(url: str) -> asyncpg.Connection[Any]:
    """A connection of one's own, for locks and LISTEN."""
    connection = await asyncpg.connect(
        url,
        timeout=CONNECT_TIMEOUT_S,
        command_timeout=COMMAND_TIMEOUT_S,
        server_settings=NOTICE_DEAD_CLIENTS,
    )
    await prepare(connection)
    return connection
