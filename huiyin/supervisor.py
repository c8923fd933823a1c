"""Keeps one process alive: starts it, reads what it prints, brings it back, stops it for good."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from huiyin.accounts import Account
from huiyin.backoff import Backoff
from huiyin.lifeline import die_with_parent
from huiyin.output import Output


class State(Enum):
    """What a supervised process is doing."""

    WAITING = "waiting"
    RUNNING = "running"
    RETURNING = "returning"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How to start a process and how to ask it to stop.

    `orphan_signal` reaches it when we die without stopping it. `account` is who it runs as, or
    None for our own account. `beyond_help` is what it prints when only a new start helps.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    folder: Path
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    grace_s: float = 10.0
    beyond_help: str = ""


class Supervised:
    """One process that is started again whenever it ends, until it is stopped."""

    def __init__(
        self,
        launch: Launch,
        output: Output,
        *,
        backoff: Backoff | None = None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.launch = launch
        self.output = output
        self.output.on_line = self._heed
        self.state = State.WAITING
        self.deaths = 0
        self.died = asyncio.Condition()
        self._backoff = backoff or Backoff()
        self._on_change = on_change
        self._stop_asked = asyncio.Event()
        self._back_at_once = False
        self._may_run = asyncio.Event()
        self._may_run.set()
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        return self.launch.name

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        self._keeping = asyncio.create_task(self._keep_alive(), name=f"keep {self.name} alive")

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the process and its children; nothing happens when it is not running."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    async def kill(self) -> None:
        """`kill -9`, as a crash would; returns once it is dead. It comes back by itself."""
        await self._end(signal.SIGKILL)

    async def hold_down(self) -> None:
        """`kill -9`, and it stays away until `let_up`."""
        self._may_run.clear()
        await self.kill()

    def let_up(self) -> None:
        self._back_at_once = True
        self._may_run.set()

    async def restart(self) -> None:
        """Stop it politely and start it at once; returns when the old one has ended."""
        self._back_at_once = True
        await self._end(self.launch.stop_signal)

    async def until_deaths(self, count: int) -> None:
        """Wait until it has died so many times since it was first started."""
        async with self.died:
            await self.died.wait_for(lambda: self.deaths >= count)

    async def stop(self) -> None:
        """Stop it for good: its stop signal, then SIGKILL once its grace is over."""
        self._stop_asked.set()
        self._may_run.set()
        if self._keeping is None:
            self._change(State.STOPPED)
            return
        self.signal_group(self.launch.stop_signal)
        done, _ = await asyncio.wait({self._keeping}, timeout=self.launch.grace_s)
        if not done:
            self.output.note("did not stop in time and is killed / 未及时停止，已强制结束")
            self.signal_group(signal.SIGKILL)
        await self._keeping

    def _heed(self, line: str) -> None:
        """A process that says it can do no more ends now, and is started again like any other."""
        if self.launch.beyond_help and self.launch.beyond_help in line:
            self.output.note("无法继续工作，将重启 / can do no more and is started again")
            self.signal_group(signal.SIGKILL)

    async def _end(self, number: signal.Signals) -> None:
        async with self.died:
            if self._process is None:
                return
            deaths = self.deaths
            self.signal_group(number)
            await self.died.wait_for(lambda: self.deaths > deaths)

    async def _keep_alive(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._stop_asked.is_set():
            await self._may_run.wait()
            began = loop.time()
            code = await self.run_once()
            if self._stop_asked.is_set():
                break
            delay = self._backoff.delay_s(uptime_s=loop.time() - began)
            if self._back_at_once:
                self._back_at_once, delay = False, 0.0
            else:
                self.output.note(
                    f"因 {_cause(code)} 停止，{delay:.1f} 秒后重启"
                    f" / ended by {_cause(code)}, back in {delay:.1f} s"
                )
            self._change(State.RETURNING)
            async with self.died:
                self.deaths += 1
                self.died.notify_all()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop_asked.wait(), delay)
        self._change(State.STOPPED)
        self.output.close()

    async def run_once(self) -> int:
        """From start to end; the exit code, negative when a signal ended it."""
        # Not asyncio's own pipe: waiting for the process would then wait for its grandchildren too.
        read_end, write_end = os.pipe()
        reading = asyncio.create_task(_read(read_end, self.output))
        try:
            self._process = await _spawn(self.launch, write_end)
        except OSError as error:
            self.output.line(f"cannot be started: {error}")
            return 127
        finally:
            os.close(write_end)
        self._change(State.RUNNING)
        if self._stop_asked.is_set():  # Asked while it was being born: the signal met nobody.
            self.signal_group(self.launch.stop_signal)
        code = await self._process.wait()
        self.signal_group(signal.SIGKILL)  # What it left behind would hold its port.
        self._process = None
        await asyncio.wait({reading}, timeout=1.0)
        reading.cancel()
        return code

    def _change(self, state: State) -> None:
        self.state = state
        self._on_change()


async def run_to_end(launch: Launch, output: Output) -> int:
    """Run a job once; its exit code. Cancelled, it is stopped first."""
    job = Supervised(launch, output)
    running = asyncio.ensure_future(job.run_once())
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        job.signal_group(signal.SIGKILL)
        await running
        raise
    finally:
        output.close()


async def _spawn(launch: Launch, write_end: int) -> asyncio.subprocess.Process:
    account = launch.account
    return await asyncio.create_subprocess_exec(
        *launch.argv,
        env=dict(launch.env),
        cwd=launch.folder,
        stdin=subprocess.DEVNULL,
        stdout=write_end,
        stderr=write_end,
        process_group=0,
        preexec_fn=die_with_parent(launch.orphan_signal),
        **(account.as_popen_arguments() if account else {}),
    )


async def _read(read_end: int, output: Output) -> None:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_end, "rb", buffering=0)
    )
    try:
        while data := await reader.read(65_536):
            output.feed(data)
    finally:
        transport.close()


def _cause(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name
