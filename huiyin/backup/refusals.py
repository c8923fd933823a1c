"""Why a backup cannot be taken or restored, each in one sentence that says what to do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from huiyin.refusals import CannotRun
from shared.bus.jetstream import FAILURES
from shared.bus.port import BusIsAway
from shared.postgres.database import TROUBLE as DATABASE_TROUBLE


class ServersAreYourOwn(CannotRun):
    """`huiyin backup` knows the insides of the embedded servers only."""

    def __init__(self) -> None:
        super().__init__(
            "PostgreSQL 或 NATS 是您自己的服务器，请按 docs/operators.md「Backup and restore」"
            "用其自身的工具备份和恢复。"
            " / PostgreSQL or NATS is a server of your own (HUIYIN_DATABASE_URL, HUIYIN_NATS_URL):"
            " back it up and restore it with its own tools, as docs/operators.md says under"
            " Backup and restore."
        )


class NotABackup(CannotRun):
    """The folder holds no backup that was completed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} 里没有完整的备份（缺 manifest.json）：请检查目录。"
            f" / There is no complete backup in {folder} (manifest.json is missing):"
            f" check the folder."
        )


class FolderIsTaken(CannotRun):
    """A backup begins in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} 里有别的文件：请给备份一个空目录。"
            f" / {folder} holds other files: give the backup an empty folder."
        )


class BackupIsBusy(CannotRun):
    """One backup at a time writes into a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"另一个 huiyin backup 正在写 {folder}：请等它结束再试。"
            f" / Another huiyin backup is writing into {folder}: try again when it has ended."
        )


class BackupCannotGoOn(CannotRun):
    """The server no longer keeps what has happened since the last refresh of this backup."""

    def __init__(self, folder: Path, why: str, why_en: str) -> None:
        super().__init__(
            f"{folder} 里的备份不能再续（{why}）；它至上次刷新为止仍可恢复，请换一个空目录重新开始。"
            f" / The backup in {folder} cannot be continued ({why_en}); up to its last refresh it"
            f" can still be restored. Begin anew in an empty folder."
        )


class BackupIsDamaged(CannotRun):
    """A file of the backup is missing or is not what was written."""

    def __init__(self, file: Path, why: str, why_en: str) -> None:
        super().__init__(
            f"备份文件 {file} 已损坏（{why}）：请改用这份备份的另一个副本，或更早的备份。"
            f" / The backup's file {file} is damaged ({why_en}): use another copy of this backup,"
            f" or an earlier one."
        )


class BackupIsFromAnotherVersion(CannotRun):
    """Files of one server version are not read by another."""

    def __init__(self, program: str, theirs: str, ours: str) -> None:
        super().__init__(
            f"备份由 {program} {theirs} 建立，本机是 {ours}：请换用当时版本的回音恢复。"
            f" / The backup was made by {program} {theirs}, here is {ours}: restore it with the"
            f" release of Huiyin it was made with, and upgrade afterwards."
        )


class DataFolderIsNotEmpty(CannotRun):
    """A restore never writes over data."""

    def __init__(self, folder: Path, found: Path) -> None:
        super().__init__(
            f"数据目录 {folder} 里已有数据（{found}）：请把它移走，或用 HUIYIN_DATA 另指定一个空目录。"
            f" / The data folder {folder} holds data already ({found}): move it away, or name an"
            f" empty folder with HUIYIN_DATA."
        )


class OutOfRange(CannotRun):
    """The instant asked for lies outside of what the backup covers."""

    def __init__(self, wanted: datetime, first: datetime, last: datetime) -> None:
        super().__init__(
            f"{wanted.isoformat()} 不在这份备份之内：可恢复到 {first.isoformat()} 至"
            f" {last.isoformat()} 之间的任一时刻。"
            f" / {wanted.isoformat()} lies outside of this backup, which covers every instant from"
            f" {first.isoformat()} to {last.isoformat()}."
        )


class TimeIsWrong(CannotRun):
    """Not a time in the form we read."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"看不懂时间 {text!r}：请写成 2026-03-02T14:30:00+08:00。"
            f" / {text!r} is not a time: write it as 2026-03-02T14:30:00+08:00."
        )


class DidNotWork(CannotRun):
    """A program or server that does the work gave up; `words` is what it said."""

    def __init__(self, program: str, words: str) -> None:
        super().__init__(
            f"{program} 没有完成（{words}）：若是磁盘满，请清理后再试；否则请查看 logs/ 下的日志。"
            f" / {program} gave up ({words}): if a disk is full, make room and try again; otherwise"
            f" look into the logs folder."
        )


class ProgramIsAway(CannotRun):
    """A small program of the system that unpacks the log."""

    def __init__(self, program: str) -> None:
        super().__init__(
            f"找不到程序 {program}：请先安装它。 / The program {program} is missing: install it."
        )


class PartsDoNotFit(CannotRun):
    """Databases and stream contradict each other: they are not from one backup."""

    def __init__(self, why: str, why_en: str) -> None:
        super().__init__(
            f"数据库与消息流不属于同一份备份（{why}）：没有恢复任何东西，请改用另一份备份。"
            f" / Databases and stream are not from one backup ({why_en}): nothing was restored;"
            f" use another backup."
        )


TROUBLE: tuple[type[Exception], ...] = (*DATABASE_TROUBLE, *FAILURES, BusIsAway)
"""What disks, drivers and servers raise."""


def describe_trouble(error: BaseException) -> str:
    """What a driver or the system said, with its kind where it said nothing."""
    said = error.strerror if isinstance(error, OSError) else str(error)
    return said or type(error).__name__
