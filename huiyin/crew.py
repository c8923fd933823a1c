"""Several supervised processes: started, asked whether they are ready, stopped, reported on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from huiyin import health
from huiyin.data_folder import ProcessReport
from huiyin.output import Output, Terminal
from huiyin.refusals import DidNotStart, JobFailed
from huiyin.supervisor import Launch, Supervised, run_to_end

READY_WITHIN_S = 120.0
DEATHS_WHILE_STARTING_MAX = 3


class Crew:
    """The processes of one stack, in the order in which they were started."""

    def __init__(
        self, logs: Path, terminal: Terminal, *, everything: bool, on_change: Callable[[], None]
    ) -> None:
        self._logs = logs
        self._terminal = terminal
        self._everything = everything
        self._on_change = on_change
        self._members: dict[str, Supervised] = {}
        self._health: dict[str, str] = {}

    @property
    def pids(self) -> dict[str, int | None]:
        """The process id of each, None while it is not running."""
        return {name: member.pid for name, member in self._members.items()}

    def start(self, launch: Launch, health_url: str) -> None:
        """Start it and keep it alive from now on."""
        member = Supervised(launch, self._output(launch.name), on_change=self._on_change)
        self._members[launch.name] = member
        self._health[launch.name] = health_url
        member.start()

    async def run(self, job: Launch) -> None:
        """Run a job to its end; JobFailed, with its last words, when it fails."""
        output = self._output(job.name)
        if await run_to_end(job, output) != 0:
            words = output.last_words(otherwise="没有输出 no output")
            raise JobFailed(output.name, words, output.file)

    async def all_ready(self, names: list[str]) -> None:
        """Wait until each of them answers; the first that gives up is raised."""
        try:
            async with asyncio.TaskGroup() as asking:
                for name in names:
                    asking.create_task(self.until_ready(name))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None  # One sentence for the operator, not a tree.

    async def until_ready(self, name: str) -> None:
        """Wait until it answers; DidNotStart when it keeps dying or keeps silent."""
        member = self._members[name]
        asking = asyncio.create_task(
            health.until_ready(self._health[name], within_s=READY_WITHIN_S)
        )
        failing = asyncio.create_task(
            member.until_deaths(member.deaths + DEATHS_WHILE_STARTING_MAX)
        )
        try:
            await asyncio.wait({asking, failing}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise _did_not_start(member.output)
            asking.result()
        except TimeoutError as silence:
            raise _did_not_start(member.output, str(silence)) from silence
        finally:
            asking.cancel()
            failing.cancel()

    async def kill(self, name: str) -> None:
        await self._members[name].kill()

    def tell_at_next_start(self, names: list[str], environment: Mapping[str, str]) -> None:
        for name in names:
            member = self._members[name]
            member.launch = replace(member.launch, env={**member.launch.env, **environment})

    async def hold_down(self, name: str) -> None:
        await self._members[name].hold_down()

    async def let_up(self, name: str) -> None:
        self._members[name].let_up()
        await self.until_ready(name)

    async def restart(self, name: str) -> None:
        await self._members[name].restart()
        await self.until_ready(name)

    async def stop(self, names: list[str]) -> None:
        """Stop them for good, side by side; names nobody started are passed over."""
        await asyncio.gather(*(self._members[name].stop() for name in names if name in self.pids))

    def reports(self, urls: Mapping[str, str]) -> list[ProcessReport]:
        return [
            ProcessReport(
                name=name,
                state=member.state.value,
                pid=member.pid,
                deaths=member.deaths,
                url=urls.get(name, ""),
                health=self._health[name],
                log=str(member.output.file),
            )
            for name, member in self._members.items()
        ]

    def _output(self, name: str) -> Output:
        return Output(name, self._logs, self._terminal, everything=self._everything)


def _did_not_start(output: Output, reason: str = "没有输出 no output") -> DidNotStart:
    return DidNotStart(output.name, output.last_words(otherwise=reason), output.file)
