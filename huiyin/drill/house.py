"""The house that is drilled: real servers, real services, and lines between them that can be cut.

Servers and services are two stacks, so that the services reach the servers through wires only,
while the drill itself reaches them directly.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from huiyin.drill.disk import Disk, small_disk
from huiyin.drill.wire import Wire
from huiyin.processes import MAIL, NATS, POSTGRES
from huiyin.stack import Stack

ZONE = ZoneInfo("Asia/Shanghai")
SERVERS = (NATS.name, POSTGRES.name, MAIL.name)
NAMES = (
    *("intake", POSTGRES.name, "triage", NATS.name, "sla", "notify", "casework", "console"),
    *(MAIL.name, "analytics"),
)
"""Every process that is killed, in turn; a short drill gets as far as it gets."""


@dataclass(frozen=True, slots=True)
class House:
    """`disk` is what can be filled, or the reason why nothing can."""

    servers: Stack
    services: Stack
    wires: dict[str, Wire]
    disk: Disk | str

    def stack_of(self, name: str) -> Stack:
        """The stack that a process belongs to."""
        return self.servers if name in SERVERS else self.services

    @property
    def urls(self) -> dict[str, str]:
        return self.services.urls

    @property
    def database_url(self) -> str:
        """The servers' own address, past the wires."""
        return self.servers.database_url

    @property
    def nats_url(self) -> str:
        return self.servers.nats_url

    @property
    def mail_dir(self) -> Path:
        return self.servers.mail_dir


@asynccontextmanager
async def house(
    folder: Path, start: datetime, *, with_disk: bool, say: Callable[[str], None]
) -> AsyncIterator[House]:
    """A house in `folder`, its clocks standing at `start`, taken down on leaving."""
    async with AsyncExitStack() as stack:
        disk: Disk | str = "not wanted"
        if with_disk:
            disk = await stack.enter_async_context(small_disk(folder))
        place = disk.folder if isinstance(disk, Disk) else folder
        servers = await stack.enter_async_context(Stack(place / "servers", services=(), jobs=()))
        wires: dict[str, Wire] = {}
        for name, url in (
            (POSTGRES.name, servers.database_url),
            (NATS.name, servers.nats_url),
            (MAIL.name, servers.smtp_url),
        ):
            wires[name] = await stack.enter_async_context(Wire(urlsplit(url).port or 0))
        services = Stack(
            folder / "services",
            clock="stepped",
            database_url=_through(wires[POSTGRES.name], servers.database_url),
            nats_url=_through(wires[NATS.name], servers.nats_url),
            smtp_url=_through(wires[MAIL.name], servers.smtp_url),
            env={
                "HUIYIN_CLOCK_START": start.isoformat(),
                "HUIYIN_TRACE_SAMPLED": "0",
                "HUIYIN_ZONE": ZONE.key,
            },
            say=say,
        )
        await stack.enter_async_context(services)
        yield House(servers, services, wires, disk)


def _through(wire: Wire, url: str) -> str:
    """The same address, reached over the wire."""
    parts = urlsplit(url)
    place = parts.netloc.removesuffix(f":{parts.port}")
    return urlunsplit(parts._replace(netloc=f"{place}:{wire.port}"))
