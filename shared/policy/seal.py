"""The seal 封存: a version that has governed a complaint says for ever what it said then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Protocol

from shared.policy.faults import PolicyFault
from shared.policy.library import PolicyLibrary

Digests = Mapping[tuple[str, str], str]
"""What versions say, by pack and version (`Pack.digest`)."""


class Seals(Protocol):
    """Where a service keeps which versions it has gone by, and all of what is in force."""

    async def read(self) -> Digests: ...

    async def seal(self, digests: Digests) -> Digests:
        """Seal what is not sealed yet; everything that is sealed now."""
        ...

    async def keep(self, archive: bytes) -> None:
        """Keep the policies in force, instead of those that were before."""
        ...


def governing_by(library: PolicyLibrary, day: date) -> dict[tuple[str, str], str]:
    """The versions by which complaints may have been judged up to a day, with what they say."""
    governing = {
        rule.pack
        for project in library.directory.projects.values()
        for rule in project.policies
        if rule.from_day <= day
    }
    return {
        key: pack.digest
        for key, pack in library.packs.items()
        if pack.id in governing and pack.effective_from <= day
    }


def moved(fixed: Digests, library: PolicyLibrary, folder: Path) -> Iterator[PolicyFault]:
    """The fixed versions that are gone or say something else now."""
    for (name, version), digest in sorted(fixed.items()):
        pack = library.packs.get((name, version))
        if pack is None:
            yield PolicyFault(
                f"{name}@{version}.yaml",
                1,
                1,
                "(file)",
                f"制度 {name} 的版本 {version} 已经用过，不能移走：请把这个文件放回来",
                f"version {version} of the pack {name} has been in force and may not be taken"
                " away: put this file back",
            )
        elif pack.digest != digest:
            file = _file_of(name, version, folder)
            yield PolicyFault(
                file.name,
                _line_of_version(file),
                1,
                "version",
                f"制度 {name} 的版本 {version} 已经用过，内容不能再改：请还原这个文件，把改动另存为"
                f" {name}@新版本号.yaml，写上新的 version 与 effective_from",
                f"version {version} of the pack {name} has been in force and may not change:"
                f" restore this file and save the change as {name}@NEW-VERSION.yaml with a"
                " `version` and an `effective_from` of its own",
            )


def _file_of(name: str, version: str, folder: Path) -> Path:
    whole = folder / f"{name}@{version}.yaml"
    return whole if whole.exists() else folder / f"{name}.yaml"


def _line_of_version(file: Path) -> int:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return 1
    found = (number for number, line in enumerate(lines, 1) if line.startswith("version:"))
    return next(found, 1)
