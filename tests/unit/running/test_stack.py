"""A private stack: real PostgreSQL, real NATS, real processes."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import asyncpg
import nats
import pytest
import pytest_asyncio

from huiyin.migrate import migrate
from huiyin.processes import Process
from huiyin.refusals import AlreadyRunning, BusIsOlderThanDatabase, DidNotStart, JobFailed
from huiyin.stack import Stack
from shared.postgres.database import service_url
from shared.settings import POLICIES
from tests.unit.running.fakes import FAKE_SERVICE, ask, fake, is_alive, until


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def stack() -> AsyncIterator[Stack]:
    async with Stack(services=[fake("intake"), fake("console")], jobs=[]) as running:
        yield running


async def test_a_service_is_told_where_everything_is(stack: Stack) -> None:
    told = (await asyncio.to_thread(ask, stack.urls["console"]))["environment"]

    assert told["HUIYIN_DATABASE_URL"] == stack.database_url
    assert told["HUIYIN_NATS_URL"] == stack.nats_url
    assert told["HUIYIN_SMTP_URL"].startswith("smtp://127.0.0.1:")
    assert told["HUIYIN_CLOCK"] == "stepped"
    assert told["HUIYIN_SERVICE_URLS_INTAKE"] == stack.urls["intake"]
    assert told["HUIYIN_POLICIES"].endswith("policies")


@pytest.mark.parametrize("name", ["intake", "postgres", "nats", "mail"])
async def test_a_process_killed_with_kill_9_comes_back(stack: Stack, name: str) -> None:
    before = stack.pids[name]

    await stack.kill(name)
    await stack.until_ready(name)

    assert before is not None
    assert not is_alive(before)
    assert stack.pids[name] not in (None, before)


async def test_a_restarted_process_is_another_one(stack: Stack) -> None:
    before = stack.pids["intake"]

    await stack.restart("intake")

    assert (await asyncio.to_thread(ask, stack.urls["intake"]))["pid"] != before


async def test_the_database_flushes_speaks_utf8_and_has_no_personal_data_in_its_log(
    stack: Stack,
) -> None:
    connection = await asyncpg.connect(stack.database_url.rsplit("/", 1)[0] + "/postgres")
    try:
        settings = await connection.fetchrow(
            "SELECT current_setting('fsync') AS fsync, datlocale, datlocprovider::text,"
            " pg_encoding_to_char(encoding) AS encoding, current_setting('listen_addresses') AS at"
            " FROM pg_database WHERE datname = 'postgres'"
        )
        await connection.execute("CREATE TABLE persons (name text PRIMARY KEY)")
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("INSERT INTO persons VALUES ('王小明'), ('王小明')")
    finally:
        await connection.close()

    assert settings is not None
    assert tuple(settings) == ("on", "C.UTF-8", "b", "UTF8", "127.0.0.1")
    log = (stack.log_dir / "postgres.log").read_text("utf-8")
    assert "persons_pkey" in log
    assert "王小明" not in log


async def test_the_database_refuses_a_wrong_password(stack: Stack) -> None:
    stranger = stack.database_url.replace("huiyin:", "huiyin:wrong", 1)

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(stranger)


async def test_the_bus_stores_in_files_and_refuses_strangers(stack: Stack) -> None:
    ours = await nats.connect(stack.nats_url)
    await ours.jetstream().add_stream(name="probe", subjects=["probe.>"])
    await ours.jetstream().publish("probe.one", b"kept")
    await ours.close()
    await stack.kill("nats")
    await stack.until_ready("nats")
    ours = await nats.connect(stack.nats_url)
    stream = await ours.jetstream().stream_info("probe")
    await ours.close()

    assert stream.state.messages == 1
    with pytest.raises(nats.errors.Error):
        await nats.connect(
            stack.nats_url.replace("huiyin:", "huiyin:wrong", 1), allow_reconnect=False
        )


async def test_mail_becomes_a_private_file_with_its_envelope(stack: Stack) -> None:
    message = EmailMessage()
    message["Subject"] = "督办单"
    message["From"], message["To"] = "huiyin@example.com", "zhang@example.com"
    message.set_content("请在三个工作日内答复。")

    await aiosmtplib.send(message, hostname="127.0.0.1", port=int(stack.smtp_url.split(":")[-1]))

    (file,) = stack.mail_dir.glob("*.eml")
    text = file.read_text("utf-8")
    assert "X-Envelope-To: zhang@example.com" in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_passwords_are_for_the_owner_only(stack: Stack) -> None:
    for name in ("passwords.json", "connection.env", "status.json"):
        assert stat.S_IMODE((stack.root / name).stat().st_mode) == 0o600


async def test_a_second_stack_on_the_same_data_is_refused(stack: Stack) -> None:
    with pytest.raises(AlreadyRunning, match=str(os.getpid())):
        async with Stack(stack.root, services=[], jobs=[]):
            pass


async def test_data_survives_a_restart_and_no_process_stays(data_dir: Path) -> None:
    async with Stack(data_dir, services=[], jobs=[]) as first:
        pids = list(first.pids.values())
        connection = await asyncpg.connect(first.database_url.rsplit("/", 1)[0] + "/postgres")
        await connection.execute("CREATE TABLE kept AS SELECT '漏水' AS word")
        await connection.close()

    assert not any(is_alive(pid) for pid in pids if pid)
    async with Stack(data_dir, services=[], jobs=[]) as second:
        connection = await asyncpg.connect(second.database_url.rsplit("/", 1)[0] + "/postgres")
        kept = await connection.fetchval("SELECT word FROM kept")
        await connection.close()
    assert kept == "漏水"


def guest(stack: Stack, services: list[Process], *jobs: Process) -> Stack:
    """Another stack, on the servers of `stack`."""
    return Stack(
        services=services,
        jobs=jobs,
        database_url=stack.database_url,
        nats_url=stack.nats_url,
        smtp_url=stack.smtp_url,
    )


async def test_servers_one_already_has_are_used_and_not_started(stack: Stack) -> None:
    async with guest(stack, [fake("intake")]) as other:
        assert list(other.pids) == ["intake"]
        told = (await asyncio.to_thread(ask, other.urls["intake"]))["environment"]

    assert told["HUIYIN_DATABASE_URL"] == stack.database_url
    await stack.until_ready("postgres")


async def test_a_service_that_keeps_dying_says_why_and_leaves_nothing(stack: Stack) -> None:
    starting = guest(stack, [fake("intake", "--broken")])

    with pytest.raises(DidNotStart, match="the policy pack is missing") as refusal:
        await starting.__aenter__()

    assert "intake.log" in str(refusal.value)
    assert not any(starting.pids.values())


async def test_a_failed_migration_says_why(stack: Stack) -> None:
    job = Process(name="migrate", argv=("python", str(FAKE_SERVICE), "--broken"))

    with pytest.raises(JobFailed, match=r"the policy pack is missing.*log of migrate"):
        async with guest(stack, [], job):
            pass


async def test_what_a_killed_process_left_behind_is_cleared_away(stack: Stack) -> None:
    async with guest(stack, [fake("intake", "--with-child")]) as running:
        child = int((await asyncio.to_thread(ask, running.urls["intake"]))["child"])
        assert is_alive(child)

        await running.kill("intake")

        await until(lambda: not is_alive(child))


async def test_a_broker_older_than_the_databases_is_refused(stack: Stack) -> None:
    await migrate(stack.database_url, stack.nats_url, POLICIES)
    connection = await asyncpg.connect(service_url(stack.database_url, "triage"))
    await connection.execute("INSERT INTO positions VALUES ('triage', 0, 1, 1000)")

    with pytest.raises(BusIsOlderThanDatabase, match="1000"):
        await migrate(stack.database_url, stack.nats_url, POLICIES)

    await connection.execute("DELETE FROM positions")
    await connection.close()
