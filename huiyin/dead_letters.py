"""`huiyin dead-letters`: messages that a service could not handle, and what to do about them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID

import asyncpg
import click
import orjson

from huiyin.data_folder import DataFolder
from huiyin.outside import without_password
from huiyin.refusals import CannotRun, DatabaseIsOutOfReach, NotRunning
from huiyin.settings import read_settings
from huiyin.summary import columns
from shared.event_store import dead_letters
from shared.event_store.dead_letters import DeadLetter
from shared.migrations import services_with_database
from shared.postgres.database import UNREACHABLE, Connection, connect, service_url

Answer = TypeVar("Answer")
HEAD = (
    "编号 id",
    "事件 event",
    "次数 tries",
    "状态 state",
    "其后 behind",
    "起始 since",
    "原因 error",
)
NOTHING = "没有处理失败的消息 / no message has failed"


class NoSuchLetter(CannotRun):
    """Nothing of that name has failed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"没有编号为 {name} 的失败消息：用 huiyin dead-letters list 查看。"
            f" / No message {name} has failed: see huiyin dead-letters list."
        )


class NotAComplaint(CannotRun):
    """A key is a complaint's id."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"{key} 不是投诉 id（UUID）：请从 huiyin dead-letters show 复制。"
            f" / {key} is no complaint id (a UUID): copy it from huiyin dead-letters show."
        )


@click.group("dead-letters")
def command() -> None:
    """查看、重投、放弃处理失败的消息。

    A message that fails is tried again for about two minutes; then it waits here, and later
    messages on the same complaint wait behind it.
    """


@command.command("list")
def list_letters() -> None:
    """列出失败的消息，不含个人信息。 List what failed, without personal data."""
    letters = asyncio.run(_all())
    if not letters:
        click.echo(NOTHING)
        return
    click.echo(columns([HEAD, *(_line(service, letter) for service, letter in letters)]))


@command.command()
@click.argument("identity", metavar="ID")
@click.option("--body", is_flag=True, help="显示内容，含个人信息。 Show it, personal data and all.")
def show(identity: str, body: bool) -> None:
    """显示一条失败的消息。 Show one message."""
    service, letter = _found(asyncio.run(_all()), identity)
    rows = [
        ("编号 id", _name(service, letter)),
        ("服务 service", service),
        ("事件 event", letter.type),
        ("投诉 complaint", str(letter.key)),
        ("流序号 sequence", str(letter.sequence)),
        ("状态 state", _state(letter)),
        ("已试 tries", str(letter.attempts)),
        ("其后等待 behind", str(letter.waiting)),
        ("起始 since", letter.parked_at.isoformat()),
        ("原因 error", letter.error),
    ]
    click.echo(columns(rows))
    if body:
        click.echo(_readable(letter.body))


@command.command()
@click.argument("key", required=False)
@click.option("--all", "everything", is_flag=True, help="全部重投。 Everything that failed.")
def replay(key: str | None, everything: bool) -> None:
    """重投一个投诉（KEY 为投诉 id）或全部的失败消息。 Try again, one complaint or all."""
    if (key is None) == (not everything):
        raise click.UsageError("请给出 KEY 或 --all / give a KEY or --all")
    complaint = _complaint(key) if key else None
    count = sum(asyncio.run(_everywhere(lambda c: dead_letters.replay(c, complaint))).values())
    click.echo(f"{count} 条将立即重试 / {count} will be tried again now")


@command.command()
@click.argument("identity", metavar="ID")
@click.option("--yes", is_flag=True, help="不再询问。 Do not ask.")
def discard(identity: str, yes: bool) -> None:
    """放弃一条消息：它不再生效，其后的消息继续。 Give one up; those behind it go on."""
    service, letter = _found(asyncio.run(_all()), identity)
    if not yes:
        click.confirm(
            f"{service} 将永远不处理这条 {letter.type}，确定？ / It will never take effect. Sure?",
            abort=True,
        )
    asyncio.run(_discard(service, letter))
    click.echo("已放弃 / discarded")


def _line(service: str, letter: DeadLetter) -> tuple[str, ...]:
    return (
        _name(service, letter),
        letter.type,
        str(letter.attempts),
        _state(letter),
        str(letter.waiting),
        f"{letter.parked_at:%Y-%m-%d %H:%M:%SZ}",
        letter.error,
    )


def _name(service: str, letter: DeadLetter) -> str:
    return f"{service}/{letter.message_id}"


def _state(letter: DeadLetter) -> str:
    return "待处理 dead" if letter.dead else f"重试 retry {letter.retry_at:%H:%M:%SZ}"


def _found(letters: list[tuple[str, DeadLetter]], identity: str) -> tuple[str, DeadLetter]:
    for service, letter in letters:
        if _name(service, letter) == identity:
            return service, letter
    raise NoSuchLetter(identity)


def _complaint(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise NotAComplaint(key) from None


def _readable(body: bytes) -> str:
    try:
        return orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode()
    except ValueError:
        return body.decode("utf-8", "replace")


async def _all() -> list[tuple[str, DeadLetter]]:
    found = await _everywhere(dead_letters.dead_letters)
    return [(service, letter) for service, letters in found.items() for letter in letters]


async def _discard(service: str, letter: DeadLetter) -> None:
    async with _database(_server_url(), service) as connection:
        if connection is None or not await dead_letters.discard(connection, letter.message_id):
            raise NoSuchLetter(_name(service, letter))


async def _everywhere(ask: Callable[[Connection], Awaitable[Answer]]) -> dict[str, Answer]:
    """Ask every service's database that there is."""
    answers: dict[str, Answer] = {}
    for service in services_with_database():
        async with _database(_server_url(), service) as connection:
            if connection is not None:
                answers[service] = await ask(connection)
    return answers


@asynccontextmanager
async def _database(server_url: str, service: str) -> AsyncIterator[Connection | None]:
    try:
        connection = await connect(service_url(server_url, service))
    except asyncpg.InvalidCatalogNameError:
        yield None  # Not migrated yet: nothing can have failed.
        return
    except UNREACHABLE as error:
        raise DatabaseIsOutOfReach(without_password(server_url), type(error).__name__) from error
    try:
        yield connection
    finally:
        await connection.close()


def _server_url() -> str:
    """Where the databases are: as we are told, else where what runs on the data folder has them."""
    settings = read_settings()
    if settings.database_url:
        return settings.database_url
    folder = DataFolder(settings.data.resolve())
    report = folder.read_report()
    if report is None:
        raise NotRunning(folder.root)
    return report.database_url
