"""Numbered SQL files, applied forward only, one database a service.

Plumbing migrations (`shared/postgres/migrations`) come first, then the service's own
(`services/<name>/migrations`). A file that changed after it was applied, and a database that a
newer release has migrated, are refused. The lock is polled: a blocking advisory lock deadlocks with
concurrent index builds.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from shared.postgres.database import (
    OLDEST_SERVER,
    connect,
    database_name,
    service_url,
    with_database,
)

ROOT = Path(__file__).parents[1]
PLUMBING = Path(__file__).parent / "postgres" / "migrations"
LOCK = 0x4875_6979  # "Huiy": one migration at a time in a database.
LOCK_ATTEMPTS = 300
LOCK_PAUSE_S = 0.1


class DatabaseIsUnfit(Exception):
    """The database cannot be used as it is; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def services_with_database(root: Path = ROOT) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in root.glob("services/*/migrations")))


def migrations_of(service: str, root: Path = ROOT) -> tuple[Migration, ...]:
    own = root / "services" / service / "migrations"
    return tuple(
        Migration(f"{prefix}/{file.name}", file.read_text(encoding="utf-8"))
        for prefix, folder in (("shared", PLUMBING), (service, own))
        for file in sorted(folder.glob("*.sql"))
    )


async def migrate_all(server_url: str) -> dict[str, int]:
    """Create and migrate every service's database; how many files were applied to each."""
    return {
        service: await migrate(service_url(server_url, service), migrations_of(service))
        for service in services_with_database()
    }


async def migrate(url: str, migrations: tuple[Migration, ...]) -> int:
    await create_database(url)
    connection = await connect(url)
    try:
        await _lock(connection)
        return await _apply(connection, migrations)
    finally:
        await connection.close()


async def create_database(url: str) -> None:
    """Create the database where it is missing, from the server's `postgres` database."""
    try:
        await (await connect(url)).close()
        return
    except asyncpg.InvalidCatalogNameError:
        pass
    name = database_name(url)
    maintenance = await connect(with_database(url, "postgres"))
    try:
        version = maintenance.get_server_version().major
        if version < OLDEST_SERVER:
            raise DatabaseIsUnfit(
                f"PostgreSQL {version} 太旧，至少要 {OLDEST_SERVER}：请换新，或去掉 HUIYIN_DATABASE_URL。"
                f" / PostgreSQL {version} is too old: Huiyin needs {OLDEST_SERVER} or newer. "
                "Point HUIYIN_DATABASE_URL at a newer server, or leave it out to use the built-in."
            )
        await maintenance.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        pass  # Another starter was faster, by much or by little.
    finally:
        await maintenance.close()


async def _lock(connection: asyncpg.Connection[Any]) -> None:
    for _ in range(LOCK_ATTEMPTS):
        if await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            return
        await asyncio.sleep(LOCK_PAUSE_S)
    raise DatabaseIsUnfit(
        "另一个迁移占用数据库已 30 秒：请等它结束再试。"
        " / Another migration has held the database for 30 s: wait for it to end."
    )


async def _apply(connection: asyncpg.Connection[Any], migrations: tuple[Migration, ...]) -> int:
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations"
        " (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz DEFAULT now())"
    )
    rows = await connection.fetch("SELECT name, checksum FROM migrations")
    applied = {row["name"]: row["checksum"] for row in rows}
    unknown = applied.keys() - {migration.name for migration in migrations}
    if unknown:
        raise DatabaseIsUnfit(
            "数据库已由更新的版本迁移过：请重装那个版本，或恢复此前的备份。"
            f" / A newer release has migrated this database ({', '.join(sorted(unknown))}): "
            "install that release again, or restore a backup from before it."
        )
    fresh = 0
    for migration in migrations:
        if migration.name in applied:
            if applied[migration.name] != migration.checksum:
                raise DatabaseIsUnfit(
                    f"迁移文件 {migration.name} 在执行后被改动：请还原它，把改动写进新文件。"
                    f" / Migration {migration.name} was changed after it had been applied: "
                    "restore the file and put the change into a new one."
                )
            continue
        async with connection.transaction():
            await connection.execute(migration.text)
            await connection.execute(
                "INSERT INTO migrations (name, checksum) VALUES ($1, $2)",
                migration.name,
                migration.checksum,
            )
        fresh += 1
    return fresh
