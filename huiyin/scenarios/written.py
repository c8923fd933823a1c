"""A scenario file as it is written, before the names in it are looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from huiyin.scenarios.names import Text, Texts
from huiyin.scenarios.scenario import Edge
from shared.domain import Immutable
from shared.policy.yaml_source import Path

Tree = dict[str, Any]
Lines = tuple[Tree, ...]
Tables = Annotated[Lines, Field(min_length=1)]
Placed = tuple[Path, Tree]
"""A line and where it is written."""


class WrittenScenario(Immutable):
    """One entry of `scenarios`; with a `table`, as many scenarios as it has rows."""

    name: Text
    proves: Texts = ()
    edge: Edge | None = None
    note: Text | None = None
    projects: Tree = Field(default_factory=dict)
    directory: Tree = Field(default_factory=dict)
    given: Lines = ()
    when: Lines = ()
    then: Lines = ()
    until: Text | None = None
    table: Tables | None = None


class WrittenFile(Immutable):
    """A scenario file. `complaint` is what all of its complaints have in common."""

    pack: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*(@[0-9A-Za-z.-]+)?$")]
    title: Text | None = None
    projects: Tree = Field(default_factory=dict)
    directory: Tree = Field(default_factory=dict)
    complaint: Tree = Field(default_factory=dict)
    scenarios: Annotated[tuple[WrittenScenario, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario with its lines written out, each with its place."""

    path: Path
    name: str
    proves: tuple[str, ...]
    edge: str | None
    steps: tuple[Placed, ...]
    then: tuple[Placed, ...]
    until: str | None


ROW_HEAD = ("name", "proves", "edge", "when", "then", "until")
COMPLAINT_OF_ROW = "投诉"
_ONE = ("grade", "department", "scope")
_BY_KEY = ("due", "missed", "met", "warned", "cancelled", "open")


def drafts_of(file: WrittenFile) -> Iterator[Draft]:
    """Every scenario of a file, tables row by row."""
    for i, written in enumerate(file.scenarios):
        path: Path = ("scenarios", i)
        given = _placed(path, "given", written.given)
        when = _placed(path, "when", written.when)
        then = _placed(path, "then", written.then)
        if written.table is None:
            steps = tuple(_with_common(file.complaint, line) for line in (*given, *when))
            yield Draft(
                path, written.name, written.proves, written.edge, steps, then, written.until
            )
            continue
        for n, row in enumerate(written.table):
            yield _row(file, written, (*path, "table", n), row, (given, when, then))


def _row(
    file: WrittenFile, written: WrittenScenario, path: Path, row: Tree, common: tuple[Any, ...]
) -> Draft:
    """A row is a complaint, and what is then so of it."""
    given, when, then = common
    says = {*ROW_HEAD, *_ONE, *_BY_KEY, "because", "label", "not_started"}
    complaint = {"complaint": COMPLAINT_OF_ROW} | {k: v for k, v in row.items() if k not in says}
    steps = (*given, (path, complaint), *when, *_placed(path, "when", row.get("when", ())))
    proves = row.get("proves", written.proves)
    return Draft(
        path,
        f"{written.name}：{row.get('name') or f'第 {path[-1] + 1} 行'}",  # type: ignore[operator]
        (proves,) if isinstance(proves, str) else tuple(proves),
        row.get("edge", written.edge),
        tuple(_with_common(file.complaint, line) for line in steps),
        (*then, *_then_of_row(path, row), *_placed(path, "then", row.get("then", ()))),
        row.get("until", written.until),
    )


def _then_of_row(path: Path, row: Tree) -> Iterator[Placed]:
    about = {"complaint": COMPLAINT_OF_ROW}
    for key in _ONE:
        if key in row:
            told = () if key == "department" else ("because", "label")
            why: Tree = {word: row[word] for word in told if word in row}
            yield (*path, key), {**about, key: row[key], **why}
    for key in _BY_KEY:
        for name, at in _by_name(row.get(key)).items():
            when = {} if at is None else {"at": at}
            yield (*path, key), {**about, key: name, **when}
    for name in _by_name(row.get("not_started")):
        yield (*path, "not_started"), {**about, "not_started": name}


def _by_name(written: Any) -> Mapping[str, Any]:
    """`{a: time}`, `[a, b]` or `a`."""
    if isinstance(written, dict):
        return written
    names = [written] if isinstance(written, str) else written or ()
    return dict.fromkeys(names)


def _placed(path: Path, section: str, lines: Any) -> tuple[Placed, ...]:
    return tuple(((*path, section, i), line) for i, line in enumerate(lines))


def _with_common(common: Tree, placed: Placed) -> Placed:
    path, line = placed
    is_complaint = "complaint" in line and "do" not in line
    return (path, {**common, **line}) if is_complaint else placed
