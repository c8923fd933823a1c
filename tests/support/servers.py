"""Private PostgreSQL and NATS servers for a test session, and clean places on them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import asyncpg
import nats
from nats.js.errors import NotFoundError

from huiyin.stack import Stack
from shared.bus.manifest import apply, read_manifest
from shared.migrations import PLUMBING, Migration, migrate
from shared.postgres.database import connect, with_database

OWN_TABLES = Path(__file__).with_name("tables.sql")
TEMPLATE = "huiyin_template"
SERVICE = "triage"
NO_MAIL = "smtp://127.0.0.1:9"
_numbers = count(1)


@dataclass
class Servers:
    """Running servers. Killed through `stack`, they come back by themselves."""

    stack: Stack
    _idle: list[str] = field(default_factory=list)

    @property
    def nats_url(self) -> str:
        return self.stack.nats_url

    async def prepare(self) -> None:
        """Make the database that every test's own is a copy of: plumbing and `tables.sql`."""
        files = (*sorted(PLUMBING.glob("*.sql")), OWN_TABLES)
        migrations = tuple(Migration(file.name, file.read_text("utf-8")) for file in files)
        await migrate(with_database(self.stack.database_url, TEMPLATE), migrations)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The address of an empty database of one's own, named as that of the service SERVICE."""
        if not self._idle:
            name = f"huiyin_{next(_numbers)}_{SERVICE}"
            await self._maintain(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
            self._idle.append(with_database(self.stack.database_url, name))
        url = self._idle.pop()
        yield url
        await end_sessions(url)
        await empty(url)
        self._idle.append(url)

    async def new_stream(self) -> None:
        """The stream of deploy/streams.yaml, empty."""
        await self.lose_stream()
        await apply(self.nats_url)

    async def lose_stream(self) -> None:
        client = await nats.connect(self.nats_url)
        try:
            await client.jetstream().delete_stream(read_manifest().stream.name)
        except NotFoundError:
            pass
        finally:
            await client.close()

    async def _maintain(self, statement: str) -> None:
        maintenance = await connect(with_database(self.stack.database_url, "postgres"))
        try:
            await maintenance.execute(statement)
        finally:
            await maintenance.close()


@asynccontextmanager
async def running_servers() -> AsyncIterator[Servers]:
    """PostgreSQL and NATS of our own, as `huiyin up` runs them, without any service."""
    async with Stack(services=(), jobs=(), smtp_url=NO_MAIL) as stack:
        servers = Servers(stack)
        await servers.prepare()
        yield servers


async def end_sessions(url: str) -> None:
    """Break every other connection to a database, as a fail-over does."""
    connection: asyncpg.Connection[asyncpg.Record] = await connect(url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()


async def empty(url: str) -> None:
    """Every table as the migrations left it."""
    connection: asyncpg.Connection[asyncpg.Record] = await connect(url)
    try:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> 'migrations'"
        )
        names = ", ".join(row["tablename"] for row in tables)
        await connection.execute(f"TRUNCATE {names} RESTART IDENTITY")
    finally:
        await connection.close()
