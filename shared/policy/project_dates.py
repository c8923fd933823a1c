"""Dates of projects 项目日期 that a pack counts from, held to those that the projects have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.policy.directory import Directory, Project
from shared.policy.explaining.names import DATES
from shared.policy.faults import did_you_mean
from shared.policy.pack import Pack
from shared.policy.problems import Problem
from shared.policy.yaml_source import Path

STANDARD_DATES = frozenset(DATES)
"""The names that need no explanation; a directory may have others."""


def dates_written(directory: Directory, pack: str | None = None) -> frozenset[str]:
    """The names of dates of the projects that a pack ever governs; of all where it governs none."""
    projects = directory.projects.values()
    governed = [p for p in projects if any(rule.pack == pack for rule in p.policies)]
    return frozenset(name for project in governed or projects for name in _names(project))


def _names(project: Project) -> Iterable[str]:
    yield from project.dates
    for building in project.buildings.values():
        yield from building.dates


def dates_nobody_has(pack: Pack, written: frozenset[str] | None) -> Iterator[Problem]:
    """Dates that the pack counts from and no project has; `written` None knows no project, so that
    only what looks like a slip of a standard name is told."""
    for path, name in _read(pack):
        known = STANDARD_DATES if written is None else written
        hint = did_you_mean(name, known | STANDARD_DATES if name not in STANDARD_DATES else known)
        if name in known or (written is None and not hint[0]):
            continue
        yield Problem(
            path,
            f"没有项目写有日期“{name}”{hint[0]}；写在组织文件项目的 dates 里才会起算",
            f"no project has a date `{name}`{hint[1]}; nothing counts from it until the directory"
            " has it",
        )


def _read(pack: Pack) -> Iterator[tuple[Path, str]]:
    for name, fact in pack.facts.items():
        if fact.during:
            yield ("facts", name, "during", "since"), fact.during.since
    for i, rule in enumerate(pack.duties):
        every = rule.every
        fields: tuple[tuple[Path, str | None], ...] = (
            (("before",), rule.before),
            (("every", "since"), every.since if every else None),
            (("every", "until"), every.until if every else None),
        )
        yield from ((("duties", i, *path), name) for path, name in fields if name)
