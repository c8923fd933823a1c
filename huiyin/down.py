"""`huiyin down`: stop what `huiyin up` started on this data folder."""

from __future__ import annotations

import os
import signal
import time

import click

from huiyin.data_folder import DataFolder
from huiyin.refusals import DidNotStop, NotRunning
from huiyin.settings import read_settings

STOPPED_WITHIN_S = 60.0
LOOK_AGAIN_AFTER_S = 0.05


@click.command("down")
def command() -> None:
    """停止 huiyin up 启动的一切，数据保留。

    Stop what huiyin up started; the data stays.
    """
    folder = DataFolder(read_settings().data.resolve())
    pid = folder.running_pid()
    if not pid:
        raise NotRunning(folder.root)
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + STOPPED_WITHIN_S
    while folder.running_pid() == pid:
        if time.monotonic() > end:
            raise DidNotStop(pid, STOPPED_WITHIN_S)
        time.sleep(LOOK_AGAIN_AFTER_S)
    click.echo("已停止，数据保留 / stopped, the data stays")
