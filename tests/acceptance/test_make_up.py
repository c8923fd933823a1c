"""`make up`, `kill -9`, Ctrl-C, `make up` again: the whole system as the newcomer meets it."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from huiyin.data_folder import DataFolder, StackReport
from huiyin.health import is_ready, until_ready
from huiyin.ports import draw_free
from huiyin.processes import ALL, SERVICES
from tests.unit.running.fakes import CHECKOUT, folder_for_data, is_alive, until

STARTED_WITHIN_S = 180.0


@asynccontextmanager
async def make_up(data: Path, ports: dict[str, str]) -> AsyncIterator[StackReport]:
    """Runs while the block does; then Ctrl-C, as a terminal sends it to the whole group."""
    folder = DataFolder(data)
    make = await asyncio.create_subprocess_exec(
        *("make", "up"),
        cwd=CHECKOUT,
        env=os.environ | ports | {"HUIYIN_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        process_group=0,
    )

    def is_up_or_gone() -> bool:
        report = folder.read_report()
        return make.returncode is not None or (report is not None and report.ready)

    try:
        await until(is_up_or_gone, within_s=STARTED_WITHIN_S)
        report = folder.read_report()
        if report is None:
            assert make.stdout is not None
            pytest.fail((await make.stdout.read()).decode())
        yield report
    finally:
        if make.returncode is None:
            os.killpg(make.pid, signal.SIGINT)
        printed, _ = await make.communicate()
    assert "Traceback" not in printed.decode()
    assert "已停止" in printed.decode()


def environment_is_current() -> bool:
    asked = ["make", "--question", ".venv/.runtime"]
    return (
        bool(shutil.which("make"))
        and not subprocess.run(
            asked, cwd=CHECKOUT, check=False, stderr=subprocess.DEVNULL
        ).returncode
    )


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with folder_for_data() as folder:
        yield folder


async def test_it_starts_survives_a_kill_stops_and_starts_again(data_dir: Path) -> None:
    if not environment_is_current():
        pytest.skip("the environment was not made by `make test`: `make up` would install it anew")
    listening = [process for process in ALL if process.port]
    drawn = draw_free(len(listening))
    ports = {p.variable: str(port) for p, port in zip(listening, drawn, strict=True)}

    async with make_up(data_dir, ports) as report:
        assert {process.name for process in report.processes} == {p.name for p in listening}
        assert all([await is_ready(process.health) for process in report.processes])
        sla = next(process for process in report.processes if process.name == "sla")
        assert sla.pid is not None
        os.kill(sla.pid, signal.SIGKILL)
        await until(lambda: not is_alive(sla.pid or 0))
        await until_ready(sla.health, within_s=STARTED_WITHIN_S)
    assert not any(is_alive(process.pid) for process in report.processes if process.pid)

    async with make_up(data_dir, ports) as again:
        assert set(again.urls) == {service.name for service in SERVICES}
        assert again.database_url == report.database_url
