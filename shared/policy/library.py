"""The policies folder: every version of every pack, and the directory. The only I/O of policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from shared.deadlines import CalendarFileIsInvalid, HolidayNotice
from shared.deadlines.calendar_file import parse as parse_calendar
from shared.domain import Refusal, RefusalKind
from shared.policy.bounded_file import read_text_within_bounds
from shared.policy.directory import Directory, Project
from shared.policy.extending import name_of
from shared.policy.faults import PolicyFault, PolicyIsInvalid, fault_at
from shared.policy.load import load_directory, load_pack
from shared.policy.pack import Pack
from shared.policy.serving import unserved
from shared.policy.yaml_source import Source, YamlIsUnusable
from shared.policy.yaml_source import read as read_yaml

DIRECTORY_FILE = "directory.yaml"
CALENDARS_FOLDER = "calendars"


class ProjectIsUnknown(Refusal):
    """A project was named that the directory does not have."""

    kind = RefusalKind.INVALID
    zh = "没有项目“{project}”，请核对项目代码"
    en = "there is no project `{project}`; check the project code"


class NoPackGoverns(Refusal):
    """No regulation was in force for the project on that day."""

    kind = RefusalKind.INVALID
    zh = "{on} 没有适用于项目“{project}”的制度"
    en = "no policy pack governed the project `{project}` on {on}"


class PackIsUnknown(Refusal):
    """A pack or a version of it was named that is not in the policies folder."""

    kind = RefusalKind.UNKNOWN
    zh = "没有制度 {pack} 的版本 {version}"
    en = "there is no version {version} of the policy pack {pack}"


@dataclass(frozen=True)
class PolicyLibrary:
    """Every pack by id and version, with the directory; read once and never changed."""

    packs: Mapping[tuple[str, str], Pack]
    directory: Directory

    @classmethod
    def read(cls, folder: Path) -> PolicyLibrary:
        """Read a policies folder. Raises PolicyIsInvalid with the faults of all its files."""
        faults: list[PolicyFault] = []
        calendars = calendars_in(folder, faults)
        packs = _packs(folder, calendars, faults)
        directory = _directory(folder, packs, faults)
        if directory is None or faults:
            raise PolicyIsInvalid(faults)
        return cls(packs, directory)

    def unexplained(self) -> PolicyLibrary:
        """The same, for where nobody reads why a deadline is when it is; see Pack.unexplained."""
        return self._without_words

    @cached_property
    def _without_words(self) -> PolicyLibrary:
        if not any(pack.explains for pack in self.packs.values()):
            return self
        silent = {stamp: pack.unexplained() for stamp, pack in self.packs.items()}
        return PolicyLibrary(silent, self.directory)

    def pack(self, name: str, version: str) -> Pack:
        """The pack a complaint was stamped with. Raises PackIsUnknown."""
        try:
            return self.packs[name, version]
        except KeyError:
            raise PackIsUnknown(pack=name, version=version) from None

    def project(self, code: str) -> Project:
        """Raises ProjectIsUnknown."""
        try:
            return self.directory.projects[code]
        except KeyError:
            raise ProjectIsUnknown(field="project", project=code) from None

    def pack_for(self, project: str, on: date) -> Pack:
        """The pack version that governs a complaint received on a day (the pack's local day).

        Raises ProjectIsUnknown or NoPackGoverns.
        """
        governing = self.project(project).pack_on(on)
        in_force = [p for p in self.packs.values() if p.id == governing and p.effective_from <= on]
        if not in_force:
            raise NoPackGoverns(field="project", project=project, on=on.isoformat())
        return max(in_force, key=lambda pack: pack.effective_from)


def text_of(path: Path, faults: list[PolicyFault]) -> str | None:
    """The text of a file; where it cannot be read, None and one more fault."""
    try:
        return read_text_within_bounds(path)
    except FileNotFoundError:
        faults.append(_about(path, "找不到文件", "the file is not there"))
    except OSError as error:
        faults.append(
            _about(path, f"文件无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
        )
    except UnicodeDecodeError:
        faults.append(_about(path, "文件不是 UTF-8 编码", "the file is not UTF-8"))
    except YamlIsUnusable as error:
        faults += (_about(path, defect.chinese, defect.english) for defect in error.defects)
    return None


def _about(path: Path, chinese: str, english: str, line: int = 1) -> PolicyFault:
    return PolicyFault(path.name, line, 1, "(file)", chinese, english)


def calendars_in(folder: Path, faults: list[PolicyFault]) -> dict[str, tuple[HolidayNotice, ...]]:
    """The holiday notices of a policies folder, by calendar name."""
    calendars: dict[str, tuple[HolidayNotice, ...]] = {}
    for path in sorted((folder / CALENDARS_FOLDER).glob("*.yaml")):
        text = text_of(path, faults)
        try:
            calendars[path.stem] = parse_calendar(text or "")
        except CalendarFileIsInvalid as error:
            faults += (_about(path, zh, en, line) for line, zh, en in error.faults)
    return calendars


def _packs(
    folder: Path,
    calendars: Mapping[str, tuple[HolidayNotice, ...]],
    faults: list[PolicyFault],
) -> dict[tuple[str, str], Pack]:
    packs: dict[tuple[str, str], Pack] = {}
    texts: dict[Path, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        text = None if path.name == DIRECTORY_FILE else text_of(path, faults)
        if text is not None:
            texts[path] = text
    others = by_name(texts)
    for path, text in texts.items():
        try:
            pack = load_pack(text, file=path.name, calendars=calendars, others=others)
        except PolicyIsInvalid as error:
            faults += error.faults
            continue
        faults += misfiled(path, pack, packs)
        packs[pack.id, pack.version] = pack
    return packs


def by_name(texts: Mapping[Path, str]) -> dict[str, Source]:
    """The regulations that others may extend; what is wrong in one is reported with itself."""
    found: dict[str, Source] = {}
    for path, text in texts.items():
        with suppress(YamlIsUnusable):
            source = read_yaml(text, file=path.name)
            found[name_of(source)] = source
    return found


def misfiled(
    path: Path, pack: Pack, packs: Mapping[tuple[str, str], Pack]
) -> Iterator[PolicyFault]:
    """What is wrong with the name of a pack's file, or with its version beside the others."""
    name, at, version = path.stem.partition("@")
    if name != pack.id or (at and version != pack.version):
        right = f"{pack.id}@{pack.version}.yaml"
        yield _about(
            path,
            f"文件名应为 {right} 或 {pack.id}.yaml",
            f"the file should be called {right} or {pack.id}.yaml",
        )
    for other in packs.values():
        if other.id == pack.id and other.version == pack.version:
            yield _about(
                path, f"版本 {pack.version} 重复", f"version {pack.version} is given twice"
            )
        elif other.id == pack.id and other.effective_from == pack.effective_from:
            yield _about(
                path,
                f"与版本 {other.version} 同日生效",
                f"takes effect on the same day as version {other.version}",
            )


def _directory(
    folder: Path, packs: Mapping[tuple[str, str], Pack], faults: list[PolicyFault]
) -> Directory | None:
    text = text_of(folder / DIRECTORY_FILE, faults)
    if text is None:
        return None
    try:
        directory = load_directory(text, file=DIRECTORY_FILE)
    except PolicyIsInvalid as error:
        faults += error.faults
        return None
    if not faults:  # A pack that failed to load is not missing.
        source = read_yaml(text, file=DIRECTORY_FILE)
        problems = unserved(directory, packs.values())
        faults += (fault_at(source, p.path, p.chinese, p.english) for p in problems)
    return directory
