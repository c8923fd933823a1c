"""PostgreSQL refuses to run as root; started by root, it runs under an unprivileged account."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict


class PopenArguments(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the system, by its numbers."""

    uid: int
    gid: int

    def as_popen_arguments(self) -> PopenArguments:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_pass(self, path: Path) -> bool:
        """Whether it may enter the folder or run the program.

        Asked of the system itself: every folder on the way and access lists count too.
        """
        asked = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
            cwd="/",
            check=False,
            **self.as_popen_arguments(),
        )
        return asked.returncode == 0


def account_for(database_folder: Path) -> Account | None:
    """Who PostgreSQL runs as: None, our own account, unless we are root.

    As root, whoever owns the database already; else whoever called sudo; else `nobody`.
    initdb wants an account that has a name.
    """
    if os.geteuid() != 0:
        return None
    if (database_folder / "PG_VERSION").exists() and (owner := database_folder.stat().st_uid) != 0:
        return Account(owner, database_folder.stat().st_gid)
    sudo_uid = int(os.environ.get("SUDO_UID", "0"))
    entry = pwd.getpwuid(sudo_uid) if sudo_uid else pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)
