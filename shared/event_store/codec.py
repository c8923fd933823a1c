"""How a row's fields travel to PostgreSQL columns and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, TypeAdapter
from pydantic_core import to_json

from shared.event_store.rows import Row, Table

_PLAIN = TypeAdapter(Any)
UNCHANGED = {str, int, bool, UUID, date}
"""What PostgreSQL gives back as it was given."""
KEYLESS = {float, datetime, AwareDatetime}
NONE = type(None)


def column_value(value: Any) -> Any:
    """A field as asyncpg takes it: nested data as JSON, an enum as its value."""
    match value:
        case Enum():
            return value.value
        case BaseModel():
            return value.model_dump(mode="json")
        case tuple() | list() | dict() | frozenset():
            return _PLAIN.dump_python(value, mode="json")
        case _:
            return value


_ARRAYS = {UUID: "uuid[]", str: "text[]", int: "bigint[]", date: "date[]"}


def array_type(table: Table[Any], column: str) -> str:
    """The type of an array of a key column's values, which PostgreSQL cannot tell from them."""
    declared: Any = table.row.model_fields[column].annotation
    return next(name for kind, name in _ARRAYS.items() if issubclass(declared, kind))


def row_from(table: Table[Row], record: Mapping[str, Any]) -> Row:
    return table.row.model_validate(dict(record), strict=False)


def as_read_back(table: Table[Row], row: Row, before: Row | None = None) -> Row:
    """The row as the database would give it back.

    Whoever reads its own write within a transaction must not see other bytes than whoever reads
    later: times come back in UTC, and keys of JSON objects in jsonb's order. What a fold took over
    from `before`, a row that was read back, is not looked at again.
    """
    changed: dict[str, Any] = {}
    values, standing = vars(row), vars(before) if before else {}
    for column, read in _readers(table.row):
        value = values[column]
        if value is not None and value is not standing.get(column):
            changed[column] = read(value)
    return row.model_copy(update=changed) if changed else row


@cache
def _readers(row: type[BaseModel]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """The columns that may come back otherwise than they were put, each with how."""
    readers = ((name, _reader(field.annotation)) for name, field in row.model_fields.items())
    return tuple((name, reader) for name, reader in readers if reader is not None)


def _reader(annotation: Any) -> Callable[[Any], Any] | None:
    kinds = _either(annotation)
    if kinds <= {datetime, AwareDatetime}:
        return _in_utc
    if kinds == {float}:
        return float
    if len(kinds) == 1 and _is_enum(kind := next(iter(kinds))):
        return lambda value: value if type(value) is kind else kind(column_value(value))
    if all(map(_comes_back_unchanged, kinds)):
        return None
    validator = TypeAdapter(annotation)
    if not any(map(_has_objects, kinds)):
        return lambda value: validator.validate_json(to_json(value), strict=False)
    return lambda value: validator.validate_python(_read_back(column_value(value)), strict=False)


def _either(annotation: Any) -> set[Any]:
    """What a value may be, besides nothing."""
    union = get_origin(annotation) in (Union, UnionType)
    return {kind for kind in (get_args(annotation) if union else (annotation,)) if kind is not NONE}


def _comes_back_unchanged(kind: Any) -> bool:
    """As a column, or within JSON. Times and the order of an object's keys do not."""
    inner = _parts(kind)
    return all(map(_comes_back_unchanged, inner)) if inner else kind in UNCHANGED or _is_enum(kind)


def _has_objects(kind: Any) -> bool:
    """Whether there are keys in it whose order is not that of a model's fields."""
    inner = _parts(kind)
    return any(map(_has_objects, inner)) if inner else not _is_keyless(kind)


def _is_keyless(kind: Any) -> bool:
    return kind in UNCHANGED or kind in KEYLESS or _is_enum(kind)


def _parts(kind: Any) -> set[Any]:
    """What a tuple or a model is made of; nothing for all else."""
    inner: list[Any] = []
    if get_origin(kind) is tuple:
        inner = [part for part in get_args(kind) if part is not Ellipsis]
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        inner = [field.annotation for field in kind.model_fields.values()]
    return set().union(*map(_either, inner))


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _in_utc(value: datetime) -> datetime:
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _read_back(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC)
        case dict():
            keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
            return {key: _read_back(value[key]) for key in keys}
        case list():
            return [_read_back(item) for item in value]
        case _:
            return value
