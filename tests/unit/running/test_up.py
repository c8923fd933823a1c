"""`huiyin up` as the operator meets it: a process of its own, signals, exit codes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from huiyin.data_folder import DataFolder, ProcessReport, StackReport
from huiyin.ports import draw_free
from huiyin.refusals import AlreadyRunning, CannotRun
from huiyin.up import start_in_background
from tests.unit.running.fakes import CHECKOUT, is_alive, until

UP = [sys.executable, "-m", "tests.unit.running.up_with_fakes"]


def is_ready(folder: DataFolder) -> bool:
    report = folder.read_report()
    return report is not None and report.ready


@asynccontextmanager
async def up(data_dir: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, StackReport]]:
    """A running `up`, and what it reports of itself; stopped in the end whatever happens."""
    folder = DataFolder(data_dir)
    process = await asyncio.create_subprocess_exec(
        *UP, str(data_dir), cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        await until(lambda: is_ready(folder))
        report = folder.read_report()
        assert report is not None
        yield process, report
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def pids_of(report: StackReport) -> list[int]:
    pids = [process.pid for process in report.processes if process.pid]
    assert len(pids) == 4, "postgres, nats, mail, intake"
    return pids


def processes_that_name(folder: Path) -> list[str]:
    """Command lines of all processes that have the folder among their arguments."""
    lines = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            lines.append(file.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
    return [line for line in lines if str(folder) in line]


def huiyin(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "huiyin", *arguments],
        cwd=CHECKOUT,
        env=os.environ | {"HUIYIN_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
async def test_a_signal_stops_everything_cleanly(
    used_data_dir: Path, number: signal.Signals
) -> None:
    async with up(used_data_dir) as (process, report):
        process.send_signal(number)
        printed, _ = await process.communicate()

    assert process.returncode == 0
    assert "已停止" in printed.decode()
    assert "Traceback" not in printed.decode()
    assert not any(is_alive(pid) for pid in pids_of(report))
    assert "database system is shut down" in (used_data_dir / "logs" / "postgres.log").read_text(
        "utf-8"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_a_signal_during_the_start_leaves_no_process(data_dir: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *UP, str(data_dir), cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    await until(lambda: (data_dir / "postgres.unfinished" / "PG_VERSION").exists())

    process.send_signal(signal.SIGTERM)
    printed, _ = await process.communicate()

    assert process.returncode == 0
    assert "已停止" in printed.decode()
    assert "Traceback" not in printed.decode()
    assert not processes_that_name(data_dir)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that we died")
async def test_nothing_outlives_a_killed_supervisor(used_data_dir: Path) -> None:
    async with up(used_data_dir) as (process, report):
        pids = pids_of(report)
        process.kill()
        await process.wait()

        await until(lambda: not any(is_alive(pid) for pid in pids))

    assert DataFolder(used_data_dir).running_pid() is None


async def test_another_up_on_the_same_data_says_that_one_runs(used_data_dir: Path) -> None:
    async with up(used_data_dir) as (process, _):
        second = await asyncio.to_thread(huiyin, "up", data=used_data_dir)

        with pytest.raises(AlreadyRunning):
            start_in_background(used_data_dir, [*UP, str(used_data_dir)])

    assert second.returncode == 1
    assert f"进程 {process.pid}" in second.stderr
    assert "Traceback" not in second.stderr


async def test_status_tells_which_process_does_not_answer(data_dir: Path) -> None:
    (port,) = draw_free(1)
    folder = DataFolder(data_dir)
    folder.open()
    silent = ProcessReport(
        name="intake",
        state="running",
        pid=os.getpid(),
        deaths=3,
        url=f"http://127.0.0.1:{port}",
        health=f"http://127.0.0.1:{port}/readyz",
        log="intake.log",
    )
    folder.write_report(
        StackReport(
            pid=os.getpid(),
            ready=True,
            urls={"intake": silent.url},
            database_url="postgresql://huiyin:secret@127.0.0.1:1/huiyin",
            nats_url="nats://huiyin:secret@127.0.0.1:1",
            smtp_url="smtp://127.0.0.1:1",
            processes=[silent],
        )
    )

    status = await asyncio.to_thread(huiyin, "status", data=data_dir)

    folder.close()
    assert status.returncode == 1
    assert "未就绪 not ready (running)" in status.stdout
    assert "secret" not in status.stdout


@pytest.mark.parametrize("verb", ["down", "status"])
async def test_where_nothing_runs_there_is_nothing_to_stop_or_ask(
    data_dir: Path, verb: str
) -> None:
    said = await asyncio.to_thread(huiyin, verb, data=data_dir)

    assert said.returncode == 1
    assert "没有运行中的回音" in said.stderr
    assert "Traceback" not in said.stderr


async def test_in_the_background_it_prints_where_things_are_until_down_stops_it(
    used_data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await asyncio.to_thread(start_in_background, used_data_dir, [*UP, str(used_data_dir)])

    shown = capsys.readouterr().out
    report = DataFolder(used_data_dir).read_report()
    status = await asyncio.to_thread(huiyin, "status", data=used_data_dir)
    down = await asyncio.to_thread(huiyin, "down", data=used_data_dir)
    assert report is not None
    assert f"{report.urls['intake']}/docs" in shown
    assert str(used_data_dir / "logs") in shown
    assert (status.returncode, status.stdout.count("就绪 ready")) == (0, 4)
    assert down.returncode == 0
    assert not any(is_alive(pid) for pid in pids_of(report))
    await until(lambda: not is_alive(report.pid))


async def test_in_the_background_a_failed_start_is_told_to_who_asked(used_data_dir: Path) -> None:
    with pytest.raises(CannotRun, match="the policy pack is missing"):
        await asyncio.to_thread(
            start_in_background, used_data_dir, [*UP, str(used_data_dir), "--broken"]
        )

    assert DataFolder(used_data_dir).running_pid() is None
