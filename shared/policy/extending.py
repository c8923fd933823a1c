"""A regulation that builds on another (extends): the two files read as one.

What the own file says replaces what the base says, entry by entry: in mappings by key, in lists
whose entries bear a `key` (or stand for one `rule`) by that. Grades, the calendar and other
sections that only make sense as a whole are replaced as a whole. `without` leaves entries out.
Every value still knows in which file it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from shared.policy.faults import did_you_mean
from shared.policy.yaml_source import At, Defect, Mark, Path, Source, YamlIsUnusable

EXTENDS, WITHOUT = "extends", "without"
_MAPPINGS = frozenset(
    {"departments", "posts", "categories", "facts", "pause_reasons", "steps", "promises"}
)
_BY_NAME = {
    "obligations": "key",
    "notices": "key",
    "reports": "key",
    "duties": "key",
    "metrics": "key",
    "for_people": "rule",
    "silent": "rule",
}
_OWN = frozenset({"pack", "version", "effective_from", "title", EXTENDS})
_DEEPEST = 4


def name_of(source: Source) -> str:
    """`zsy@2026.1`, as another file would name it."""
    tree = source.tree if isinstance(source.tree, dict) else {}
    return f"{tree.get('pack', '')}@{tree.get('version', '')}"


def in_full(source: Source, others: Mapping[str, Source], *, depth: int = 0) -> Source:
    """A file together with what it extends; itself where it extends nothing.

    Raises YamlIsUnusable where the base is not there, the files go round in a circle, or `without`
    names what the base does not have.
    """
    named = source.tree.get(EXTENDS) if isinstance(source.tree, dict) else None
    if not isinstance(named, str):
        return source
    base = others.get(named)
    if base is None or depth == _DEEPEST:
        raise YamlIsUnusable(_no_base(source, named, others, found=base is not None))
    full = in_full(base, others, depth=depth + 1)
    if not isinstance(full.tree, dict):
        return source  # The base is reported with itself.
    if wrong := tuple(_left_out_of_nothing(source, full, named)):
        raise YamlIsUnusable(*wrong)
    return _Joining(source, full).joined()


def _no_base(source: Source, named: str, others: Mapping[str, Source], *, found: bool) -> Defect:
    mark = _in_file(source.mark((EXTENDS,)), source)
    if found:
        return Defect(mark, "制度相互扩展，层数过多", "the packs extend one another without end")
    known = "、".join(sorted(others)) or "—"
    return Defect(
        mark,
        f"没有可扩展的制度 {named}，现有：{known}",
        f"there is no pack `{named}` to extend; there is: {known}",
    )


def _left_out_of_nothing(own: Source, base: Source, named: str) -> Iterator[Defect]:
    """Whatever `without` names that the base does not have: it would leave nothing out."""
    without = own.tree.get(WITHOUT)
    if WITHOUT in own.tree and not isinstance(without, dict):
        chinese = "without 应写成“节: [条目]”，如 without: {notices: [reminder]}"
        english = "`without` is a mapping of sections to entries, as {notices: [reminder]}"
        yield Defect(_in_file(own.mark((WITHOUT,)), own), chinese, english)
        return
    for section, names in (without or {}).items():
        path: Path = (WITHOUT, section)
        if section not in _MAPPINGS and section not in _BY_NAME:
            known = sorted((*_MAPPINGS, *_BY_NAME))
            said = (
                f"without 不能用于“{section}”{did_you_mean(section, known)[0]}；可用：{'、'.join(known)}",
                f"`without` does not know `{section}`{did_you_mean(section, known)[1]}; it knows:"
                f" {', '.join(known)}",
            )
            yield Defect(_in_file(own.mark(path, At.KEY), own), *said)
            continue
        if not isinstance(names, list):
            said = "应为列表，如 [reminder]", "must be a list, as [reminder]"
            yield Defect(_in_file(own.mark(path), own), *said)
            continue
        had = _names_in(base, section)
        for i, name in enumerate(names):
            if not isinstance(name, str) or name not in had:
                close = did_you_mean(str(name), sorted(had))
                said = (
                    f"{named} 的 {section} 没有“{name}”{close[0]}，无从去掉",
                    f"{named} has no `{name}` in {section}{close[1]}: there is nothing to leave"
                    " out",
                )
                yield Defect(_in_file(own.mark((*path, i)), own), *said)


def _names_in(base: Source, section: str) -> frozenset[str]:
    """The names that the entries of a section of the base go by."""
    entries = base.tree.get(section)
    if isinstance(entries, dict):
        return frozenset(entries)
    listed = entries if isinstance(entries, list) else []
    return frozenset(filter(None, (_name(entry, _BY_NAME[section]) for entry in listed)))


def _name(entry: Any, field: str) -> str | None:
    """What an entry is called; None where validation will say that it is no entry."""
    found = entry.get(field) if isinstance(entry, dict) else None
    return found if isinstance(found, str) else None


class _Joining:
    """Builds one tree out of two, and notes for each value where it stood."""

    def __init__(self, own: Source, base: Source) -> None:
        self._own = own
        self._base = base
        self._keys: dict[Path, Mark] = {}
        self._values: dict[Path, Mark] = {(): own.mark(())}
        self._styles: dict[Path, str] = {}

    def joined(self) -> Source:
        tree: dict[str, Any] = {}
        for section in dict.fromkeys((*self._base.tree, *self._own.tree)):
            if section == WITHOUT or (section in _OWN and section not in self._own.tree):
                continue
            tree[section] = self._section(section)
        return replace(
            self._own, tree=tree, keys=self._keys, values=self._values, styles=self._styles
        )

    def _section(self, section: str) -> Any:
        own, base = self._own.tree.get(section), self._base.tree.get(section)
        path: Path = (section,)
        # What has another shape is taken as written, so that validation says what is wrong with it.
        if section in _MAPPINGS and self._all_are(dict, section):
            return self._mapping(path, own or {}, base or {})
        if section in _BY_NAME and self._all_are(list, section):
            return self._list(path, own or [], base or [], _BY_NAME[section])
        source = self._own if section in self._own.tree else self._base
        return self._taken(source, path, path)

    def _all_are(self, kind: type, section: str) -> bool:
        trees = (self._own.tree, self._base.tree)
        return all(isinstance(tree[section], kind) for tree in trees if section in tree)

    def _mapping(self, path: Path, own: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
        self._values[path] = self._marked(self._own if own else self._base, path)
        left_out = self._left_out(path)
        found: dict[str, Any] = {}
        for key in dict.fromkeys((*base, *own)):
            if key not in left_out or key in own:
                source = self._own if key in own else self._base
                found[key] = self._taken(source, (*path, key), (*path, key))
        return found

    def _list(self, path: Path, own: list[Any], base: list[Any], name: str) -> list[Any]:
        self._values[path] = self._marked(self._own if own else self._base, path)
        replaced = {key: i for i, entry in enumerate(own) if (key := _name(entry, name))}
        left_out = self._left_out(path)
        origins: list[tuple[Source, int]] = []
        for i, entry in enumerate(base):
            key = _name(entry, name)
            if key in replaced:
                origins.append((self._own, replaced.pop(key)))
            elif key not in left_out:
                origins.append((self._base, i))
        used = {i for source, i in origins if source is self._own}
        origins += [(self._own, i) for i in range(len(own)) if i not in used]
        return [
            self._taken(source, (*path, i), (*path, place))
            for place, (source, i) in enumerate(origins)
        ]

    def _left_out(self, path: Path) -> frozenset[str]:
        without = self._own.tree.get(WITHOUT)
        names = without.get(path[0], ()) if isinstance(without, dict) else ()
        listed = names if isinstance(names, list) else ()
        return frozenset(name for name in listed if isinstance(name, str))

    def _taken(self, source: Source, origin: Path, place: Path) -> Any:
        """The value at `origin` of a source, to stand at `place`."""
        value = source.tree
        for step in origin:
            value = value[step]
        for path in _paths(value, ()):
            there, here = (*origin, *path), (*place, *path)
            self._values[here] = self._marked(source, there)
            if there in source.keys:
                self._keys[here] = _in_file(source.keys[there], source)
            if there in source.styles:
                self._styles[here] = source.styles[there]
        return value

    def _marked(self, source: Source, path: Path) -> Mark:
        return _in_file(source.mark(path), source)


def _in_file(mark: Mark, source: Source) -> Mark:
    return mark if mark.file else replace(mark, file=source.file, text=source.text)


def _paths(value: Any, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _paths(item, (*path, i))
