"""A disk without room: what supervises the processes goes on, and those that cannot are renewed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from huiyin.data_folder import DataFolder, StackReport
from huiyin.nats_server import WRITING_HAS_ENDED
from huiyin.output import Output, Silence
from huiyin.supervisor import Launch, State, Supervised
from tests.unit.running.fakes import until

REPORT = StackReport(
    pid=1, ready=True, urls={}, database_url="", nats_url="", smtp_url="", processes=()
)


def process(folder: Path, words: str, *, beyond_help: str = "") -> Supervised:
    """Says something and stays."""
    code = f"import signal; print({words!r}, flush=True); signal.pause()"
    launch = Launch(
        name="nats",
        argv=(sys.executable, "-c", code),
        env=os.environ,
        folder=folder,
        beyond_help=beyond_help,
    )
    return Supervised(launch, Output("nats", folder, Silence(), everything=False))


async def test_a_broker_that_stopped_writing_is_started_anew(tmp_path: Path) -> None:
    words = f"[ERR] Filestore [huiyin] {WRITING_HAS_ENDED}: no space left on device"
    broker = process(tmp_path, words, beyond_help=WRITING_HAS_ENDED)
    broker.start()
    try:
        await until(lambda: broker.deaths >= 1)
    finally:
        await broker.stop()

    assert "started again" in (tmp_path / "nats.log").read_text("utf-8")


async def test_other_words_end_nothing(tmp_path: Path) -> None:
    broker = process(tmp_path, "[ERR] slow consumer", beyond_help=WRITING_HAS_ENDED)
    broker.start()
    try:
        await until(lambda: "slow" in (tmp_path / "nats.log").read_text("utf-8"))
        assert (broker.deaths, broker.state) == (0, State.RUNNING)
    finally:
        await broker.stop()


def test_a_status_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.open(free_bytes_needed=0)
    try:
        (folder.root / ".status.json.new").mkdir()  # So that writing fails, as with no room.

        folder.write_report(REPORT)

        assert folder.read_report() is None
    finally:
        folder.close()
