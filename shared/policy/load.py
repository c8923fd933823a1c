"""From a file's text to a pack or a directory, or to everything that is wrong with it. No I/O."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from shared.deadlines import HolidayNotice
from shared.domain import Immutable
from shared.policy.checks import check_pack
from shared.policy.directory import Directory, check_directory
from shared.policy.faults import PolicyFault, PolicyIsInvalid, fault_at, from_validation
from shared.policy.pack import Pack
from shared.policy.problems import Problem
from shared.policy.vocabulary import Vocabulary
from shared.policy.yaml_source import Path, Source, YamlIsUnusable, read

_Model = TypeVar("_Model", bound=Immutable)

# Sections whose keys are the author's own names, so that no key there is a word of the format.
_OWN_NAMES = frozenset({"departments", "posts", "categories", "facts", "pause_reasons"})
_CONDITIONS = frozenset({"when", "value"})
_LIST_OR_ONE = frozenset({"on", "starts"})
_EVENT_MATCHES = frozenset({"met_by", "cancelled_by", "set_by"})


def load_pack(text: str, *, file: str, calendars: Mapping[str, tuple[HolidayNotice, ...]]) -> Pack:
    """Read one regulation; `calendars` are the holiday notices by calendar name.

    Raises PolicyIsInvalid with every fault that was found, each with file, line and reason.
    """
    source = _source(text, file)
    pack = _validated(Pack, source, Vocabulary.of(file, source.tree, calendars))
    _refuse(source, check_pack(pack))
    return pack


def load_directory(text: str, *, file: str) -> Directory:
    """Read the organisation. Raises PolicyIsInvalid with every fault that was found."""
    source = _source(text, file)
    directory = _validated(Directory, source, Vocabulary.of(file, source.tree, {}))
    _refuse(source, check_directory(directory))
    return directory


def _source(text: str, file: str) -> Source:
    try:
        return read(text, file=file)
    except YamlIsUnusable as error:
        raise PolicyIsInvalid(
            PolicyFault(file, d.mark.line, d.mark.column, "(file)", d.chinese, d.english)
            for d in error.defects
        ) from error


def _validated(model: type[_Model], source: Source, vocabulary: Vocabulary) -> _Model:
    # JSON is the input for which strict types still admit dates, enums and tuples.
    written = json.dumps(_in_full(source.tree, (), source), ensure_ascii=False)
    try:
        return model.model_validate_json(written, strict=True, context=vocabulary)
    except ValidationError as error:
        raise PolicyIsInvalid(from_validation(source, error.errors(include_url=False))) from error


def _refuse(source: Source, problems: Iterable[Problem]) -> None:
    faults = [fault_at(source, p.path, p.chinese, p.english) for p in problems]
    if faults:
        raise PolicyIsInvalid(faults)


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
        if own_names:
            full[key] = _in_full(item, here, source)
        elif key in _CONDITIONS:
            full[key] = {"text": item, "line": source.mark(here).line}
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
