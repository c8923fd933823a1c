"""Where the running servers are, and what the services that use them go by."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

import asyncpg

from huiyin.data_folder import DataFolder
from huiyin.outside import without_password
from huiyin.refusals import (
    BusIsOutOfReach,
    CannotRun,
    DatabaseIsOutOfReach,
    NotRunning,
    SettingIsMissing,
    SettingIsWrong,
)
from huiyin.settings import read_settings
from shared.bus.manifest import ManifestIsUnfit
from shared.bus.port import BusIsAway
from shared.policy import PolicyIsInvalid, PolicyLibrary, describe_faults
from shared.postgres.database import UNREACHABLE
from shared.rebuild import CannotRebuild

Outcome = TypeVar("Outcome")
ZONE = "HUIYIN_ZONE"
ZONE_OF_SERVICES = "Asia/Shanghai"
CLOSED: tuple[type[Exception], ...] = (
    *UNREACHABLE,
    asyncpg.InvalidAuthorizationSpecificationError,
)
NOT_MIGRATED = (asyncpg.InvalidCatalogNameError, asyncpg.UndefinedTableError)


class NotMigrated(CannotRun):
    """The databases are not there, or are of an older release."""

    def __init__(self) -> None:
        super().__init__(
            "数据库尚未建立或版本较旧：请先运行 huiyin up 或 huiyin migrate。"
            " / The databases are missing or of an older release: run huiyin up or huiyin migrate."
        )


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The servers' addresses, and the policies and zone of the services."""

    database_url: str
    nats_url: str
    policies: PolicyLibrary
    zone: ZoneInfo


def whereabouts() -> Whereabouts:
    """As we are told, else what runs on the data folder says. Raises CannotRun."""
    settings = read_settings()
    database_url, nats_url = settings.database_url, settings.nats_url
    if not (database_url and nats_url):
        folder = DataFolder(settings.data.resolve())
        report = folder.read_report()
        if report is None and (database_url or nats_url):
            missing = "HUIYIN_NATS_URL" if database_url else "HUIYIN_DATABASE_URL"
            raise SettingIsMissing(missing)
        if report is None:
            raise NotRunning(folder.root)
        database_url, nats_url = database_url or report.database_url, nats_url or report.nats_url
    try:
        policies = PolicyLibrary.read(settings.policies)
    except PolicyIsInvalid as invalid:
        raise CannotRun(describe_faults(invalid.faults)) from invalid
    return Whereabouts(database_url, nats_url, policies, _zone())


def see_through(where: Whereabouts, work: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Run a job on the servers; what stops it is said in one sentence. Raises CannotRun."""

    async def run() -> Outcome:
        return await work()

    with trouble_told(where):
        return asyncio.run(run())


@contextmanager
def trouble_told(where: Whereabouts) -> Iterator[None]:
    """What stops a job on the servers is said in one sentence. Raises CannotRun."""
    try:
        yield
    except (CannotRebuild, ManifestIsUnfit) as refusal:
        raise CannotRun(str(refusal)) from refusal
    except BusIsAway as away:
        raise BusIsOutOfReach(without_password(where.nats_url), str(away)) from away
    except NOT_MIGRATED as error:
        raise NotMigrated from error
    except CLOSED as error:
        raise DatabaseIsOutOfReach(
            without_password(where.database_url), type(error).__name__
        ) from error


def _zone() -> ZoneInfo:
    name = os.environ.get(ZONE) or ZONE_OF_SERVICES
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise SettingIsWrong(ZONE, name, "时区名，如 Asia/Shanghai") from error
