"""`huiyin up`: start everything here, watch over it, stop it in order."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click

from huiyin.data_folder import DataFolder
from huiyin.output import PrefixedTerminal
from huiyin.preflight import refuse_unfit_settings
from huiyin.refusals import CannotRun
from huiyin.settings import read_ports, read_settings
from huiyin.stack import Stack
from huiyin.summary import summary

READY_PIPE = "HUIYIN_READY_PIPE"
"""The descriptor on which `up --detach` hears how the start went; nothing written means well."""

STOPPED = "已停止，数据保留 / stopped, the data stays"


@click.command("up")
@click.option("--detach", "-d", is_flag=True, help="在后台运行。 Run in the background.")
@click.option("--verbose", "-v", is_flag=True, help="显示每一行输出。 Show every line printed.")
def command(detach: bool, verbose: bool) -> None:
    """启动全部：数据库、消息、邮件收件箱、各服务；Ctrl-C 停止。

    Start everything and watch over it; Ctrl-C stops it. The data stays.
    """
    settings, ports = read_settings(), read_ports()
    refuse_unfit_settings(settings)
    if detach:
        start_in_background(settings.data, [sys.executable, "-m", "huiyin", "up"])
        return
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    stack = Stack(
        settings.data,
        ports=ports,
        clock=settings.clock,
        policies=settings.policies.resolve(),
        database_url=settings.database_url,
        nats_url=settings.nats_url,
        smtp_url=settings.smtp_url,
        terminal=PrefixedTerminal(list(ports), colour=colour),
        everything=verbose,
        say=click.echo,
    )
    asyncio.run(run_until_stopped(stack))


def data_folder() -> Path:
    """Where `huiyin up` keeps its data: HUIYIN_DATA, or `.huiyin` in the checkout."""
    return read_settings().data


async def run_until_stopped(stack: Stack) -> None:
    """Run it until Ctrl-C, SIGTERM or the end of the terminal; CannotRun when it cannot start."""
    tell = os.environ.pop(READY_PIPE, "")
    stop = _stop_on_signal()
    began = time.monotonic()
    click.echo("回音启动中 / Huiyin is starting")
    entering = asyncio.ensure_future(stack.__aenter__())
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({entering, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not entering.done():
        click.echo("正在停止 / stopping")
        entering.cancel()
        await asyncio.gather(entering, return_exceptions=True)
        click.echo(STOPPED)
        return
    try:
        entering.result()
    except CannotRun as refusal:
        if tell:
            os.write(int(tell), str(refusal).encode())
        raise
    try:
        click.echo(summary(stack.report(), stack.root))
        click.echo(f"用时 / took {time.monotonic() - began:.1f} s. Ctrl-C 停止 / stops it.")
        if tell:
            os.close(int(tell))
        await stopping
        click.echo("正在停止 / stopping")
    finally:
        await stack.__aexit__(None, None, None)
    click.echo(STOPPED)


def start_in_background(data: Path, command_line: list[str]) -> None:
    """Run that `huiyin up` in a session of its own; wait until it is ready or has given up."""
    folder = DataFolder(data.resolve())
    folder.open()  # Refuses here, where somebody reads it, what the other would refuse too.
    folder.close()
    log = folder.logs / "up.log"
    hear, tell = os.pipe()
    with log.open("ab") as out:
        background = subprocess.Popen(
            command_line,
            env=os.environ | {READY_PIPE: str(tell)},
            pass_fds=(tell,),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    os.close(tell)
    with os.fdopen(hear, "rb") as pipe:
        refusal = pipe.read().decode()
    report = folder.read_report()
    if refusal or report is None:
        background.wait()
        raise CannotRun(refusal or f"没有启动成功，详情见 {log}。 / It did not start; see {log}.")
    click.echo(summary(report, folder.root))
    click.echo("在后台运行，huiyin down 停止 / runs in the background, huiyin down stops it.")


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    return stop
