"""A whole Huiyin on this machine: servers, migration, services. `huiyin up` and the tests run it.

async with Stack(clock="stepped") as stack:
    await client.post(f"{stack.urls['intake']}/...")
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from huiyin import nats_server, outside, ports, postgres_server, secrets_file
from huiyin.crew import Crew
from huiyin.data_folder import DataFolder, StackReport
from huiyin.launching import Connections, launch_ours
from huiyin.output import Silence, Terminal
from huiyin.processes import (
    JOBS,
    LOOPBACK,
    MAIL,
    NATS,
    POSTGRES,
    SERVICES,
    Process,
    asset,
)
from huiyin.supervisor import Launch


@dataclass(eq=False, kw_only=True)
class Stack:
    """Everything started privately on entering, stopped in reverse order on leaving.

    `data_dir` None means a folder of its own, removed in the end. `ports` names the port of each
    process; one it does not name gets a free port. A URL means: use that server, start none.
    `env` is added to the environment of jobs and services. `terminal` is shown warnings and
    worse, or with `everything` every line; `say` is told how the start goes on.
    """

    data_dir: Path | None = field(default=None, kw_only=False)
    ports: Mapping[str, int] = field(default_factory=dict)
    clock: Literal["system", "stepped"] = "stepped"
    policies: Path | None = None
    services: Sequence[Process] = SERVICES
    jobs: Sequence[Process] = JOBS
    database_url: str = ""
    nats_url: str = ""
    smtp_url: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    terminal: Terminal = field(default_factory=Silence)
    everything: bool = False
    say: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self._own_folder = self.data_dir is None
        self._password = ""
        self._ready = False

    @property
    def urls(self) -> dict[str, str]:
        """Base URL of each service, by name."""
        return {s.name: f"http://{LOOPBACK}:{s.port}" for s in self.services}

    @property
    def root(self) -> Path:
        """The data folder."""
        return self._folder.root

    @property
    def mail_dir(self) -> Path:
        """Where the local mail sink stores each message as an .eml file."""
        return self._folder.mail

    @property
    def log_dir(self) -> Path:
        return self._folder.logs

    @property
    def pids(self) -> dict[str, int | None]:
        """The process id of each, None while it is not running."""
        return self._crew.pids

    async def kill(self, name: str) -> None:
        """`kill -9`; returns when it is dead. It comes back by itself, see `until_ready`."""
        await self._crew.kill(name)

    @asynccontextmanager
    async def without(self, name: str) -> AsyncIterator[None]:
        """Do without one process: killed on entering, ready again on leaving."""
        await self._crew.hold_down(name)
        try:
            yield
        finally:
            await self._crew.let_up(name)

    def tell_at_next_start(self, environment: Mapping[str, str]) -> None:
        """Variables for services that start from now on; those that run keep what they know."""
        self._crew.tell_at_next_start([service.name for service in self.services], environment)

    async def restart(self, name: str) -> None:
        """Stop one process politely, start it again, wait until it is ready."""
        await self._crew.restart(name)

    async def until_ready(self, name: str) -> None:
        """Wait until it answers; DidNotStart when it keeps dying or keeps silent."""
        await self._crew.until_ready(name)

    async def __aenter__(self) -> Self:
        if self.data_dir is None:
            self.data_dir = Path(tempfile.mkdtemp(prefix="huiyin-"))
        self._folder = DataFolder(self.data_dir.resolve())
        self._database_folder = self._folder.root / "postgres"
        self._folder.open()
        self._crew = Crew(
            self._folder.logs,
            self.terminal,
            everything=self.everything,
            on_change=lambda: self._folder.write_report(self.report()),
        )
        try:
            await self._start()
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stop()

    def report(self) -> StackReport:
        """What `huiyin status` shows; health is asked anew by whoever shows it."""
        return StackReport(
            pid=os.getpid(),
            ready=self._ready,
            urls=self.urls,
            database_url=self.database_url,
            nats_url=self.nats_url,
            smtp_url=self.smtp_url,
            processes=self._crew.reports(self.urls),
        )

    async def _start(self) -> None:
        self._settle_ports()
        servers = await self._servers()
        for launch in servers:
            self._crew.start(launch, self._health_url(launch.name))
        await self._crew.all_ready([launch.name for launch in servers])
        self.say("服务器就绪 / servers are ready: " + ", ".join(s.name for s in servers))
        connections = self._connections()
        for job in self.jobs:
            await self._crew.run(launch_ours(job, connections))
        self._folder.write_connection(connections.environment())
        for service in self.services:
            self._crew.start(launch_ours(service, connections), self._health_url(service.name))
        await self._crew.all_ready([service.name for service in self.services])
        self._ready = True
        self._folder.write_report(self.report())
        self.say("各服务就绪 / services are ready: " + ", ".join(s.name for s in self.services))

    async def _stop(self) -> None:
        """Services first, side by side; then what they lean on, the database last."""
        await self._crew.stop([service.name for service in self.services])
        for server in (MAIL, NATS, POSTGRES):
            await self._crew.stop([server.name])
        self._folder.close()
        if self._own_folder:
            for folder in (self._database_folder, self._folder.root):
                shutil.rmtree(folder, ignore_errors=True)

    def _settle_ports(self) -> None:
        """Give every process of this stack a port; refuse a named one that is taken."""
        needed = [
            process
            for process, url in ((POSTGRES, self.database_url), (NATS, self.nats_url))
            if not url
        ]
        if not self.smtp_url:
            needed.append(MAIL)
        self._processes = ports.settle([*needed, *self.services], self.ports)
        self.services = [self._processes[service.name] for service in self.services]

    async def _servers(self) -> list[Launch]:
        """How to start the servers nobody gave us a URL of, in the order of their need."""
        launches: list[Launch] = []
        if self.database_url:
            await outside.refuse_unfit_database(self.database_url)
        else:
            launches.append(await self._embedded_postgres())
        if self.nats_url:
            await outside.refuse_unfit_bus(self.nats_url)
        else:
            port = self._port(NATS)
            password = secrets_file.read_or_create(self._folder.passwords).nats
            self.nats_url = nats_server.url(port, password)
            launches.append(nats_server.launch(self._folder.nats, port, password))
        if not self.smtp_url:
            self.smtp_url = f"smtp://{LOOPBACK}:{self._port(MAIL)}"
            launches.append(launch_ours(self._processes[MAIL.name], self._connections()))
        return launches

    async def _embedded_postgres(self) -> Launch:
        place = postgres_server.find_place(self._folder.root)
        self._database_folder = place.data
        if place.data.parent != self._folder.root:
            self.say(f"数据库放在 / the database lies in {place.data}")
        if not (place.data / "PG_VERSION").exists():
            self.say("首次启动，建立数据库 / first start, creating the database")
        passwords = await postgres_server.prepare(place, self._folder.passwords, self._folder.logs)
        self._password = passwords.postgres
        port = self._port(POSTGRES)
        self.database_url = postgres_server.url(port, self._password)
        return postgres_server.launch(place, port)

    def _connections(self) -> Connections:
        return Connections(
            services=self.services,
            database_url=self.database_url,
            nats_url=self.nats_url,
            smtp_url=self.smtp_url,
            data_dir=self._folder.root,
            mail_dir=self._folder.mail,
            policies=self.policies or asset("policies"),
            clock=self.clock,
            extra=self.env,
        )

    def _port(self, process: Process) -> int:
        port = self._processes[process.name].port
        assert port is not None
        return port

    def _health_url(self, name: str) -> str:
        return self._processes[name].health.format(
            host=LOOPBACK,
            port=self._processes[name].port,
            user=postgres_server.USER,
            password=self._password,
        )
