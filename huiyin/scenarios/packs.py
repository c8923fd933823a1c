"""The policy packs that scenario files name: each is read once, and only if one asks for it."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from pathlib import Path

from shared.deadlines import HolidayNotice
from shared.deadlines.calendar_file import parse as parse_calendar
from shared.policy import Pack, load_pack
from shared.policy.extending import name_of
from shared.policy.library import CALENDARS_FOLDER, DIRECTORY_FILE
from shared.policy.yaml_source import Source, YamlIsUnusable, read

SCENARIOS_FOLDER = "scenarios"


class Packs:
    """The packs of a policies folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loaded: dict[str, Pack] = {}

    def named(self, name: str) -> Pack | None:
        """The pack `zsy@2026.1`, or the latest version of `zsy`. Raises PolicyIsInvalid."""
        plain, _, version = name.partition("@")
        found = [
            pack
            for path in self._files
            if path.stem.partition("@")[0] == plain
            if version in ("", (pack := self._load(path)).version)
        ]
        return max(found, key=lambda pack: pack.effective_from, default=None)

    @property
    def sources(self) -> list[Source]:
        """Every pack file that can be read, as it is written."""
        return list(self._sources.values())

    def scenario_files(self) -> list[Path]:
        return sorted((self.folder / SCENARIOS_FOLDER).glob("*/*.yaml"))

    @cached_property
    def _files(self) -> list[Path]:
        return [path for path in sorted(self.folder.glob("*.yaml")) if path.name != DIRECTORY_FILE]

    @cached_property
    def _sources(self) -> dict[str, Source]:
        found: dict[str, Source] = {}
        for path in self._files:
            with suppress(YamlIsUnusable):
                source = read(path.read_text("utf-8"), file=path.name)
                found[name_of(source)] = source
        return found

    @cached_property
    def _calendars(self) -> dict[str, tuple[HolidayNotice, ...]]:
        files = sorted((self.folder / CALENDARS_FOLDER).glob("*.yaml"))
        return {path.stem: parse_calendar(path.read_text("utf-8")) for path in files}

    def _load(self, path: Path) -> Pack:
        if path.name not in self._loaded:
            self._loaded[path.name] = load_pack(
                path.read_text("utf-8"),
                file=path.name,
                calendars=self._calendars,
                others=self._sources,
            )
        return self._loaded[path.name]


def policies_of(file: Path) -> Path | None:
    """The policies folder that a scenario file belongs to: the nearest with calendars in it."""
    return next((up for up in file.resolve().parents if (up / CALENDARS_FOLDER).is_dir()), None)
