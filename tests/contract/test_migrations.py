"""Migrations: forward only, each once, whoever starts first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.migrations import (
    DatabaseIsUnfit,
    Migration,
    migrate,
    migrations_of,
    services_with_database,
)
from shared.postgres.database import connect, service_url, with_database
from tests.support.servers import Servers
from tests.support.tally import new_id

FIRST = Migration("sla/0001.sql", "CREATE TABLE watches (id int)")
SECOND = Migration("sla/0002.sql", "CREATE TABLE orders (id int)")


@pytest.fixture
async def new_url(servers: Servers) -> AsyncIterator[str]:
    """The address of a database that nobody has made yet."""
    name = f"huiyin_{new_id().hex}"
    yield with_database(servers.stack.database_url, name)
    maintenance = await connect(with_database(servers.stack.database_url, "postgres"))
    await maintenance.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await maintenance.close()


async def test_each_migration_is_applied_once(new_url: str) -> None:
    assert await migrate(new_url, (FIRST,)) == 1
    assert await migrate(new_url, (FIRST, SECOND)) == 1
    assert await migrate(new_url, (FIRST, SECOND)) == 0


async def test_of_many_starters_one_migrates(new_url: str) -> None:
    applied = await asyncio.gather(*(migrate(new_url, (FIRST, SECOND)) for _ in range(4)))

    assert sorted(applied) == [0, 0, 0, 2]


async def test_a_database_is_made_on_the_server_that_the_url_says(new_url: str) -> None:
    """With everything that stands behind the question mark."""
    assert await migrate(f"{new_url}?sslmode=prefer&application_name=a%2Fb", (FIRST,)) == 1


async def test_a_migration_that_fails_leaves_nothing(new_url: str) -> None:
    broken = Migration("sla/0002.sql", "CREATE TABLE orders (id int); SELECT 1 / 0;")
    with pytest.raises(Exception, match="division by zero"):
        await migrate(new_url, (FIRST, broken))

    assert await migrate(new_url, (FIRST, SECOND)) == 1


async def test_an_applied_migration_must_not_change(new_url: str) -> None:
    await migrate(new_url, (FIRST,))

    with pytest.raises(DatabaseIsUnfit, match=r"sla/0001\.sql was changed"):
        await migrate(new_url, (Migration(FIRST.name, FIRST.text + " "),))


async def test_an_older_release_does_not_touch_a_newer_database(new_url: str) -> None:
    await migrate(new_url, (FIRST, SECOND))

    with pytest.raises(DatabaseIsUnfit, match=r"newer release .*sla/0002\.sql"):
        await migrate(new_url, (FIRST,))


def test_plumbing_comes_before_a_services_own(tmp_path: Path) -> None:
    folder = tmp_path / "services" / "sla" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_timers.sql").write_text("SELECT 1")

    names = [migration.name for migration in migrations_of("sla", tmp_path)]

    assert names[0] == "shared/0001_plumbing.sql"
    assert names[-1] == "sla/0001_timers.sql"
    assert services_with_database(tmp_path) == ("sla",)


@pytest.mark.parametrize(
    ("server", "triage"),
    [
        ("postgresql://h/huiyin", "postgresql://h/huiyin_triage"),
        ("postgresql://h", "postgresql://h/huiyin_triage"),
        ("postgresql://u:p@h:1/x?sslmode=require", "postgresql://u:p@h:1/x_triage?sslmode=require"),
    ],
)
def test_a_services_database_is_named_after_it(server: str, triage: str) -> None:
    assert service_url(server, "triage") == triage
