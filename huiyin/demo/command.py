"""`huiyin demo`: two months of made-up complaints to look at, then the running system."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from huiyin import ports, up
from huiyin.data_folder import DataFolder
from huiyin.demo.acts import Act, Life
from huiyin.demo.agenda import Agenda
from huiyin.demo.lives import random_lives
from huiyin.demo.present import (
    MOST,
    SOURCE,
    TRIAL_MAX,
    DataIsInUse,
    DemoNeedsItsOwnServers,
    present,
    reference,
)
from huiyin.demo.telling import told_cases
from huiyin.processes import ALL, asset
from huiyin.progress import progress
from huiyin.refusals import AlreadyRunning, CannotRun
from huiyin.settings import read_ports
from huiyin.stack import Stack
from huiyin.stepping import Steps
from shared.policy import PolicyLibrary

DAYS = 60
COUNT = 56
SEED = 20_261_122
PACK_PROJECT = "mhhy"
NOT_OURS = ("HUIYIN_DATABASE_URL", "HUIYIN_NATS_URL", "HUIYIN_SMTP_URL", "HUIYIN_POLICIES")


@click.command("demo")
@click.option("--count", default=COUNT, show_default=True, type=click.IntRange(0, MOST - 100))
@click.option("--seed", default=SEED, show_default=True)
@click.option("--up/--no-up", "then_up", default=True, help="填充后启动系统 / start it afterwards")
@click.pass_context
def command(context: click.Context, count: int, seed: int, then_up: bool) -> None:
    """填充两个月的虚构投诉（各种状态），然后启动系统供浏览。

    Fill the system with two months of made-up complaints in every state, then start it.
    """
    for variable in NOT_OURS:
        if os.environ.get(variable):
            raise DemoNeedsItsOwnServers(variable)
    data = up.data_folder()
    if then_up:
        _refuse_what_would_stop_it_later(data)
    asyncio.run(fill(data, count=count, seed=seed))
    if then_up:
        context.invoke(up.command)


def _refuse_what_would_stop_it_later(data: Path) -> None:
    """Two minutes of filling should not end with a port that is taken."""
    folder = DataFolder(data.resolve())
    if running := folder.running_pid():
        raise AlreadyRunning(folder.root, running)
    wished = read_ports()
    ports.settle([process for process in ALL if process.name in wished], wished)


async def fill(data_dir: Path, *, count: int, seed: int) -> int:
    """Play made-up lives up to now on a stepped clock, unless it was done before; how many."""
    began = time.monotonic()
    end = datetime.now(UTC).replace(microsecond=0)
    lives = _lives(count, end, seed)
    start = min(life.received.at for life in lives) - timedelta(days=1)
    stack = Stack(
        data_dir,
        clock="stepped",
        env={"HUIYIN_CLOCK_START": start.isoformat()},
        say=click.echo,
    )
    async with stack:
        here = await present(stack.database_url)
        if here.made_up:
            click.echo(
                f"已有 {here.made_up} 件虚构投诉，没有再添加；想重来，先 make down，再删除 {stack.root}"
                f" / {here.made_up} made-up complaints are here already and none was added;"
                f" for new ones: make down, then delete {stack.root}"
            )
            return 0
        if here.others > TRIAL_MAX:
            raise DataIsInUse(stack.root, here.others)
        click.echo(
            f"在可拨快的时钟上演两个月，约需两分钟 / playing {DAYS} days on a clock we step,"
            " in about two minutes"
        )
        async with Steps(stack.urls, stack.nats_url) as steps:
            await _Player(lives, stack.urls, steps).play(end)
    click.echo(
        f"编好 {len(lives)} 件投诉，用时 {time.monotonic() - began:.0f} 秒"
        f" / {len(lives)} complaints made up"
    )
    return len(lives)


def _lives(count: int, end: datetime, seed: int) -> list[Life]:
    policies = PolicyLibrary.read(asset("policies"))
    calendar = policies.pack_for(PACK_PROJECT, end.date()).calendar
    begin = end - timedelta(days=DAYS)
    told = told_cases(end=end, calendar=calendar)
    return told + random_lives(
        count, begin=begin, end=end, seed=seed, calendar=calendar, beside=told
    )


class _Player:
    """Plays lives on a running stack, each act at its own time."""

    def __init__(self, lives: list[Life], urls: dict[str, str], steps: Steps) -> None:
        self._agenda = Agenda(lives)
        self._numbers: dict[int, str] = {}
        self._urls = urls
        self._steps = steps

    async def play(self, end: datetime) -> None:
        next_due = await self._steps.settle()
        with progress(self._agenda.total, "编写 writing") as bar:
            while self._agenda:
                acts = self._agenda.next_acts()
                await self._pass(max(act.at for _, act in acts), next_due)
                await asyncio.gather(*(self._perform(place, act) for place, act in acts))
                next_due = await self._steps.settle()
                bar.update(len(acts))
            await self._pass(end, next_due)

    async def _pass(self, until: datetime, next_due: datetime | None) -> None:
        """Let what falls due on the way happen, each in its own time."""
        while next_due is not None and next_due <= until:
            next_due = await self._steps.step_to(next_due)
        if self._steps.now is None or self._steps.now < until:
            await self._steps.move_to(until)

    async def _perform(self, place: int, act: Act) -> None:
        begins = place not in self._numbers
        body: dict[str, Any] = act.body
        if begins:
            body = body | {"source": SOURCE, "external_ref": reference(place)}
        path = act.path.format(number=self._numbers.get(place, ""))
        reply = await self._steps.http.post(
            self._urls[act.service] + path, json=body, headers={b"X-Actor": act.actor.encode()}
        )
        if begins and reply.is_success:
            self._numbers[place] = reply.json()["number"]
        elif reply.is_error and not (act.may_be_refused and reply.status_code in (403, 409)):
            raise CannotRun(f"{path}: {reply.status_code} {reply.text}")
