"""`huiyin migrate`: databases, their tables, and the streams, made or brought up to date."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click

from huiyin.outside import refuse_unfit_bus, refuse_unfit_database
from huiyin.preflight import refuse_moved_policies
from huiyin.processes import asset
from huiyin.refusals import BusIsOlderThanDatabase, CannotRun, SettingIsMissing
from huiyin.settings import read_settings
from shared.bus.manifest import ManifestIsUnfit, apply
from shared.migrations import DatabaseIsUnfit, migrate_all, services_with_database
from shared.postgres.database import connect, service_url
from shared.postgres.seals import PostgresSeals

STREAMS = "deploy/streams.yaml"
HANDLED = "SELECT coalesce(max(position), 0) FROM positions"


@click.command("migrate")
def command() -> None:
    """建库、迁移、声明消息流；可重复执行。

    Create the databases, apply migrations and the stream manifest; harmless to repeat.
    HUIYIN_DATABASE_URL and HUIYIN_NATS_URL say where.
    """
    settings = read_settings(os.environ)
    for variable, url in (
        ("HUIYIN_DATABASE_URL", settings.database_url),
        ("HUIYIN_NATS_URL", settings.nats_url),
    ):
        if not url:
            raise SettingIsMissing(variable)
    try:
        asyncio.run(migrate(settings.database_url, settings.nats_url, settings.policies))
    except (DatabaseIsUnfit, ManifestIsUnfit) as unfit:
        raise CannotRun(str(unfit)) from unfit


async def migrate(database_url: str, nats_url: str, policies: Path) -> None:
    """Databases first: a stream without tables to read it into helps nobody.

    Nothing starts where the policies would move the past.
    """
    await refuse_unfit_database(database_url)
    await refuse_unfit_bus(nats_url)
    await migrate_all(database_url)
    refuse_moved_policies(await _sealed(database_url), policies)
    handled = await _last_handled(database_url)
    last = await apply(nats_url, asset(STREAMS))
    if handled > last:
        raise BusIsOlderThanDatabase(handled, last)


async def _sealed(database_url: str) -> dict[tuple[str, str], str]:
    """Every version that any service has gone by, with what it said."""
    sealed: dict[tuple[str, str], str] = {}
    for service in services_with_database():
        connection = await connect(service_url(database_url, service))
        try:
            sealed |= await PostgresSeals(connection).read()
        finally:
            await connection.close()
    return sealed


async def _last_handled(database_url: str) -> int:
    """The highest sequence number of the stream that any service has handled."""
    handled = 0
    for service in services_with_database():
        connection = await connect(service_url(database_url, service))
        try:
            handled = max(handled, await connection.fetchval(HANDLED))
        finally:
            await connection.close()
    return handled
