"""The rule list that packs are held to, and where in the packs each rule lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.policy.yaml_source import At, Path, Source, read, show_path


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a regulation demands; `kind` such as grading or deadline."""

    id: str
    kind: str
    pack: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pack cites a rule; `section` is the top-level key, `path` the whole way there."""

    rule: str
    pack: str
    file: str
    line: int
    section: str
    path: str


class RuleListIsUnfit(ValueError):
    """The rule list is not what it should be."""


def read_rules(text: str, *, file: str) -> tuple[Rule, ...]:
    """`packs: {zsy: {rules: [{id, kind}]}}`. Raises RuleListIsUnfit or YamlIsUnusable."""
    tree = read(text, file=file).tree
    try:
        rules = tuple(
            Rule(rule["id"], rule["kind"], pack)
            for pack, written in tree["packs"].items()
            for rule in written["rules"]
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise RuleListIsUnfit(f"{file}: packs: {{...: {{rules: [{{id, kind}}]}}}}") from error
    twice = {rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1}
    if twice:
        raise RuleListIsUnfit(f"{file}: {', '.join(sorted(twice))}")
    return rules


def places_of(sources: Iterable[Source]) -> Iterator[Place]:
    """Every entry of a pack file that cites a rule, as it is written."""
    for source in sources:
        tree = source.tree
        if isinstance(tree, dict) and isinstance(tree.get("pack"), str):
            yield from _cited(source, tree["pack"], tree, ())


def _cited(source: Source, pack: str, value: Any, path: Path) -> Iterator[Place]:
    if isinstance(value, dict):
        cited = value.get("rule")
        if isinstance(cited, str) and path:
            line = source.mark((*path, "rule"), At.KEY).line
            named = _named(path, value)
            yield Place(cited, pack, source.file, line, str(path[0]), named)
        for key, item in value.items():
            yield from _cited(source, pack, item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _cited(source, pack, item, (*path, i))


def _named(path: Path, entry: Mapping[str, Any]) -> str:
    """An entry by its own key where it has one, else by its place."""
    key = entry.get("key")
    return f"{show_path(path[:-1])}/{key}" if isinstance(key, str) else show_path(path)
