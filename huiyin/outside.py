"""Servers the operator already has: are they there, and are they able to carry Huiyin?"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from huiyin.refusals import (
    BusHasNoJetStream,
    BusIsOutOfReach,
    DatabaseIsOutOfReach,
    DatabaseIsTooOld,
)

OLDEST_POSTGRES = 16
MAINTENANCE_DATABASE = "postgres"
ANSWER_WITHIN_S = 5.0


async def refuse_unfit_database(url: str) -> None:
    """`url` names a server; its database part is only the prefix of ours and need not exist."""
    import asyncpg

    parts = urlsplit(url)
    try:
        connection = await asyncpg.connect(
            urlunsplit(parts._replace(path=f"/{MAINTENANCE_DATABASE}")), timeout=ANSWER_WITHIN_S
        )
        major = connection.get_server_version().major
        await connection.close(timeout=ANSWER_WITHIN_S)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise DatabaseIsOutOfReach(without_password(url), _short(error)) from error
    if major < OLDEST_POSTGRES:
        raise DatabaseIsTooOld(major, OLDEST_POSTGRES)


async def refuse_unfit_bus(url: str) -> None:
    """JetStream has to be on for the account that the URL logs in to."""
    import nats
    from nats.errors import Error as NatsError
    from nats.js.errors import APIError, NotFoundError, ServiceUnavailableError

    errors: list[Exception] = []

    async def keep(error: Exception) -> None:
        """Instead of nats-py's own answer to an error, a traceback in the log."""
        errors.append(error)

    try:
        connection = await nats.connect(
            url,
            connect_timeout=int(ANSWER_WITHIN_S),
            allow_reconnect=False,
            # Not 0: that means for ever.
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            error_cb=keep,
        )
    except (OSError, NatsError, ValueError) as error:
        reason = errors[-1] if errors else error
        raise BusIsOutOfReach(without_password(url), _short(reason)) from error
    try:
        await connection.jetstream(timeout=ANSWER_WITHIN_S).account_info()
    except (APIError, NatsError) as error:
        off = isinstance(error, (ServiceUnavailableError, NotFoundError)) or "respond" in str(error)
        raise (
            BusHasNoJetStream(without_password(url))
            if off
            else BusIsOutOfReach(without_password(url), _short(error))
        ) from error
    finally:
        await connection.close()


def without_password(url: str) -> str:
    """The URL with its password hidden, fit for a screen or a log."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    return url.replace(f":{parts.password}@", ":***@", 1)


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
