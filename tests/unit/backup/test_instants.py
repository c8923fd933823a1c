"""Which instants a backup covers, and what of it is needed for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huiyin.backup.database import position, segment_name, segments
from huiyin.backup.manifest import (
    FILE,
    Beginning,
    Manifest,
    Piece,
    Refresh,
    StreamCopy,
    read_manifest,
    write_manifest,
)
from huiyin.backup.refusals import (
    BackupIsDamaged,
    BackupIsFromAnotherVersion,
    NotABackup,
    OutOfRange,
    TimeIsWrong,
)
from huiyin.backup.restore_command import read_time
from huiyin.backup.restoring import chosen

SEGMENT = 16 * 1024 * 1024
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
BASE = Piece(path="base/base.tar.gz", bytes=1, sha256="")


def refresh(hours: int) -> Refresh:
    return Refresh(
        until=NOON + hours * HOUR,
        restore_point=f"point-{hours}",
        last_segment=segment_name(1, hours, SEGMENT),
        policies="policies/1",
    )


def manifest(*refreshes: Refresh) -> Manifest:
    names = (*segments(segment_name(1, 0, SEGMENT), segment_name(1, 9, SEGMENT), SEGMENT),)
    log = tuple(Piece(path=f"wal/{name}.gz", bytes=1, sha256="") for name in names)
    return Manifest(
        huiyin="1.0",
        postgresql="18",
        nats="2.15.1",
        beginning=Beginning(
            at=NOON,
            slot="huiyin_backup_1",
            base=BASE,
            unpacked_bytes=1,
            first_segment=names[0],
            segment_bytes=SEGMENT,
        ),
        files=(),
        stream=StreamCopy(config={}, pieces=(BASE,), messages=0, last=0),
        log=(*log, Piece(path="wal/00000002.history", bytes=1, sha256="")),
        refreshes=refreshes,
    )


def test_segments_go_on_behind_the_end_of_a_file_number() -> None:
    assert segments("0000000100000000000000FE", "000000010000000100000001", SEGMENT) == [
        "0000000100000000000000FE",
        "0000000100000000000000FF",
        "000000010000000100000000",
        "000000010000000100000001",
    ]


def test_a_place_in_the_log_lies_in_its_segment() -> None:
    place = position("1/2000090")

    assert segment_name(3, place // SEGMENT, SEGMENT) == "000000030000000100000002"


@pytest.mark.parametrize(
    ("asked", "found"),
    [(0.0, 1), (0.5, 1), (1.0, 1), (1.01, 3), (3.0, 3), (None, 3)],
)
def test_the_first_refresh_that_reaches_the_instant(asked: float | None, found: int) -> None:
    to = None if asked is None else NOON + asked * HOUR

    assert chosen(manifest(refresh(1), refresh(3)), to) == refresh(found)


@pytest.mark.parametrize("asked", [-0.01, 3.01])
def test_an_instant_outside_is_refused_with_the_range(asked: float) -> None:
    with pytest.raises(OutOfRange, match=r"2026-03-02T12:00:00.*2026-03-02T15:00:00"):
        chosen(manifest(refresh(1), refresh(3)), NOON + asked * HOUR)


def test_the_log_is_read_no_further_than_needed() -> None:
    needed = [piece.path for piece in manifest().log_until(segment_name(1, 1, SEGMENT))]

    assert needed == [
        "wal/000000010000000000000000.gz",
        "wal/000000010000000000000001.gz",
        "wal/00000002.history",
    ]


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = manifest(refresh(1))

    write_manifest(tmp_path, written)

    assert read_manifest(tmp_path) == written


def test_a_folder_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(NotABackup):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "{", '{"format": 1, "huiyin": "1.0"}'])
def test_half_a_manifest_is_damage(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)

    with pytest.raises(BackupIsDamaged):
        read_manifest(tmp_path)


def test_a_later_format_is_told_by_its_release(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"format": 2, "huiyin": "9.1", "news": true}')

    with pytest.raises(BackupIsFromAnotherVersion, match=r"9\.1"):
        read_manifest(tmp_path)


def test_a_time_without_offset_is_one_of_the_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_ZONE", "Asia/Tokyo")

    assert read_time("2026-03-02T21:00") == NOON
    assert read_time("2026-03-02T12:00:00Z") == NOON


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(TimeIsWrong, match="昨天"):
        read_time("昨天")
