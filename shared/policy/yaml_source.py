"""A policy file as plain data that still knows where every value stood.

YAML 1.2 core rules (yamlcore): `17:30` and `no` are texts. Anchors, aliases, tags, duplicate keys
and keys that are not texts are refused: a regulation says each thing once, where it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import yaml
from yamlcore import CCoreLoader

from shared.policy.yaml_slips import QUOTE_THE_NEGATION, slip_near

MAX_CHARACTERS = 256 * 1024
MAX_DEPTH = 16
_TEXT_TAG = "tag:yaml.org,2002:str"

Path = tuple[str | int, ...]


class At(StrEnum):
    """Which side of a mapping's entry a place is about."""

    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; both count from 1, the column in characters.

    `file` and `text` are set where it is another file than the one that is read (extends).
    """

    line: int
    column: int
    file: str = ""
    text: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Defect:
    """Why a text is not the YAML we read: a place and two sentences."""

    mark: Mark
    chinese: str
    english: str


class YamlIsUnusable(Exception):
    """The text cannot be read as a policy file at all."""

    def __init__(self, *defects: Defect) -> None:
        super().__init__(defects[0].english)
        self.defects = defects


@dataclass(frozen=True, slots=True)
class Source:
    """A file's plain data, with the places of its keys and values."""

    file: str
    text: str
    tree: Any
    keys: Mapping[Path, Mark]
    values: Mapping[Path, Mark]
    styles: Mapping[Path, str]

    def mark(self, path: Path, at: At = At.VALUE) -> Mark:
        """The place of a path, or of the nearest enclosing value that is in the file."""
        if path[-1:] == ("[key]",):
            path, at = path[:-1], At.KEY
        if at is At.KEY and path in self.keys:
            return self.keys[path]
        while path not in self.values and path:
            path = path[:-1]
        return self.values.get(path, Mark(1, 1))

    def inside(self, path: Path, line: int, column: int) -> Mark:
        """The place of a line and column of the text at `path` (both from 1)."""
        start, style = self.mark(path), self.styles.get(path, "")
        if style == ">" or (style != "|" and line > 1):
            return start  # Folding loses the place; the start of the text is still true.
        if style == "|":
            row = (start.text or self.text).splitlines()[start.line + line - 1]
            indent = len(row) - len(row.lstrip())
            return replace(start, line=start.line + line, column=indent + column)
        return replace(start, column=start.column + len(style) + column - 1)


def show_path(path: Path) -> str:
    """A path as an author would write it: `obligations[0].within`."""
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else f".{step}"
    return shown.lstrip(".").replace(".[key]", "") or "(file)"


def too_large() -> Defect:
    """What is said of a file that no regulation needs."""
    return Defect(
        Mark(1, 1),
        f"文件过大，最多 {MAX_CHARACTERS} 个字符",
        f"the file is too large: at most {MAX_CHARACTERS} characters",
    )


def read(text: str, *, file: str) -> Source:
    """Read one YAML document. Raises YamlIsUnusable, with every defect that could be found."""
    if len(text) > MAX_CHARACTERS:
        raise YamlIsUnusable(too_large())
    try:
        defects = list(_forbidden(text))
        node = None if defects else yaml.compose(text, Loader=CCoreLoader)
    except yaml.MarkedYAMLError as error:
        raise YamlIsUnusable(_syntax(error, text)) from error
    except yaml.YAMLError as error:
        raise YamlIsUnusable(
            Defect(Mark(1, 1), "文件含有不允许的控制字符", f"the file cannot be read: {error}")
        ) from error
    if node is None and not defects:
        defects.append(Defect(Mark(1, 1), "文件是空的", "the file is empty"))
    if node is None:
        raise YamlIsUnusable(*defects)
    reader = _Reader()
    tree = reader.plain(node, ())
    if reader.defects:
        raise YamlIsUnusable(*reader.defects)
    return Source(file, text, tree, reader.keys, reader.values, reader.styles)


def _forbidden(text: str) -> Iterator[Defect]:
    """Tags, anchors, aliases and excessive nesting, found before anything is expanded."""
    depth = 0
    for event in yaml.parse(text, Loader=CCoreLoader):
        mark = _mark(event.start_mark)
        if tag := getattr(event, "tag", None):
            said = f"不允许使用标签 {tag}", f"the tag {tag} is not allowed"
            if tag.startswith("!"):
                said = f"{said[0]}；{QUOTE_THE_NEGATION[0]}", f"{said[1]}; {QUOTE_THE_NEGATION[1]}"
            yield Defect(mark, *said)
        if getattr(event, "anchor", None):
            yield Defect(
                mark,
                "不允许使用锚点（&）或别名（*），请把内容写全",
                "anchors (&) and aliases (*) are not allowed; write the value out",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                yield Defect(
                    mark, f"嵌套超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH} levels"
                )
                return
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Defect:
    place = error.problem_mark or error.context_mark
    mark = _mark(place) if place else Mark(1, 1)
    if slip := slip_near(text, mark.line, error.problem or ""):
        return Defect(Mark(slip.line, slip.column), slip.chinese, slip.english)
    return Defect(
        mark,
        f"YAML 语法错误：{error.problem}",
        f"not valid YAML: {error.problem}",
    )


class _Reader:
    """Turns composed nodes into plain data and notes where each stood."""

    def __init__(self) -> None:
        self.keys: dict[Path, Mark] = {}
        self.values: dict[Path, Mark] = {}
        self.styles: dict[Path, str] = {}
        self.defects: list[Defect] = []
        self._constructor = CCoreLoader("")

    def plain(self, node: yaml.Node, path: Path) -> Any:
        self.values[path] = _mark(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*path, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key_node, value_node in node.value:
            mark = _mark(key_node.start_mark)
            if key_node.tag != _TEXT_TAG:
                self.defects.append(
                    Defect(mark, "键必须是文字", "a key must be a text (quote it if needed)")
                )
                continue
            key = key_node.value
            if key in plain:
                first = self.keys[(*path, key)].line
                self.defects.append(
                    Defect(
                        mark,
                        f"键“{key}”重复，第 {first} 行已有",
                        f"the key `{key}` is already on line {first}",
                    )
                )
                continue
            self.keys[(*path, key)] = mark
            plain[key] = self.plain(value_node, (*path, key))
        return plain

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        self.styles[path] = node.style or ""
        return self._constructor.construct_object(node)
