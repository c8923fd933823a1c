"""The policy packs in force, kept beside the data: a decision can be understood only with them."""

from __future__ import annotations

import hashlib
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

from huiyin.backup.manifest import Piece, weigh
from huiyin.data_folder import DataFolder
from huiyin.settings import read_settings

VARIABLE = "HUIYIN_POLICIES"


def in_force(data: DataFolder) -> Path:
    """The folder that what runs on the data folder was started with."""
    for line in data.connection.read_text("utf-8").splitlines():
        name, _, value = line.partition("=")
        if name == VARIABLE:
            return Path(shlex.split(value)[0])
    return read_settings().policies


def keep(policies: Path, folder: Path) -> Path:
    """Copy the packs into a folder below this one, named by what they say; made once."""
    target = folder / fingerprint(policies)
    if not target.exists():
        unfinished = target.with_name(f"{target.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(policies, unfinished)
        unfinished.replace(target)
    return target


def bring_back(kept: Path, here: Path, root: Path) -> Path | None:
    """Where the kept packs differ from those in force here, copy them into the data folder; the
    folder they went to."""
    if fingerprint(kept) == fingerprint(here):
        return None
    target = root / "policies"
    shutil.copytree(kept, target, dirs_exist_ok=True)
    return target


def fingerprint(policies: Path) -> str:
    """Equal for folders with the same files."""
    digest = hashlib.sha256()
    for file in _files(policies):
        digest.update(f"{file.relative_to(policies)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def pieces(backup: Path, kept: Path) -> Iterator[Piece]:
    for file in _files(kept):
        yield weigh(backup, file)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
