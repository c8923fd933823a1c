"""Why Huiyin cannot be started or stopped, each in one sentence that says what to do."""

from __future__ import annotations

import re
from pathlib import Path

MEBIBYTE = 1024 * 1024
_PASSWORD = re.compile(r":[^:/@]*@")


class CannotRun(Exception):
    """The operator has to do something first; the message says what, Chinese first."""


class PortIsTaken(CannotRun):
    """Another program listens on a port that a process of ours needs."""

    def __init__(self, process: str, port: int, variable: str) -> None:
        super().__init__(
            f"端口 {port}（{process} 要用）已被占用：请停掉占用它的程序，或用 {variable} 另指定一个端口。"
            f" / Port {port}, needed by {process}, is taken:"
            f" stop the program that uses it, or choose another with {variable}."
        )


class DiskIsFull(CannotRun):
    """The data folder's disk has less room than the servers need to work safely."""

    def __init__(self, folder: Path, free_bytes: int, needed_bytes: int) -> None:
        free, needed = free_bytes // MEBIBYTE, needed_bytes // MEBIBYTE
        super().__init__(
            f"磁盘空间不足：{folder} 所在磁盘剩 {free} MiB，需要 {needed} MiB；"
            f"请清理磁盘，或用 HUIYIN_DATA 换一个数据目录。"
            f" / The disk of {folder} has {free} MiB left and {needed} MiB are needed:"
            f" free some, or choose another data folder with HUIYIN_DATA."
        )


class DataFolderIsClosed(CannotRun):
    """The data folder cannot be written by the account that runs us."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"数据目录 {folder} 无法使用（{reason}）：请改其权限或属主，或用 HUIYIN_DATA 换一个目录。"
            f" / The data folder {folder} cannot be used ({reason}):"
            f" change its owner or mode, or choose another with HUIYIN_DATA."
        )


class AlreadyRunning(CannotRun):
    """One data folder is served by one Huiyin at a time."""

    def __init__(self, folder: Path, pid: int) -> None:
        super().__init__(
            f"回音已经在用数据目录 {folder} 运行（进程 {pid}）：用 huiyin status 查看，huiyin down 停止。"
            f" / Huiyin already runs on {folder} (process {pid}):"
            f" see it with huiyin status, stop it with huiyin down."
        )


class NotRunning(CannotRun):
    """There is nothing to stop or to ask."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"数据目录 {folder} 上没有运行中的回音：用 huiyin up 启动。"
            f" / No Huiyin runs on {folder}: start one with huiyin up."
        )


class DatabaseIsFromAnotherVersion(CannotRun):
    """PostgreSQL reads only the data of its own major version."""

    def __init__(self, folder: Path, found: str, ours: str) -> None:
        super().__init__(
            f"{folder} 里的数据由 PostgreSQL {found} 建立，本版本带的是 {ours}："
            f"请换用带 PostgreSQL {found} 的回音版本，或用 pg_upgrade 迁移，或用 HUIYIN_DATA 换一个目录。"
            f" / The data in {folder} was made by PostgreSQL {found}, this Huiyin carries {ours}:"
            f" use a Huiyin with PostgreSQL {found}, migrate with pg_upgrade,"
            f" or choose another folder with HUIYIN_DATA."
        )


class PasswordIsLost(CannotRun):
    """The database exists but the file with its password does not."""

    def __init__(self, folder: Path, file: Path) -> None:
        super().__init__(
            f"{folder} 里有数据库，却找不到它的密码文件 {file}：请从备份恢复该文件，"
            f"或用 HUIYIN_DATA 换一个数据目录。"
            f" / There is a database in {folder} but its password file {file} is missing:"
            f" restore that file, or choose another data folder with HUIYIN_DATA."
        )


class DatabaseIsTooOld(CannotRun):
    """The server named by HUIYIN_DATABASE_URL is older than what our SQL needs."""

    def __init__(self, found: int, needed: int) -> None:
        super().__init__(
            f"HUIYIN_DATABASE_URL 指向 PostgreSQL {found}，至少要 {needed}：请升级，或去掉该变量改用自带的数据库。"
            f" / HUIYIN_DATABASE_URL leads to PostgreSQL {found}, at least {needed} is needed:"
            f" upgrade it, or unset the variable to use the embedded one."
        )


class DatabaseIsOutOfReach(CannotRun):
    """Nobody answers, or we are turned away, at HUIYIN_DATABASE_URL."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            f"连不上 HUIYIN_DATABASE_URL 的数据库 {place}（{reason}）：请检查地址、密码和服务是否已启动。"
            f" / Cannot reach the database of HUIYIN_DATABASE_URL at {place} ({reason}):"
            f" check the address, the password and that the server is up."
        )


class BusIsOutOfReach(CannotRun):
    """Nobody answers, or we are turned away, at HUIYIN_NATS_URL."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            f"连不上 HUIYIN_NATS_URL 的 NATS {place}（{reason}）：请检查地址、密码和服务是否已启动。"
            f" / Cannot reach the NATS server of HUIYIN_NATS_URL at {place} ({reason}):"
            f" check the address, the password and that the server is up."
        )


class BusHasNoJetStream(CannotRun):
    """A NATS server without JetStream forgets messages nobody is listening for."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"HUIYIN_NATS_URL 的 NATS {place} 没有开启 JetStream：请用 nats-server -js 启动它，"
            f"或去掉该变量改用自带的。"
            f" / The NATS server of HUIYIN_NATS_URL at {place} has JetStream off:"
            f" start it with nats-server -js, or unset the variable to use the embedded one."
        )


class BusIsOlderThanDatabase(CannotRun):
    """The services have handled messages that the broker has never heard of."""

    def __init__(self, handled: int, last: int) -> None:
        super().__init__(
            f"消息数据比数据库旧（数据库处理到第 {handled} 条，消息流只到第 {last} 条）："
            f"请用同一时刻的备份恢复两者。"
            f" / The broker's data are older than the databases ({handled} messages handled,"
            f" {last} in the stream): restore both from one backup."
        )


class ProgramIsMissing(CannotRun):
    """A server program that our wheels bring is not installed."""

    def __init__(self, program: str) -> None:
        super().__init__(
            f"找不到程序 {program}：请运行 make up 重新安装依赖。"
            f" / The program {program} is not installed: run make up, which installs it."
        )


class DidNotStart(CannotRun):
    """A process of ours ended, or kept silent, before it was ready."""

    def __init__(self, process: str, reason: str, log: Path) -> None:
        super().__init__(
            f"{process} 没有启动成功（{reason}）：详情见 {log}。"
            f" / {process} did not start ({reason}): its log {log} tells more."
        )


class JobFailed(CannotRun):
    """A job that has to be done before the services start gave up; `words` is what it said last."""

    def __init__(self, job: str, words: str, log: Path) -> None:
        super().__init__(f"{words}（{job} 的日志 / the log of {job}: {log}）")


class SettingIsWrong(CannotRun):
    """An environment variable holds something we cannot use."""

    def __init__(self, variable: str, value: str, expected: str) -> None:
        shown = _PASSWORD.sub(":***@", value)
        wanted = f"，应为{expected}" if expected else ""
        super().__init__(
            f"环境变量 {variable}={shown!r} 不对{wanted}；说明见 docs/operators.md。"
            f" / The environment variable {variable}={shown!r} is wrong; see docs/operators.md."
        )


class PoliciesAreUnfit(CannotRun):
    """The folder of HUIYIN_POLICIES cannot be worked by; `faults` says where and why."""

    def __init__(self, folder: Path, faults: str) -> None:
        super().__init__(
            f"{faults}\n制度目录 {folder} 不能用：请改正以上各处，用 huiyin policy check 再查。"
            f" / The policies in {folder} cannot be used: mend the above"
            f" and check again with huiyin policy check."
        )


class SettingIsMissing(CannotRun):
    """An environment variable that a command cannot do without."""

    def __init__(self, variable: str) -> None:
        super().__init__(
            f"缺少环境变量 {variable}：请设置它，或先 huiyin up 再执行"
            f" set -a; . .huiyin/connection.env。"
            f" / The environment variable {variable} is not set: set it, or start huiyin up"
            f" and run: set -a; . .huiyin/connection.env"
        )


class DidNotStop(CannotRun):
    """The running Huiyin was asked to stop and is still there."""

    def __init__(self, pid: int, waited_s: float) -> None:
        super().__init__(
            f"等了 {waited_s:.0f} 秒，进程 {pid} 仍未停止：请查看 logs/ 下的日志后再试。"
            f" / Process {pid} has not stopped within {waited_s:.0f} s:"
            f" look into the logs folder and try again."
        )
