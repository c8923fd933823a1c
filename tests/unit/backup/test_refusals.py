"""What cannot be backed up or restored is said in one sentence, before anything is written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from huiyin.backup.folder import LOCK, BackupFolder
from huiyin.backup.refusals import (
    BackupIsBusy,
    BackupIsDamaged,
    FolderIsTaken,
    ServersAreYourOwn,
)
from huiyin.backup.restoring import restore
from huiyin.backup.taking import source_of
from huiyin.data_folder import DataFolder, ProcessReport, StackReport
from huiyin.refusals import NotRunning
from tests.unit.backup.test_instants import manifest, refresh
from tests.unit.running.fakes import CHECKOUT


@contextmanager
def running(folder: Path, *names: str) -> Iterator[DataFolder]:
    """A data folder on which something runs that consists of these processes."""
    data = DataFolder(folder)
    data.open(free_bytes_needed=0)
    processes = [
        ProcessReport(name=name, state="", pid=1, deaths=0, url="", health="", log="")
        for name in names
    ]
    data.write_report(
        StackReport(
            pid=1,
            ready=True,
            urls={},
            database_url="postgresql://huiyin:x@127.0.0.1:1/huiyin",
            nats_url="nats://127.0.0.1:1",
            smtp_url="",
            processes=processes,
        )
    )
    try:
        yield data
    finally:
        data.close()


def test_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(NotRunning):
        source_of(tmp_path)


@pytest.mark.parametrize("names", [("nats", "intake"), ("postgres", "intake")])
def test_a_server_of_ones_own_is_backed_up_by_its_own_tools(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    with running(tmp_path, *names), pytest.raises(ServersAreYourOwn, match=r"operators\.md"):
        source_of(tmp_path)


def test_a_server_of_ones_own_is_not_restored_into(tmp_path: Path) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "huiyin", "restore", str(tmp_path)],
        cwd=CHECKOUT,
        env={"HUIYIN_NATS_URL": "nats://127.0.0.1:1", "HUIYIN_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 1
    assert "operators.md" in outcome.stderr and "Traceback" not in outcome.stderr


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()

    with pytest.raises(FolderIsTaken), BackupFolder(tmp_path).locked():
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_what_an_interrupted_beginning_left_is_begun_again(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path)
    with folder.locked():
        folder.make_empty()
        (tmp_path / "base" / "half.tar.gz").touch()

    with folder.locked():
        assert not folder.is_complete
        folder.make_empty()

    assert not list((tmp_path / "base").iterdir())


def test_two_at_once_do_not_write_into_one_folder(tmp_path: Path) -> None:
    first, second = BackupFolder(tmp_path), BackupFolder(tmp_path)

    with first.locked(), pytest.raises(BackupIsBusy), second.locked():
        pass
    with second.locked():
        assert (tmp_path / LOCK).exists()


async def test_a_hole_in_the_log_is_found_before_anything_is_written(tmp_path: Path) -> None:
    whole = manifest(refresh(3))
    holed = whole.model_copy(update={"log": whole.log[:2] + whole.log[3:]})
    (tmp_path / "manifest.json").write_text(holed.model_dump_json())

    with pytest.raises(BackupIsDamaged, match="000000010000000000000002"):
        await restore(tmp_path, tmp_path / "data", policies_here=tmp_path)
    assert not (tmp_path / "data").exists()
