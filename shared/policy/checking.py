"""Policy files as their author checks them: all that is wrong, and all that looks wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shared.deadlines import HolidayNotice
from shared.policy.directory import Directory
from shared.policy.extending import EXTENDS
from shared.policy.faults import PolicyFault, PolicyIsInvalid, fault_at
from shared.policy.library import (
    CALENDARS_FOLDER,
    DIRECTORY_FILE,
    PolicyLibrary,
    by_name,
    calendars_in,
    misfiled,
    text_of,
)
from shared.policy.load import load_directory, load_with_warnings
from shared.policy.pack import Pack
from shared.policy.yaml_source import At, Source, YamlIsUnusable
from shared.policy.yaml_source import read as read_yaml
from shared.settings import POLICIES


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check: faults keep a file from being used, warnings do not."""

    packs: tuple[Pack, ...] = ()
    faults: tuple[PolicyFault, ...] = ()
    warnings: tuple[PolicyFault, ...] = ()


def check_folder(folder: Path) -> Checked:
    """Check a whole policies folder, as the system reads it."""
    faults: tuple[PolicyFault, ...] = ()
    try:
        PolicyLibrary.read(folder)
    except PolicyIsInvalid as invalid:
        faults = invalid.faults
    # Whom a pack that governs here cannot reach is a fault; the others may be for elsewhere.
    surroundings = _Surroundings(folder, _directory_beside(folder), is_alone=False)
    found = [surroundings.checked(path) for path in _packs_of(folder)]
    packs = tuple(pack for each in found for pack in each.packs)
    warnings = tuple(warning for each in found for warning in each.warnings)
    return Checked(packs, faults, warnings)


def check_file(path: Path) -> Checked:
    """Check one file with what lies beside it: calendars, the directory, what it extends."""
    if path.name == DIRECTORY_FILE:
        return _checked_directory(path)
    surroundings = _Surroundings(path.parent, _directory_beside(path.parent), is_alone=True)
    return surroundings.checked(path)


def _directory_beside(folder: Path) -> Directory | None:
    """The organisation; None without one, or where its own faults keep it from being used."""
    text = text_of(folder / DIRECTORY_FILE, [])
    try:
        return load_directory(text, file=DIRECTORY_FILE) if text is not None else None
    except PolicyIsInvalid:
        return None


def _packs_of(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.yaml")) if path.name != DIRECTORY_FILE]


def _checked_directory(path: Path) -> Checked:
    faults: list[PolicyFault] = []
    text = text_of(path, faults)
    try:
        if text is not None:
            load_directory(text, file=path.name)
    except PolicyIsInvalid as invalid:
        faults += invalid.faults
    return Checked(faults=tuple(faults))


class _Surroundings:
    """What a pack is checked against: the calendars and packs beside it, and the directory."""

    def __init__(self, folder: Path, directory: Directory | None, *, is_alone: bool) -> None:
        self._folder = folder
        self._directory = directory
        self._is_alone = is_alone
        self._calendars = _calendars_for(folder)

    @cached_property
    def _others(self) -> Mapping[str, Source]:
        texts = {path: text_of(path, []) for path in _packs_of(self._folder)}
        return by_name({path: text for path, text in texts.items() if text is not None})

    def checked(self, path: Path) -> Checked:
        faults: list[PolicyFault] = []
        text = text_of(path, faults)
        if text is None:
            return Checked(faults=tuple(faults))
        if mistaken := _no_pack(path, text):
            return Checked(faults=(mistaken,))
        others = self._others if EXTENDS in text else {}
        try:
            pack, warnings = load_with_warnings(
                text,
                file=path.name,
                calendars=self._calendars,
                others=others,
                directory=self._directory,
            )
        except PolicyIsInvalid as invalid:
            return Checked(faults=invalid.faults)
        unreached = self._without_address(pack, read_yaml(text, file=path.name))
        named = tuple(misfiled(path, pack, {}))
        return Checked((pack,), named, tuple(sorted((*warnings, *unreached))))

    def _without_address(self, pack: Pack, source: Source) -> Iterator[PolicyFault]:
        """Departments and posts that the directory does not have in any project."""
        if self._directory is None or not self._is_alone:
            return
        sections = (("departments", pack.departments), ("posts", pack.posts))
        for section, names in sections:
            for name, label in names.items():
                if not _is_anywhere(name, self._directory):
                    yield fault_at(
                        source,
                        (section, name),
                        f"组织文件中没有“{label}”（{name}），通知无法送达",
                        f"`{name}` is not in the directory: it cannot be told anything",
                    )


_NO_PACKS = (
    (
        "scenarios",
        "这是情景文件，请用 huiyin policy scenario",
        "this is a file of scenarios: use `huiyin policy scenario`",
    ),
    (
        "packs",
        "这是规则表，请用 huiyin policy coverage --rules",
        "this is a rule list: use `huiyin policy coverage --rules`",
    ),
)


def _no_pack(path: Path, text: str) -> PolicyFault | None:
    """That a file is one of the others that an author writes; None where it may be a pack."""
    try:
        source = read_yaml(text, file=path.name)
    except YamlIsUnusable:
        return None
    tree = source.tree if isinstance(source.tree, dict) else {}
    for section, chinese, english in _NO_PACKS:
        if section in tree and "grades" not in tree:
            return fault_at(source, (section,), chinese, english, at=At.KEY)
    return None


def _calendars_for(folder: Path) -> Mapping[str, tuple[HolidayNotice, ...]]:
    """Those beside the pack; the ones that come with the system where there are none."""
    has_own = (folder / CALENDARS_FOLDER).is_dir()
    return calendars_in(folder if has_own else POLICIES, [])


def _is_anywhere(name: str, directory: Directory) -> bool:
    return any(directory.has(name, project) for project in directory.projects)
