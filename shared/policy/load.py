"""From a file's text to a pack or a directory, or to everything that is wrong with it. No I/O."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from shared.deadlines import HolidayNotice
from shared.domain import Immutable
from shared.policy.checks import check_pack
from shared.policy.directory import Directory, check_directory
from shared.policy.extending import in_full
from shared.policy.faults import PolicyFault, PolicyIsInvalid, fault_at, from_validation
from shared.policy.impossible import warnings_of
from shared.policy.pack import Pack
from shared.policy.problems import Problem
from shared.policy.project_dates import dates_nobody_has, dates_written
from shared.policy.repeated import repeated_keys
from shared.policy.vocabulary import Vocabulary
from shared.policy.yaml_source import Path, Source, YamlIsUnusable, read

NO_OTHERS: Mapping[str, Source] = MappingProxyType({})

CONDITIONS_MAX = 1000

_Model = TypeVar("_Model", bound=Immutable)

# Sections whose keys are the author's own names, so that no key there is a word of the format.
_OWN_NAMES = frozenset(
    {"departments", "posts", "categories", "facts", "pause_reasons", "steps", "promises"}
)
_OWN_WORDS = frozenset({"words", "of"})
_CONDITIONS = frozenset({"when", "value", "counts", "where"})
_LIST_OR_ONE = frozenset({"on", "starts"})
_EVENT_MATCHES = frozenset({"met_by", "cancelled_by", "set_by"})


def load_pack(
    text: str,
    *,
    file: str,
    calendars: Mapping[str, tuple[HolidayNotice, ...]],
    others: Mapping[str, Source] = NO_OTHERS,
) -> Pack:
    """Read one regulation; `calendars` are the holiday notices by calendar name, `others` the
    regulations that it may extend, by `extending.name_of`.

    Raises PolicyIsInvalid with every fault that was found, each with file, line and reason.
    """
    return _pack_in(_source(text, file, others), calendars)


def load_with_warnings(
    text: str,
    *,
    file: str,
    calendars: Mapping[str, tuple[HolidayNotice, ...]],
    others: Mapping[str, Source] = NO_OTHERS,
    directory: Directory | None = None,
) -> tuple[Pack, tuple[PolicyFault, ...]]:
    """Read one regulation and look for what cannot happen in it, also with the projects that the
    directory has.

    Raises PolicyIsInvalid as `load_pack` does; what is only odd comes back beside the pack.
    """
    source = _source(text, file, others)
    pack = _pack_in(source, calendars)
    written = dates_written(directory, pack.id) if directory else None
    problems = (
        *warnings_of(pack, Vocabulary.of(file, source.tree, calendars)),
        *dates_nobody_has(pack, written),
    )
    found = (fault_at(source, p.path, p.chinese, p.english) for p in problems)
    # What an extended regulation declares and this one has no use for is no mistake of this one.
    return pack, tuple(sorted(w for w in found if w.file == file or not _declares(w.path)))


def _declares(path: str) -> bool:
    return path.partition(".")[0] in _OWN_NAMES


def _pack_in(source: Source, calendars: Mapping[str, tuple[HolidayNotice, ...]]) -> Pack:
    _refuse(source, _too_many_conditions(source))
    _refuse(source, repeated_keys(source.tree))
    vocabulary = Vocabulary.of(source.file, source.tree, calendars)
    pack = _validated(Pack, source, vocabulary, _in_full(source.tree, (), source))
    _refuse(source, check_pack(pack))
    pack.mark_as_written(digest_of(source.tree))
    return pack


def digest_of(tree: Any) -> str:
    """What a file means, as far as it is written in it: comments, quotes and layout play no part,
    the order of entries does."""
    written = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def load_directory(text: str, *, file: str) -> Directory:
    """Read the organisation. Raises PolicyIsInvalid with every fault that was found."""
    source = _source(text, file)
    vocabulary = Vocabulary.of(file, source.tree, {})
    directory = _validated(Directory, source, vocabulary, source.tree)
    _refuse(source, check_directory(directory))
    return directory


def _source(text: str, file: str, others: Mapping[str, Source] = NO_OTHERS) -> Source:
    try:
        return in_full(read(text, file=file), others)
    except YamlIsUnusable as error:
        raise PolicyIsInvalid(
            PolicyFault(
                d.mark.file or file, d.mark.line, d.mark.column, "(file)", d.chinese, d.english
            )
            for d in error.defects
        ) from error


def _validated(model: type[_Model], source: Source, vocabulary: Vocabulary, tree: Any) -> _Model:
    # JSON is the input for which strict types still admit dates, enums and tuples.
    written = json.dumps(tree, ensure_ascii=False)
    try:
        return model.model_validate_json(written, strict=True, context=vocabulary)
    except ValidationError as error:
        raise PolicyIsInvalid(from_validation(source, error.errors(include_url=False))) from error


def _refuse(source: Source, problems: Iterable[Problem]) -> None:
    faults = [fault_at(source, p.path, p.chinese, p.english) for p in problems]
    if faults:
        raise PolicyIsInvalid(faults)


def _too_many_conditions(source: Source) -> Iterable[Problem]:
    """Each takes its time to compile; no regulation has so many."""
    written = [path for path in source.values if path[-1:] and path[-1] in _CONDITIONS]
    if len(written) > CONDITIONS_MAX:
        yield Problem(
            written[CONDITIONS_MAX],
            f"条件过多，最多 {CONDITIONS_MAX} 条",
            f"too many conditions: at most {CONDITIONS_MAX}",
        )


def _in_full(value: Any, path: Path, source: Source) -> Any:
    """The tree with the format's shorthands written out, and every condition with its line."""
    if isinstance(value, list):
        return [_in_full(item, (*path, i), source) for i, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    own_names = len(path) == 1 and path[0] in _OWN_NAMES
    full: dict[str, Any] = {}
    for key, item in value.items():
        here = (*path, key)
        if own_names or key in _OWN_WORDS:
            full[key] = item if key in _OWN_WORDS else _in_full(item, here, source)
        elif key in _CONDITIONS:
            mark = source.mark(here)
            full[key] = {"text": item, "line": mark.line, "file": mark.file or source.file}
        elif key in _LIST_OR_ONE and isinstance(item, str):
            full[key] = [item]
        elif key in _EVENT_MATCHES and isinstance(item, list):
            full[key] = [
                {"event": match} if isinstance(match, str) else _in_full(match, (*here, i), source)
                for i, match in enumerate(item)
            ]
        else:
            full[key] = _in_full(item, here, source)
    return full
